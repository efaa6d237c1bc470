"""The notice: that a call may be monitored or recorded, which everybody hears before anybody hears him."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator

from ivr.dialplan.document import Texts
from ivr.telephony.prompts import Prompt

DEFAULT_NOTICE: Mapping[str, str] = {
    "zh": "为保证服务质量，本次通话可能被监听或录音。",
    "en": "To ensure quality of service, this call may be monitored or recorded.",
}
"""What is said where the document says nothing else."""


def _none_for_false(value: object) -> object:
    return None if value in (False, "false") else value


Notice = Annotated[
    Texts | None, BeforeValidator(_none_for_false, json_schema_input_type=Texts | Literal[False] | None)
]
"""What is said to whoever calls; None, written ``false``, where the dialplans say it themselves."""


def notice_in(texts: Mapping[str, str], language: str) -> Prompt:
    """The notice in that language, else in English, else in the first that there is."""
    spoken = next((one for one in (language, "en") if one in texts), next(iter(texts)))
    return Prompt(texts[spoken], spoken)
