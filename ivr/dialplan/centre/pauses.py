"""Reasons for a pause: which key an agent dials after the code, and what it stands for."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from ivr.dialplan.document import Shape, Texts
from ivr.telephony.prompts import Prompt

ReasonKey = Annotated[
    str,
    Shape("[0-9]", "小休原因的按键是 0 到 9，要加引号", 'the key of a pause reason is "0" to "9", in quotes'),
]
"""The key that an agent dials after the code of a pause."""

PAUSE_REASONS: Mapping[str, Mapping[str, str]] = {
    "1": {"zh": "午休", "en": "lunch"},
    "2": {"zh": "短暂休息", "en": "short break"},
    "3": {"zh": "会议", "en": "meeting"},
    "4": {"zh": "培训", "en": "training"},
    "5": {"zh": "其他事务", "en": "other work"},
}
"""The reasons where the document names none.  The first stands for a pause without a key."""

PauseReasons = Annotated[dict[ReasonKey, Texts], Field(min_length=1)]
"""All reasons by key."""


def default_reasons() -> dict[str, dict[str, str]]:
    """A fresh copy of the reasons that stand where the document names none."""
    return {key: dict(texts) for key, texts in PAUSE_REASONS.items()}


def reason_in(reasons: Mapping[str, Mapping[str, str]], key: str, language: str) -> str | None:
    """The reason of that key in a language; without a key the first.  None when there is none."""
    texts = reasons.get(key) if key else next(iter(reasons.values()), None)
    return _in(texts, language) if texts else None


def reason_spoken(reasons: Mapping[str, Mapping[str, str]], reason: str, language: str) -> Prompt | None:
    """A reason, known in any language, as it is said in this one; None for a text of somebody's own."""
    for texts in reasons.values():
        if reason in texts.values():
            said = language if language in texts else next(iter(texts))
            return Prompt(texts[said], said)
    return None


def reason_prompts(reasons: Mapping[str, Mapping[str, str]]) -> tuple[Prompt, ...]:
    """Everything that may be said of reasons, for rendering."""
    return tuple(Prompt(text, language) for texts in reasons.values() for language, text in texts.items())


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))
