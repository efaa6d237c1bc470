"""Consulting: the agent asks somebody else while his caller hears music; he returns or joins them."""

from msgspec.structs import replace

from ivr.calls.caller.waiting import SECONDS_BEYOND_RING
from ivr.calls.caller.walking import left_behind
from ivr.calls.consultation.asking import line_up_again
from ivr.calls.consultation.completing import complete, join_all
from ivr.calls.consultation.returning import come_back, let_go, missed, nobody_came
from ivr.calls.leaving import over
from ivr.calls.meeting import meet
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Consulting, Party
from ivr.calls.shown import shown_to_agent
from ivr.calls.talk.holding import hold_by_button, music, music_of
from ivr.calls.talk.parting import drop_all
from ivr.calls.talk.pressing import code_in_consultation
from ivr.calls.talks import all_ended, held, is_held, retrieved
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.causes import Cause
from ivr.telephony.commands import (
    AcceptTransfer,
    Bridge,
    Command,
    HangUp,
    MarkRinging,
    OpenBridge,
    RefuseTransfer,
    Ring,
    Seat,
    StopMusic,
    Unbridge,
)
from ivr.telephony.events import (
    AgentAnswered,
    AgentLeft,
    AgentOffered,
    AgentRang,
    AgentRefused,
    CallerLeft,
    CommandFailed,
    DigitPressed,
    Event,
    Held,
    JoinAsked,
    NumberAnswered,
    NumberLeft,
    NumberRefused,
    Observed,
    Resynced,
    Retrieved,
    TimedOut,
    TransferAsked,
)
from ivr.telephony.ids import AgentId, ChannelId, agent_leg, bridge_of


def advance_consulting(phase: Consulting, event: Event, edition: Edition) -> Transition:
    """The agent waits for the other, or speaks with him, until one of them does something about it."""
    match event:
        case CallerLeft():
            return _caller_left(phase, event.at)
        case AgentOffered(place=phase.place, agent=agent) if phase.party is None:
            return _ring(phase, agent, event.at, edition)
        case Held(channel=channel) | Retrieved(channel=channel):
            return _hold(phase, event, channel, edition)
        case DigitPressed(channel=phase.own, digit=digit):
            return _press(phase, digit, event.at, edition)
        case JoinAsked(leg=leg, channel=channel):
            return _join(phase, leg, channel, event.at, edition)
        case TransferAsked(leg=leg):
            return Transition(phase, (RefuseTransfer(leg),))
        case TimedOut(until=until) if phase.until is not None and until == phase.until:
            return nobody_came(phase, event.at, edition)
        case AgentLeft(leg=leg) if leg in (phase.own, phase.talking.leg):
            return _agent_left(phase, leg, event.at, edition)
        case Resynced(observed=observed):
            return _see(phase, observed, event.at, edition)
        case _ if phase.party is not None:
            return _of_party(phase, phase.party, event, edition)
        case _:
            return stay(phase)


def _of_party(phase: Consulting, party: Party, event: Event, edition: Edition) -> Transition:
    """What the one does who was rung for the agent."""
    match event:
        case AgentRang(leg=party.leg) if not phase.met:
            return Transition(phase, (MarkRinging(party.place, party.agent),))
        case AgentAnswered(leg=party.leg) | NumberAnswered(leg=party.leg) if not phase.met:
            return _meet(phase, party)
        case AgentRefused(leg=party.leg, cause=cause) | NumberRefused(leg=party.leg, cause=cause):
            return missed(phase, party, cause, event.at, edition)
        case AgentLeft(leg=party.leg) | NumberLeft(leg=party.leg):
            return _party_left(phase, party, event.at, edition)
        case CommandFailed(command="Ring" | "Dial", about=party.leg) if not phase.met:
            gone = missed(phase, party, Cause.FAILED, event.at, edition)
            return Transition(gone.phase, (HangUp(party.leg), *gone.commands))
        case CommandFailed(command="Bridge", about=phase.bridge) if phase.met:
            return come_back(phase, "not_possible", event.at, edition, let_go(phase))
        case _:
            return stay(phase)


def _caller_left(phase: Consulting, at: float) -> Transition:
    """The caller gave up: all of it ends."""
    talking = replace(phase.talking, contact=phase.contact)
    line = () if phase.own == talking.leg else (HangUp(phase.own),)
    contact = left_behind(all_ended(phase.contact, at), talking.position)
    return over(contact, Outcome.ANSWERED, at, (*let_go(phase), *line, *drop_all(talking)))


def _ring(phase: Consulting, agent: AgentId, at: float, edition: Edition) -> Transition:
    queue = edition.centre.queues.get(phase.queue)
    seconds = queue.ring_seconds if queue else 15.0
    number = phase.contact.legs + 1
    contact = replace(phase.contact, legs=number)
    party = Party(agent_leg(contact.id, number), agent, phase.place)
    bridge = bridge_of(contact.id, number)
    rung = replace(phase, contact=contact, party=party, bridge=bridge, rang_at=at, until=at + seconds)
    shown, name = shown_to_agent(contact, agent, edition)
    ring = Ring(party.leg, agent, shown, name, seconds + SECONDS_BEYOND_RING)
    return Transition(rung, (ring, OpenBridge(bridge, mixed=True)))


def _meet(phase: Consulting, party: Party) -> Transition:
    seat = (Seat(party.place, party.agent),) if party.agent else ()
    together = (StopMusic(phase.own), *meet(phase.bridge, phase.own, party.leg), *seat)
    return Transition(replace(phase, met=True, until=None), together)


def _party_left(phase: Consulting, party: Party, at: float, edition: Edition) -> Transition:
    if not phase.met:
        return missed(phase, party, Cause.GONE, at, edition)
    return come_back(phase, "", at, edition, let_go(phase))


def _agent_left(phase: Consulting, leg: ChannelId, at: float, edition: Edition) -> Transition:
    """The agent hangs up: the caller gets the other.  If only his second line ends he goes back."""
    if leg == phase.own and leg != phase.talking.leg:
        return come_back(phase, "", at, edition, let_go(phase))
    return complete(phase, at, edition)


def _hold(phase: Consulting, event: Held | Retrieved, channel: ChannelId, edition: Edition) -> Transition:
    """With a second line the first one's hold is the caller's; on the line of the two it is the other's."""
    talking = replace(phase.talking, contact=phase.contact)
    if channel == talking.leg and channel != phase.own:
        done = hold_by_button(talking, event, edition)
        # Whether his telephone holds the caller counts when the second line ends.
        known = held if isinstance(event, Held) else retrieved
        before = known(phase.talking.contact, channel, event.at)
        noted = replace(phase, contact=done.phase.contact, talking=replace(phase.talking, contact=before))
        return Transition(noted, done.commands)
    if channel != phase.own:
        return stay(phase)
    if channel == talking.leg:
        phase = replace(phase, talking=replace(phase.talking, holds=isinstance(event, Held)))
    if phase.party is None or not phase.met:
        return Transition(phase)
    if isinstance(event, Held):
        return Transition(phase, (music(phase.party.leg, phase.queue, edition),))
    return Transition(phase, (StopMusic(phase.party.leg),))


def _press(phase: Consulting, digit: str, at: float, edition: Edition) -> Transition:
    said = code_in_consultation(phase.pressed, digit, at, edition)
    if not isinstance(said, str):
        return Transition(replace(phase, pressed=said))
    cleared = replace(phase, pressed=None)
    match said:
        case "return_to_caller":
            return come_back(cleared, "", at, edition, let_go(cleared))
        case "conference" if phase.met:
            return join_all(cleared, at)
        case "conference":
            return stay(cleared)
        case _:
            return complete(cleared, at, edition)


def _join(phase: Consulting, leg: ChannelId, channel: ChannelId, at: float, edition: Edition) -> Transition:
    """The agent's telephone has its two calls joined."""
    if {leg, channel} != {phase.talking.leg, phase.own} or leg == channel:
        return Transition(phase, (RefuseTransfer(leg),))
    return complete(phase, at, edition, (AcceptTransfer(leg),))


def _see(phase: Consulting, observed: Observed, at: float, edition: Edition) -> Transition:
    for leg in (phase.talking.leg, phase.own):
        if leg not in observed.channels:
            left = _agent_left(phase, leg, at, edition)
            return Transition(left.phase, (HangUp(leg), *left.commands))
    party = phase.party
    if party is not None and party.leg not in observed.channels:
        left = _party_left(phase, party, at, edition)
        return Transition(left.phase, (HangUp(party.leg), *left.commands))
    if party is not None and party.leg in observed.answered and not phase.met:
        met = _meet(phase, party)
        return Transition(met.phase, (OpenBridge(phase.bridge, mixed=True), *met.commands))
    return Transition(phase, _restored(phase, party, observed, edition))


def _restored(
    phase: Consulting, party: Party | None, observed: Observed, edition: Edition
) -> tuple[Command, ...]:
    """What should be so: the caller alone with music, the agent with music or with the other."""
    caller, talking = phase.contact.channel, replace(phase.talking, contact=phase.contact)
    agents = () if phase.own == talking.leg or talking.apart else (talking.leg,)
    main = (OpenBridge(talking.bridge), Bridge(talking.bridge, (caller, *agents)))
    apart: tuple[Command, ...] = () if observed.bridged.issuperset((caller, *agents)) else main
    if not agents and not phase.met and talking.leg in observed.bridged:
        apart = (Unbridge(talking.bridge, talking.leg), *apart)
    held = is_held(phase.contact, talking.leg)
    sound = music_of(talking, edition) if held else StopMusic(caller)
    if party is not None and phase.met:
        both = observed.bridged.issuperset((phase.own, party.leg))
        again = (OpenBridge(phase.bridge, mixed=True), *meet(phase.bridge, phase.own, party.leg))
        return (*apart, sound, StopMusic(phase.own), *(() if both else again))
    wanted = OpenBridge(phase.bridge, mixed=True) if party is not None else line_up_again(phase)
    return (*apart, sound, music(phase.own, phase.queue, edition), wanted)
