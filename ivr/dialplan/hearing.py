"""Hearing: playing a node's prompt, and asking for input with a bounded number of tries."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from ivr.dialplan.centre.profiles import ORDINARY
from ivr.dialplan.node import Back, Here, Leave, Move, Spoken, Stay
from ivr.dialplan.step import Position
from ivr.telephony.commands import Command, Play, StopPlayback
from ivr.telephony.ids import playback_of
from ivr.telephony.prompts import Prompt

REPEAT = "*"
"""The key that says a prompt again, where the document gives it no other meaning."""

BACK = "#"
"""The key that goes back to the menu before, where the document gives it no other meaning."""

SECONDS_OF_HABIT = 1.5
"""Many end every input with the hash key: so soon after a digit it belongs to that one."""


def in_language(texts: Mapping[str, str], here: Here) -> Prompt:
    """The prompt in the caller's language, else in the first language that it has, at his pace."""
    language = here.language
    spoken = language if language in texts else next(iter(texts))
    profile = here.profile
    return (
        Prompt(texts[spoken], spoken) if profile is ORDINARY else Prompt(texts[spoken], spoken, profile.pace)
    )


def play(here: Here, *prompts: Mapping[str, str], before: tuple[Command, ...] = ()) -> Stay:
    """Do ``before``, then play the prompts one after the other under a new playback id."""
    return speak(here, tuple([in_language(texts, here) for texts in prompts]), before)


def speak(here: Here, prompts: tuple[Prompt, ...], before: tuple[Command, ...] = ()) -> Stay:
    """Do ``before``, then play what is to be said, as it stands, under a new playback id."""
    number = here.position.plays + 1
    playback = playback_of(here.facts.contact, number)
    position = replace(here.position, plays=number, playing=playback)
    return Stay(position, (*before, Play(playback, here.facts.channel, prompts)))


def asked(
    prompt: Mapping[str, str], no_input: Mapping[str, str] | None, no_match: Mapping[str, str] | None
) -> Iterator[Spoken]:
    """The prompts of a node that asks: its own, and those before it is asked again."""
    prompts = {"prompt": prompt, "no_input_prompt": no_input, "no_match_prompt": no_match}
    for field, texts in prompts.items():
        if texts is not None:
            yield Spoken(texts, (field,))


def hush(here: Here) -> tuple[Position, tuple[Command, ...]]:
    """The position without a prompt or a deadline, and the command that stops what is playing."""
    position = replace(here.position, playing=None, until=None)
    if here.position.playing is None:
        return position, ()
    return position, (StopPlayback(here.position.playing),)


def repeat(here: Here, prompt: Mapping[str, str]) -> Stay:
    """Say the prompt again, from its first word; this costs no try."""
    position, commands = hush(here)
    return play(here.moved(position), prompt, before=commands)


def go_back(here: Here, prompt: Mapping[str, str]) -> Move:
    """Go back to the menu before; where there is none, say the prompt again."""
    if here.at - here.position.typed < SECONDS_OF_HABIT:
        return Stay(here.position)
    if not here.position.trail:
        return repeat(here, prompt)
    return Back(*hush(here))


def wait(here: Here, seconds: float) -> Stay:
    """Wait for input, at most that long from now."""
    return Stay(replace(here.position, until=here.at + patience(here, seconds)))


def patience(here: Here, seconds: float) -> float:
    """So many seconds, as long as this caller is waited for."""
    return seconds * here.profile.patience


def failed(here: Here, failure: str | None, seconds: float) -> Move:
    """The prompt cannot be played: leave by ``failure`` if the document has it, else wait for input."""
    return wait(here, seconds) if failure is None else Leave(here.position, "failure")


def resume(here: Here, prompt: Mapping[str, str], seconds: float) -> Stay:
    """After an absence: say the prompt again if it was cut off, else begin the wait anew."""
    if here.position.playing is not None:
        return play(here, prompt)
    return wait(here, seconds)


def ask_again(here: Here, way_out: str, tries: int, *prompts: Mapping[str, str] | None) -> Move:
    """One more attempt has failed: play the prompts again, or leave by ``way_out`` after ``tries``."""
    position, commands = hush(here)
    attempts = position.attempts + 1
    if attempts >= tries + here.profile.extra_tries:
        return Leave(position, way_out, commands)
    again = here.moved(replace(position, attempts=attempts, digits=""))
    return play(again, *[texts for texts in prompts if texts is not None], before=commands)
