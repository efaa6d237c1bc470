"""Meeting: how the caller and others come together."""

from msgspec.structs import replace

from ivr.calls.contact import Contact, Talk
from ivr.calls.phases import Introducing, Ringing, Talking
from ivr.calls.talk.recording import begin
from ivr.calls.transition import Transition
from ivr.dialplan.centre.introductions import introduction
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import Bridge, Command, OpenBridge, Play, Seat, StopMusic
from ivr.telephony.ids import BridgeId, ChannelId, playback_of

SECONDS_TO_INTRODUCE = 10.0
"""No introduction is longer; after this the talk begins without word of its end."""


def open_bridge(bridge: BridgeId, contact: Contact) -> OpenBridge:
    """The bridge for a leg of the contact; mixed, once an agent has talked in an earlier one."""
    earlier = [talk for talk in contact.talks if talk.until is not None]
    return OpenBridge(bridge, mixed=bool(earlier))


def meet(bridge: BridgeId, agent: ChannelId, *others: ChannelId) -> tuple[Command, ...]:
    """Bring an agent together with others, who do not hear the keys that he presses."""
    theirs = (Bridge(bridge, others),) if others else ()
    return (*theirs, Bridge(bridge, (agent,), absorbing=True))


def pick_up(phase: Ringing, at: float, edition: Edition) -> Transition:
    """The agent picked up: the talk begins, after his introduction where the queue asks for it."""
    queue = edition.centre.queues.get(phase.waiting.queue)
    if queue is None or not queue.announce_agent:
        return talk(phase, at, edition, (StopMusic(phase.contact.channel),))
    return _introduce(phase, at)


def talk(phase: Ringing, at: float, edition: Edition, before: tuple[Command, ...]) -> Transition:
    """Do ``before``, which ends what each of them hears, then let them speak."""
    begun = Talk(
        agent=phase.agent,
        queue=phase.waiting.queue,
        leg=phase.leg,
        place=phase.waiting.place,
        queued_at=phase.waiting.began(),
        since=at,
        needs=phase.waiting.relaxed if phase.waiting.named else phase.waiting.needs,
        priority=phase.waiting.priority,
    )
    contact = replace(phase.contact, talks=(*phase.contact.talks, begun))
    contact, muted, opened = begin(contact, begun.queue, phase.agent, edition)
    talking = Talking(
        contact=contact,
        position=phase.waiting.position,
        agent=phase.agent,
        leg=phase.leg,
        bridge=phase.bridge,
    )
    together = meet(phase.bridge, phase.leg, contact.channel)
    seat = Seat(phase.waiting.place, phase.agent)
    return Transition(talking, (*muted, *before, *together, seat, *opened))


def _introduce(phase: Ringing, at: float) -> Transition:
    """Both hear it, each on his own line: in a bridge they would speak into it, and it would be recorded."""
    number = phase.contact.plays + 1
    contact = replace(phase.contact, plays=number + 1)
    introducing = Introducing(
        contact=contact,
        waiting=replace(phase.waiting, contact=contact),
        agent=phase.agent,
        leg=phase.leg,
        bridge=phase.bridge,
        rang_at=phase.rang_at,
        until=at + SECONDS_TO_INTRODUCE,
        playback=playback_of(contact.id, number),
        told=playback_of(contact.id, number + 1),
    )
    spoken = (introduction(phase.agent, contact.language),)
    said = (
        Play(introducing.playback, contact.channel, spoken),
        Play(introducing.told, phase.leg, spoken),
    )
    return Transition(introducing, (StopMusic(contact.channel), *said))
