"""Proving: an agent is asked for his PIN, of which nothing is known here but whether it was right."""

from msgspec.structs import replace

from ivr.calls.caller.announcing import tell
from ivr.calls.contact import Contact
from ivr.calls.leaving import over
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import AskingPin, ServingAgent
from ivr.calls.spoken import sentence
from ivr.calls.transition import Transition, stay
from ivr.telephony.commands import ChangeAgent, CheckPin, CollectSecret, Command, Play, StopPlayback
from ivr.telephony.events import (
    CallerLeft,
    Event,
    PromptFailed,
    PromptFinished,
    Resynced,
    SecretBegun,
    SecretChecked,
    SecretCollected,
    TimedOut,
)
from ivr.telephony.ids import playback_of, secret_of

MOST_TRIES = 3
SECONDS_TO_SAY = 30.0
"""No question is longer; after this it counts as said."""

SECONDS_TO_ENTER = 10.0
"""How long an agent may take from the question, or from his first key, to the hash key."""

SECONDS_TO_CHECK = 1.5


def ask(phase: ServingAgent, at: float) -> Transition:
    """Ask for the PIN for the first time."""
    asking = AskingPin(
        contact=phase.contact,
        agent=phase.agent,
        code=phase.code,
        handle=secret_of(phase.contact.id, 1),
        until=at,
    )
    return _question(asking, "pin_ask", at)


def advance_asking_pin(phase: AskingPin, event: Event) -> Transition:
    """The agent enters his PIN; it is right, or he may try again, so many times."""
    match event:
        case CallerLeft():
            return over(phase.contact, Outcome.FEATURE_CODE, event.at)
        case PromptFinished(playback=phase.playback) | PromptFailed(playback=phase.playback):
            return Transition(replace(phase, playback=None, until=event.at + SECONDS_TO_ENTER))
        case SecretBegun(handle=phase.handle):
            entering = replace(phase, playback=None, until=event.at + SECONDS_TO_ENTER)
            return Transition(entering, _hush(phase))
        case SecretCollected(handle=phase.handle) if not phase.checking:
            checking = replace(phase, playback=None, checking=True, until=event.at + SECONDS_TO_CHECK)
            return Transition(checking, (*_hush(phase), CheckPin(phase.handle, phase.agent)))
        case SecretChecked(handle=phase.handle, ok=ok) if phase.checking:
            return _proven(phase, event.at) if ok else _again(phase, "pin_wrong", event.at)
        case TimedOut(until=phase.until):
            return _again(phase, "pin_ask", event.at)
        case Resynced():
            return _see_asking(phase, event)
        case _:
            return stay(phase)


def _hush(phase: AskingPin) -> tuple[Command, ...]:
    return (StopPlayback(phase.playback),) if phase.playback else ()


def _proven(phase: AskingPin, at: float) -> Transition:
    serving = ServingAgent(
        contact=phase.contact, agent=phase.agent, code=phase.code, until=at + SECONDS_TO_CHECK, proven=True
    )
    return Transition(serving, (ChangeAgent(phase.agent, phase.code),))


def _again(phase: AskingPin, name: str, at: float) -> Transition:
    if phase.tries >= MOST_TRIES:
        return tell(phase.contact, ("pin_refused",), at, _hush(phase))
    number = phase.tries + 1
    asking = replace(phase, tries=number, handle=secret_of(phase.contact.id, number))
    return _question(asking, name, at, _hush(phase))


def _question(phase: AskingPin, name: str, at: float, before: tuple[Command, ...] = ()) -> Transition:
    contact: Contact = replace(phase.contact, plays=phase.contact.plays + 1)
    playback = playback_of(contact.id, contact.plays)
    asking = replace(phase, contact=contact, playback=playback, checking=False, until=at + SECONDS_TO_SAY)
    play = Play(playback, contact.channel, (sentence(name, contact.language),))
    return Transition(asking, (*before, CollectSecret(phase.handle, contact.channel), play))


def _see_asking(phase: AskingPin, event: Resynced) -> Transition:
    """What he had entered is gone with us: he is asked once more, without losing a try."""
    over_it = (StopPlayback(phase.playback),) if phase.playback in event.observed.playbacks else ()
    return _question(phase, "pin_ask", event.at, tuple(over_it))
