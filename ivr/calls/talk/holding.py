"""Holding: the caller hears music while the agent has him on hold, by button or by code."""

from msgspec.structs import replace

from ivr.calls.contact import Contact
from ivr.calls.meeting import meet
from ivr.calls.phases import Talking
from ivr.calls.talks import held, is_held, retrieved, talk_on
from ivr.calls.transition import Transition, stay
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import Command, StartMusic, StopMusic, Unbridge
from ivr.telephony.events import Held, Retrieved
from ivr.telephony.ids import ChannelId


def music(channel: ChannelId, queue: str, edition: Edition) -> StartMusic:
    """The music of a queue, to a channel."""
    known = edition.centre.queues.get(queue)
    return StartMusic(channel, known.music if known else "default")


def music_of(phase: Talking, edition: Edition) -> StartMusic:
    """The music that the caller hears on hold."""
    return music(phase.contact.channel, talk_on(phase.contact, phase.leg).queue, edition)


def hush(phase: Talking) -> tuple[Command, ...]:
    """A caller who is on hold hears music, and nothing else over it."""
    return (StopMusic(phase.contact.channel),) if is_held(phase.contact, phase.leg) else ()


def hold_by_button(phase: Talking, event: Held | Retrieved, edition: Edition) -> Transition:
    """The agent's telephone holds: it is counted, and the caller hears the queue's music for as long.

    Nobody is on hold in a conference, where the others go on speaking, nor twice.
    """
    contact = phase.contact
    if phase.others:
        return Transition(replace(phase, holds=isinstance(event, Held)))
    if phase.apart:
        return stay(phase)
    if isinstance(event, Retrieved):
        back = retrieved(contact, phase.leg, event.at)
        return Transition(replace(phase, contact=back), (StopMusic(contact.channel),))
    if is_held(contact, phase.leg):
        return stay(phase)
    return Transition(replace(phase, contact=held(contact, phase.leg, event.at)), (music_of(phase, edition),))


def hold_by_code(phase: Talking, at: float, edition: Edition) -> Transition:
    """The agent's code holds, and the same code takes back; he hears the music too meanwhile."""
    contact = phase.contact
    if phase.apart:
        together = (StopMusic(phase.leg), StopMusic(contact.channel), *meet(phase.bridge, phase.leg))
        return Transition(_as(phase, retrieved(contact, phase.leg, at), apart=False), together)
    if is_held(contact, phase.leg):
        back = retrieved(contact, phase.leg, at)
        return Transition(_as(phase, back, apart=False), (StopMusic(contact.channel),))
    return Transition(
        _as(phase, held(contact, phase.leg, at), apart=True), set_aside(phase, phase.leg, edition)
    )


def set_aside(phase: Talking, channel: ChannelId, edition: Edition) -> tuple[Command, ...]:
    """The agent's leg leaves the bridge and the caller stays there with music; ``channel`` has it too."""
    mine = music(channel, talk_on(phase.contact, phase.leg).queue, edition)
    out = () if phase.apart or channel != phase.leg else (Unbridge(phase.bridge, phase.leg),)
    return (*out, music_of(phase, edition), mine)


def _as(phase: Talking, contact: Contact, apart: bool) -> Talking:
    return replace(phase, contact=contact, apart=apart, pressed=None)
