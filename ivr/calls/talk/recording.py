"""Recording: what a queue wants recorded, and the agent's codes that start, pause and go on with it.

The recorder runs from the call's first moment in the extensions; what is not to be recorded is muted,
so that both tracks keep step with the talk.
"""

from msgspec.structs import replace

from ivr.calls.contact import Contact
from ivr.calls.phases import Talking
from ivr.calls.talk.telling import tell
from ivr.calls.talks import talk_on
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.dialplan.step import REFUSED
from ivr.telephony.commands import Command, MuteRecording, OpenRecording, StopPlayback
from ivr.telephony.ids import AgentId


def begin(
    contact: Contact, queue: str, agent: AgentId, edition: Edition
) -> tuple[Contact, tuple[Command, ...], tuple[Command, ...]]:
    """The contact as a talk of that queue begins; what is to be done before they meet, and what after.

    Agents' own calls are not recorded at all.
    """
    if contact.internal:
        return contact, (), ()
    return _recorded(contact, agent, on=mode_for(contact, queue, edition) == "always")


def mode_of(queue: str, edition: Edition) -> str:
    """When talks of the queue are recorded: always, on_demand or never."""
    known = edition.centre.queues.get(queue)
    return known.recording if known else "always"


def mode_for(contact: Contact, queue: str, edition: Edition) -> str:
    """When talks of this contact in the queue are recorded: never, where the caller refused it."""
    return "never" if contact.consent == REFUSED else mode_of(queue, edition)


def record(phase: Talking, edition: Edition) -> Transition | None:
    """The code that starts a recording on demand, and ends it again; None where nothing may be recorded."""
    mode = mode_for(phase.contact, talk_on(phase.contact, phase.leg).queue, edition)
    if phase.contact.internal or mode == "never":
        return None
    on = phase.contact.muted or mode == "always"
    return _switched(phase, on, edition)


def pause(phase: Talking, edition: Edition) -> Transition | None:
    """The code that pauses a recording, and goes on with it; None where nothing is recorded."""
    contact = phase.contact
    if contact.internal or (contact.muted and not contact.kept):
        return None
    if mode_for(contact, talk_on(contact, phase.leg).queue, edition) == "never":
        return None
    return _switched(phase, contact.muted, edition)


def not_muted(phase: Talking, edition: Edition) -> Transition:
    """The recorder did not do as it was told, and goes on as before: the agent is told."""
    back = replace(phase.contact, muted=not phase.contact.muted)
    quiet = (StopPlayback(phase.told),) if phase.told is not None else ()
    contact, told = tell(back, phase.leg, phase.agent, "recording_failed", edition)
    return Transition(replace(phase, contact=contact, told=told.playback), (*quiet, told))


def muted_again(contact: Contact) -> tuple[Command, ...]:
    """What a recorder has to be told again that nobody spoke to for a while."""
    return (MuteRecording(contact.channel, True),) if contact.muted else ()


def _switched(phase: Talking, on: bool, edition: Edition) -> Transition:
    contact, switched, opened = _recorded(phase.contact, phase.agent, on)
    name = "recording_on" if on else "recording_off"
    contact, told = tell(contact, phase.leg, phase.agent, name, edition)
    return Transition(replace(phase, contact=contact, told=told.playback), (*switched, *opened, told))


def _recorded(
    contact: Contact, agent: AgentId, on: bool
) -> tuple[Contact, tuple[Command, ...], tuple[Command, ...]]:
    switched = (MuteRecording(contact.channel, not on),) if contact.muted is on else ()
    opened = (OpenRecording(agent),) if on else ()
    after = replace(contact, muted=not on, kept=on or bool(contact.kept))
    return after, switched, opened
