"""The room that callers rehearse in: how long things last there, and what is taken from the world."""

from collections.abc import Callable
from datetime import UTC, tzinfo

import msgspec

from ivr.telephony.prompts import Prompt

SECONDS_A_CHARACTER = {"zh": 0.22, "en": 0.065}
SECONDS_A_FOREIGN_CHARACTER = 0.1
LEAST_SECONDS = 0.4


def spoken_seconds(prompt: Prompt) -> float:
    """How long it takes to say the prompt, about: by the speed of ordinary speech."""
    pace = SECONDS_A_CHARACTER.get(prompt.language, SECONDS_A_FOREIGN_CHARACTER)
    return max(LEAST_SECONDS, pace * len(prompt.text))


class Room(msgspec.Struct, frozen=True):
    """``seconds`` tells how long a prompt lasts, by its sound where it has one; ``zone`` is the centre's."""

    seconds: Callable[[Prompt], float] = spoken_seconds
    zone: tzinfo = UTC
