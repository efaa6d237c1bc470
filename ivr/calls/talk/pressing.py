"""Pressing: what an agent's codes do in a talk and in a consultation."""

from collections.abc import Mapping

from msgspec.structs import replace

from ivr.calls.consultation.asking import ask, ask_supervisor
from ivr.calls.keying import Chosen, Pressed, paused, press
from ivr.calls.phases import Talking
from ivr.calls.talk.holding import hold_by_code
from ivr.calls.talk.parking import park
from ivr.calls.talk.recording import pause, record
from ivr.calls.talk.sending import send_by_code
from ivr.calls.talk.telling import tell
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import StopPlayback

NUMBERED = frozenset({"blind_transfer", "attended_transfer"})
"""The codes after which a number follows."""

IN_TALK = (
    "blind_transfer",
    "attended_transfer",
    "hold",
    "park",
    "record",
    "pause_recording",
    "call_supervisor",
)
"""The codes that do something in a talk."""

IN_CONSULTATION = ("blind_transfer", "attended_transfer", "conference", "return_to_caller")
"""Those that do something in a consultation; either transfer completes it."""


def press_in_talk(phase: Talking, digit: str, at: float, edition: Edition) -> Transition:
    """A key of the agent's."""
    said = press(phase.pressed, digit, at, _codes(IN_TALK, edition), NUMBERED)
    return _done(phase, said, at, edition)


def pause_in_talk(phase: Talking, at: float, edition: Edition) -> Transition:
    """No further key came: the number is complete."""
    return _done(phase, paused(phase.pressed), at, edition)


def code_in_consultation(
    pressed: Pressed | None, digit: str, at: float, edition: Edition
) -> Pressed | str | None:
    """A key of the agent's while he consults: the name of a code, or what has been pressed of one."""
    said = press(pressed, digit, at, _codes(IN_CONSULTATION, edition), frozenset())
    return said.name if isinstance(said, Chosen) else said


def _codes(names: tuple[str, ...], edition: Edition) -> Mapping[str, str]:
    return {name: code for name, code in edition.centre.feature_codes.items() if name in names}


def _done(phase: Talking, said: Pressed | Chosen | None, at: float, edition: Edition) -> Transition:
    if not isinstance(said, Chosen):
        return Transition(replace(phase, pressed=said))
    quiet = (StopPlayback(phase.told),) if phase.told is not None else ()
    cleared = replace(phase, pressed=None, told=None)
    done = _carry_out(cleared, said, at, edition) or refuse(cleared, edition)
    return Transition(done.phase, (*quiet, *done.commands))


def _carry_out(phase: Talking, chosen: Chosen, at: float, edition: Edition) -> Transition | None:
    match chosen.name:
        case "blind_transfer":
            return send_by_code(phase, chosen.number, at, edition)
        case "call_supervisor":
            return ask_supervisor(phase, at, edition)
        case "attended_transfer":
            return ask(phase, phase.leg, chosen.number, at, edition)
        case "record":
            return record(phase, edition)
        case "pause_recording":
            return pause(phase, edition)
        case "park" if not phase.others and not phase.contact.internal:
            return park(phase, at, edition)
        case "hold" if not phase.others:
            return hold_by_code(phase, at, edition)
        case _:
            return None


def refuse(phase: Talking, edition: Edition) -> Transition:
    """Tell the agent that it cannot be done; nothing changes for the caller."""
    contact, told = tell(phase.contact, phase.leg, phase.agent, "not_possible", edition)
    return Transition(replace(phase, contact=contact, told=told.playback), (told,))
