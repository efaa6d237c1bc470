"""Taking over: a supervisor becomes the agent of a talk, and who had it is told so and let go."""

from msgspec.structs import replace

from ivr.calls.phases import Talking, Waiting
from ivr.calls.talk.holding import hush
from ivr.calls.talk.parting import release
from ivr.calls.talk.telling import dismiss
from ivr.calls.talks import ended, talk_on
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import CloseBridge, Command, StopMusic, Unbridge
from ivr.telephony.ids import place_of


def given_up(phase: Talking, at: float) -> Waiting:
    """The caller as if he waited for whoever takes the talk over, at a place of his own."""
    talk = talk_on(phase.contact, phase.leg)
    number = phase.contact.places + 1
    return Waiting(
        contact=replace(ended(phase.contact, phase.leg, at), places=number),
        position=phase.position,
        place=place_of(phase.contact.id, number),
        queue=talk.queue,
        needs=talk.needs,
        priority=talk.priority,
        since=at,
        until=at,
    )


def let_go(phase: Talking, edition: Edition) -> tuple[Command, ...]:
    """The agent is out of the talk, hears why, and begins his wrap-up; the caller is free to be bridged."""
    mine = StopMusic(phase.leg) if phase.apart else Unbridge(phase.bridge, phase.leg)
    return (
        *hush(phase),
        mine,
        dismiss(phase.leg, phase.agent, "taken_over", edition),
        release(phase),
        Unbridge(phase.bridge, phase.contact.channel),
        CloseBridge(phase.bridge),
    )
