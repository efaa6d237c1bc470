"""Feature codes: what an agent dials, or presses while he talks, to have something done."""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
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
    """All codes, those that the document leaves out by default; none is another or its beginning."""
    complete = {**FEATURE_CODES, **codes}
    by_code: dict[str, FeatureName] = {}
    for name, code in complete.items():
        if code in by_code:
            raise complaint(
                Message(
                    f"{by_code[code]} 和 {name} 都是 {code}", f"{by_code[code]} and {name} are both {code}"
                ),
                Message("给每个功能一个不同的代码", "give each its own code"),
            )
        by_code[code] = name
    for code, name in by_code.items():
        for length in range(2, len(code)):
            if (shorter := code[:length]) in by_code:
                raise _hidden(name, code, by_code[shorter], shorter)
    return complete


def _hidden(name: str, code: str, other: str, shorter: str) -> Exception:
    """What is dialled begins with the shorter code, and the longer one would never be reached."""
    return complaint(
        Message(
            f"{other} 的 {shorter} 是 {name} 的 {code} 的开头",
            f"{shorter} of {other} is the beginning of {code} of {name}",
        ),
        Message("换一个代码，使任何代码都不是另一个的开头", "choose codes of which none begins another"),
    )


FeatureCodes = Annotated[dict[FeatureName, Code], AfterValidator(_complete)]
"""All codes by name."""


class FeatureDialled(msgspec.Struct, frozen=True):
    """A feature that somebody dialled, and what he dialled with it."""

    name: FeatureName
    argument: str = ""


SUPERVISES: frozenset[FeatureName] = frozenset({"listen", "whisper", "barge", "take_over"})
"""The codes of supervisors, which go with an agent's extension."""

TAKES_AN_ARGUMENT: frozenset[FeatureName] = SUPERVISES | {"pause", "pick_up", "unpark"}
"""The codes after which a key or an extension may be dialled in the same breath."""

ASKS_FOR_A_PIN: frozenset[FeatureName] = frozenset({"sign_in", "sign_out"})
"""The codes after which nothing may be dialled: what an agent adds to them could be his PIN."""


def feature_dialled(dialled: str, codes: Mapping[FeatureName, str]) -> FeatureDialled | None:
    """Which feature the dialled digits name, with its argument; None when they name none."""
    for name, code in codes.items():
        argument = dialled.removeprefix(code)
        if dialled == code:
            return FeatureDialled(name)
        if dialled.startswith(code) and name in TAKES_AN_ARGUMENT and argument.isdigit():
            return FeatureDialled(name, argument)
    return None


def without_secret(dialled: str, codes: Mapping[FeatureName, str]) -> str:
    """What was dialled, without what follows a code that a PIN belongs to: that is never written down."""
    secretive = (codes[name] for name in ASKS_FOR_A_PIN if name in codes)
    return next((code for code in secretive if dialled.startswith(code)), dialled)
