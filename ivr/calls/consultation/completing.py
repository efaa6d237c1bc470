"""Completing a consultation: the caller gets the other, with the agent or without him."""

from msgspec.structs import replace

from ivr.calls.caller.walking import left_behind
from ivr.calls.contact import Contact, Talk
from ivr.calls.phases import Connected, Consulting, Dialling, Party, Ringing, Talking, Waiting
from ivr.calls.talk.holding import music
from ivr.calls.talk.parting import release
from ivr.calls.talk.recording import begin
from ivr.calls.talks import changed, ended, retrieved, talk_on, with_talk
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import (
    Bridge,
    CloseBridge,
    Command,
    HangUp,
    StopMusic,
    Unbridge,
)


def complete(phase: Consulting, at: float, edition: Edition, before: tuple[Command, ...] = ()) -> Transition:
    """Do ``before``; the agent leaves and the caller speaks with the other, or waits for him to answer."""
    talking = replace(phase.talking, contact=phase.contact)
    contact = ended(phase.contact, talking.leg, at)
    legs = dict.fromkeys((talking.leg, phase.own))
    leaving = (*before, release(talking), *(HangUp(leg) for leg in legs))
    if not phase.met:
        return _ring_on(phase, contact, at, edition, leaving)
    assert phase.party is not None
    commands = (*leaving, *_bring_caller(phase, phase.party))
    if not phase.party.agent:
        connected = Connected(
            contact=left_behind(contact, talking.position), leg=phase.party.leg, bridge=phase.bridge
        )
        return Transition(connected, commands)
    contact = _with_talk_of(phase, phase.party, contact, at)
    contact, muted, opened = begin(contact, phase.queue, phase.party.agent, edition)
    onward = Talking(
        contact=contact,
        position=talking.position,
        agent=phase.party.agent,
        leg=phase.party.leg,
        bridge=phase.bridge,
    )
    return Transition(onward, (*muted, *commands, *opened))


def join_all(phase: Consulting, at: float) -> Transition:
    """Caller, agent and the other speak with each other, over the line on which the agent consulted."""
    assert phase.party is not None
    talk = talk_on(phase.contact, phase.talking.leg)
    contact = changed(phase.contact, talk, replace(talk, leg=phase.own))
    contact = retrieved(contact, phase.own, at)
    if phase.party.agent:
        contact = _with_talk_of(phase, phase.party, contact, at)
    other_line = (HangUp(phase.talking.leg),) if phase.own != phase.talking.leg else ()
    conference = replace(
        phase.talking,
        contact=contact,
        leg=phase.own,
        bridge=phase.bridge,
        others=(phase.party,),
        apart=False,
        pressed=None,
    )
    return Transition(conference, (*_bring_caller(phase, phase.party), *other_line))


def _bring_caller(phase: Consulting, party: Party) -> tuple[Command, ...]:
    """The caller moves to the others: into a bridge that was mixed from its beginning."""
    caller, main = phase.contact.channel, phase.talking.bridge
    return (
        StopMusic(caller),
        # He has music if the agent held him.
        StopMusic(party.leg),
        Unbridge(main, caller),
        Bridge(phase.bridge, (caller,)),
        CloseBridge(main),
    )


def _with_talk_of(phase: Consulting, party: Party, contact: Contact, at: float) -> Contact:
    talk = Talk(
        agent=party.agent,
        queue=phase.queue,
        leg=party.leg,
        place=party.place,
        queued_at=at,
        since=at,
        needs=phase.relaxed,
        priority=phase.priority,
    )
    return with_talk(replace(contact, queue=phase.queue), talk)


def _ring_on(
    phase: Consulting, contact: Contact, at: float, edition: Edition, leaving: tuple[Command, ...]
) -> Transition:
    """The caller himself waits now for whom the agent waited, and hears music as before."""
    caller, position = contact.channel, phase.talking.position
    sound = music(caller, phase.queue, edition)
    commands = (*leaving, Unbridge(phase.talking.bridge, caller), CloseBridge(phase.talking.bridge), sound)
    party = phase.party
    until = phase.give_up if phase.until is None else phase.until
    if party is not None and not party.agent:
        by = phase.talking.agent
        dialling = Dialling(
            contact=contact, position=position, leg=party.leg, bridge=phase.bridge, until=until, agent=by
        )
        return Transition(dialling, commands)
    waiting = _waiting(phase, replace(contact, queue=phase.queue), at, edition)
    if party is None:
        return Transition(waiting, commands)
    ringing = Ringing(
        contact=waiting.contact,
        waiting=waiting,
        agent=party.agent,
        leg=party.leg,
        bridge=phase.bridge,
        rang_at=phase.rang_at,
        until=until,
    )
    return Transition(ringing, commands)


def _waiting(phase: Consulting, contact: Contact, at: float, edition: Edition) -> Waiting:
    queue = edition.centre.queues.get(phase.queue)
    patience = at + queue.max_wait_seconds if queue else phase.give_up
    return Waiting(
        contact=contact,
        position=phase.talking.position,
        place=phase.place,
        queue=phase.queue,
        needs=phase.needs,
        relaxed=phase.relaxed if phase.named else {},
        priority=phase.priority,
        since=phase.since,
        entered=at,
        until=phase.give_up if phase.named else patience,
        named=phase.named,
    )
