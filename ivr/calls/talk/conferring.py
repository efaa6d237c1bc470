"""Conferring: more than two speak, and whoever leaves leaves the others talking."""

from msgspec.structs import replace

from ivr.calls.caller.walking import left_behind
from ivr.calls.phases import Connected, Party, Talking
from ivr.calls.talk.holding import music_of
from ivr.calls.talk.parting import release, release_others
from ivr.calls.talks import ended, held, talk_on
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.ids import ChannelId


def agent_left_others(phase: Talking, at: float) -> Transition:
    """The agent leaves a conference: the caller goes on with those whom he brought in."""
    contact = ended(phase.contact, phase.leg, at)
    first, *rest = sorted(phase.others, key=lambda party: not party.agent)
    freed = (release(phase),)
    if first.agent:
        onward = replace(
            phase,
            contact=contact,
            agent=first.agent,
            leg=first.leg,
            others=tuple(rest),
            pressed=None,
            holds=False,
        )
        return Transition(onward, freed)
    return Transition(
        Connected(
            contact=left_behind(contact, phase.position),
            leg=first.leg,
            bridge=phase.bridge,
            others=tuple(rest),
        ),
        freed,
    )


def other_left(phase: Talking, leg: ChannelId, at: float, edition: Edition) -> Transition:
    """Somebody whom the agent brought in leaves the conference; a hold begins to count with the last."""
    gone = tuple(party for party in phase.others if party.leg == leg)
    if not gone:
        return stay(phase)
    contact = ended(phase.contact, leg, at) if gone[0].agent else phase.contact
    left = tuple(party for party in phase.others if party.leg != leg)
    after, freed = replace(phase, contact=contact, others=left), release_others(gone)
    if left or not phase.holds:
        return Transition(after, freed)
    alone = replace(after, contact=held(contact, phase.leg, at), holds=False)
    return Transition(alone, (*freed, music_of(alone, edition)))


def party_of(phase: Talking) -> Party:
    """The agent himself, as others in the conference see him."""
    return Party(phase.leg, phase.agent, talk_on(phase.contact, phase.leg).place)
