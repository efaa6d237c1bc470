"""Confirming: a number that the caller typed is read back, and he says whether it is right."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ivr.dialplan.hearing import hush, in_language, speak
from ivr.dialplan.node import Here, Stay
from ivr.dialplan.speaking.values import pieces_of, said
from ivr.telephony.commands import Command
from ivr.telephony.prompts import Prompt

CONFIRM = "confirm"
"""As what the node does next (``Position.then``): the number is complete, and is being confirmed."""

RIGHT, WRONG = "1", "2"
"""The keys that say so."""

_BEFORE = {"zh": "您输入的是", "en": "You entered"}
_AFTER = {
    "zh": "正确请按一，重新输入请按二。",
    "en": "If this is right, press one. To enter it again, press two.",
}


def read_back(here: Here, before: tuple[Command, ...] = ()) -> Stay:
    """Do ``before``, then say the number typed and ask whether it is right."""
    language = here.language if here.language in _BEFORE else "en"
    pace = here.profile.pace
    digits = said("digits", here.position.digits, language) or ()
    spoken = (Prompt(piece, language, pace) for piece in digits)
    waiting = here.moved(replace(here.position, then=CONFIRM))
    return speak(waiting, (in_language(_BEFORE, here), *spoken, in_language(_AFTER, here)), before)


def again(here: Here) -> Stay:
    """Say it once more."""
    position, commands = hush(here)
    return read_back(here.moved(position), commands)


def pieces(languages: Iterable[str]) -> Iterator[Prompt]:
    """Everything that is said for this, piece by piece."""
    for language in languages:
        spoken = language if language in _BEFORE else "en"
        yield Prompt(_BEFORE[spoken], spoken)
        yield Prompt(_AFTER[spoken], spoken)
        for piece in pieces_of("digits", spoken):
            yield Prompt(piece, spoken)
