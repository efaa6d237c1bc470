"""Feature codes: what an agent dials, or presses while he talks, to have something done."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator

from ivr.dialplan.document import Shape, complaint
from ivr.dialplan.messages import Message

FeatureName = Literal[
    "sign_in",
    "sign_out",
    "ready",
    "pause",
    "state",
    "pick_up",
    "unpark",
    "call_supervisor",
    "blind_transfer",
    "attended_transfer",
    "conference",
    "return_to_caller",
    "hold",
    "park",
    "record",
    "pause_recording",
    "listen",
    "whisper",
    "barge",
    "take_over",
]

FEATURE_CODES: Mapping[FeatureName, str] = {
    "sign_in": "*11",
    "sign_out": "*12",
    "ready": "*13",
    "pause": "*14",
    "state": "*15",
    "pick_up": "*16",
    "unpark": "*17",
    "call_supervisor": "*18",
    "blind_transfer": "*21",
    "attended_transfer": "*22",
    "conference": "*23",
    "return_to_caller": "*24",
    "hold": "*25",
    "park": "*26",
    "record": "*27",
    "pause_recording": "*28",
    "listen": "*31",
    "whisper": "*32",
    "barge": "*33",
    "take_over": "*34",
}
"""The codes where the document names no others."""

Code = Annotated[
    str, Shape(r"\*[0-9*#]{1,7}", '功能代码形如 "*11"，要加引号', 'a feature code is like "*11", in quotes')
]
"""A feature code: a star, then up to seven keys."""


def _complete(codes: dict[FeatureName, str]) -> dict[FeatureName, str]:
    """All codes, those that the document leaves out by default; no two alike."""
    complete = {**FEATURE_CODES, **codes}
    names: dict[str, str] = {}
    for name, code in complete.items():
        if code in names:
            raise complaint(
                Message(f"{names[code]} 和 {name} 都是 {code}", f"{names[code]} and {name} are both {code}"),
                Message("给每个功能一个不同的代码", "give each its own code"),
            )
        names[code] = name
    return complete


FeatureCodes = Annotated[dict[FeatureName, Code], AfterValidator(_complete)]
"""All codes by name."""
