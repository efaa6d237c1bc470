"""Returning: the consultation is over or came to nothing, and the agent goes back to his caller."""

from msgspec.structs import replace

from ivr.calls.meeting import meet
from ivr.calls.phases import Consulting, Party, Talking
from ivr.calls.talk.holding import music_of
from ivr.calls.talk.telling import dismiss, tell
from ivr.calls.talks import held, is_held, retrieved
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.telephony.causes import Cause
from ivr.telephony.commands import (
    CloseBridge,
    Command,
    Dequeue,
    HangUp,
    ReleaseMissed,
    ReleaseToWrapUp,
    StopMusic,
)
from ivr.telephony.ids import BridgeId


def let_go(phase: Consulting) -> tuple[Command, ...]:
    """End what was asked for: the talk with the other, his ringing, or the wait for somebody."""
    party = phase.party
    if party is None:
        return (Dequeue(phase.place, "consulted_no_more"),)
    dropped = (HangUp(party.leg), CloseBridge(phase.bridge))
    if not party.agent:
        return dropped
    if phase.met:
        return (*dropped, ReleaseToWrapUp(party.place, party.agent))
    return (*dropped, Dequeue(party.place, "consulted_no_more"))


def come_back(
    phase: Consulting, told: str, at: float, edition: Edition, before: tuple[Command, ...]
) -> Transition:
    """Do ``before``; caller and agent speak again, and he is told why when ``told`` names a sentence."""
    if phase.own != phase.talking.leg:
        return _line_ends(phase, told, at, edition, before)
    leg = phase.own
    back, together = _together(phase, at, edition)
    if not told:
        return Transition(back, (*before, *together))
    contact, said = tell(back.contact, leg, back.agent, told, edition)
    return Transition(replace(back, contact=contact, told=said.playback), (*before, *together, said))


def _together(phase: Consulting, at: float, edition: Edition) -> tuple[Talking, tuple[Command, ...]]:
    """Caller and agent in their bridge again; held by the telephone, the caller keeps his music."""
    leg, caller = phase.own, phase.contact.channel
    back = replace(phase.talking, contact=retrieved(phase.contact, leg, at), apart=False, pressed=None)
    meeting = meet(back.bridge, leg)
    if not back.holds:
        return back, (StopMusic(leg), StopMusic(caller), *meeting)
    on_hold = replace(back, contact=held(back.contact, leg, at), holds=False)
    return on_hold, (StopMusic(leg), *meeting, music_of(on_hold, edition))


def _line_ends(
    phase: Consulting, told: str, at: float, edition: Edition, before: tuple[Command, ...]
) -> Transition:
    """The agent's second line ends.  The caller whom his telephone holds is his to retrieve."""
    talking = phase.talking
    contact, end = phase.contact, (StopMusic(phase.own), HangUp(phase.own))
    goodbye: tuple[Command, ...] = end
    if told:
        goodbye = (StopMusic(phase.own), dismiss(phase.own, talking.agent, told, edition))
    if not is_held(talking.contact, talking.leg) and is_held(contact, talking.leg):
        contact = retrieved(contact, talking.leg, at)
        goodbye = (*goodbye, StopMusic(contact.channel))
    return Transition(replace(talking, contact=contact, pressed=None), (*before, *goodbye))


def missed(phase: Consulting, party: Party, cause: Cause, at: float, edition: Edition) -> Transition:
    """Who was rung does not answer: the next one of the queue is waited for, or the agent goes back."""
    closed = CloseBridge(phase.bridge)
    if not party.agent:
        return come_back(phase, "no_answer", at, edition, (closed,))
    given_back = (closed, ReleaseMissed(party.place, party.agent, cause))
    if phase.named:
        gone = (*given_back, Dequeue(party.place, "not_answered"))
        return come_back(phase, "no_answer", at, edition, gone)
    again = replace(phase, party=None, bridge=BridgeId(""), until=phase.give_up)
    return Transition(again, given_back)


def nobody_came(phase: Consulting, at: float, edition: Edition) -> Transition:
    """The time is up for whom the agent waits."""
    if phase.party is None:
        return come_back(phase, "no_answer", at, edition, let_go(phase))
    gone = missed(phase, phase.party, Cause.NO_ANSWER, at, edition)
    return Transition(gone.phase, (HangUp(phase.party.leg), *gone.commands))
