"""Walking through a dialplan: what the interpreter's steps mean for the contact."""

from typing import assert_never

from msgspec.structs import replace

from ivr.calls.caller.listening import bound, overdue, still_bounded
from ivr.calls.contact import Contact
from ivr.calls.leaving import hang_up, over, to_fallback
from ivr.calls.meeting import open_bridge
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Dialling, InDialplan, Surveying, Waiting
from ivr.calls.shown import shown_on_a_line
from ivr.calls.transition import Transition
from ivr.dialplan import interpreter
from ivr.dialplan.edition import Edition
from ivr.dialplan.step import End, Facts, Position, Step, ToAgent, ToNumber, ToQueue, carried_by
from ivr.telephony.commands import Command, Dial, Enqueue, StartMusic, StopPlayback
from ivr.telephony.events import CallerLeft, Event
from ivr.telephony.ids import AgentId, bridge_of, number_leg, place_of


def facts_of(contact: Contact) -> Facts:
    """What dialplans may know of the contact; queue and agent are those of its last talk."""
    known = Facts(
        contact=contact.id,
        channel=contact.channel,
        caller=contact.caller,
        dialled=contact.dialled,
        language=contact.language,
        customer=contact.customer,
        history=contact.history,
        customer_due=contact.customer_due,
    )
    if not contact.talks:
        return known
    talk = contact.talks[-1]
    return replace(known, queue=talk.queue, agent=talk.agent)


def enter(
    contact: Contact, dialplan: str, edition: Edition, at: float, before: tuple[Command, ...] = ()
) -> Transition:
    """Do ``before``, then let the caller begin the dialplan of that name."""
    step = interpreter.start(edition, dialplan, facts_of(contact), at, contact)
    return _follow(contact, step, edition, at, before)


def begin_survey(
    contact: Contact, survey: str, edition: Edition, at: float, before: tuple[Command, ...]
) -> Transition:
    """Do ``before``, then ask the caller the survey's questions."""
    step = interpreter.start(edition, survey, facts_of(contact), at, contact)
    return _follow_survey(contact, step, at, before)


def advance_in_dialplan(phase: InDialplan, event: Event, edition: Edition) -> Transition:
    """The caller is in a dialplan: keys, prompts and time-outs are the interpreter's."""
    if isinstance(event, CallerLeft):
        return over(left_behind(phase.contact, phase.position), Outcome.LEFT_IN_MENU, event.at)
    step, hush = _step(edition, phase, event)
    return still_bounded(phase, _follow(phase.contact, step, edition, event.at, hush))


def advance_surveying(phase: Surveying, event: Event, edition: Edition) -> Transition:
    """The caller is in a survey: as in any dialplan, but it leads nowhere else."""
    if isinstance(event, CallerLeft):
        return over(left_behind(phase.contact, phase.position), Outcome.ANSWERED, event.at)
    step, hush = _step(edition, phase, event)
    return still_bounded(phase, _follow_survey(phase.contact, step, event.at, hush))


def go_back(
    contact: Contact,
    position: Position,
    way_out: str,
    edition: Edition,
    at: float,
    before: tuple[Command, ...] = (),
) -> Transition:
    """Do ``before``, then return to the dialplan by an exit of the node that handed the caller over."""
    # The contact may have heard prompts since that were not the dialplan's.
    here = replace(position, **carried_by(contact) | {"values": position.values})
    step = interpreter.take_exit(edition, here, facts_of(contact), way_out, at)
    return _follow(contact, step, edition, at, before)


def enqueue(
    contact: Contact,
    position: Position,
    to: ToQueue,
    edition: Edition,
    at: float,
    before: tuple[Command, ...],
) -> Transition:
    """Do ``before``, then put the caller into the queue with its music.

    Who has talked already keeps his age in line, and the priority that he had if it was higher.
    """
    queue = edition.centre.queues.get(to.queue)
    if queue is None:
        return to_fallback(left_behind(contact, position), at, before)
    number = contact.places + 1
    waiting = Waiting(
        contact=replace(contact, places=number, queue=to.queue),
        position=position,
        place=place_of(contact.id, number),
        queue=to.queue,
        needs=queue.needs | to.needs,
        priority=max([to.priority, *(talk.priority for talk in contact.talks[-1:])]),
        since=contact.talks[0].queued_at if contact.talks else at,
        entered=at,
        until=at + queue.max_wait_seconds,
    )
    music = StartMusic(contact.channel, queue.music)
    return Transition(waiting, (*before, music, line_up(waiting)))


def wait_for_agent(
    contact: Contact,
    position: Position,
    to: ToAgent,
    edition: Edition,
    at: float,
    before: tuple[Command, ...],
) -> Transition:
    """Do ``before``, then let the caller wait for one agent alone, as a call of the queue."""
    priority = to.priority
    to_queue = ToQueue(queue=to.queue, needs={}, priority=priority)
    waiting = enqueue(contact, position, to_queue, edition, at, ()).phase
    if not isinstance(waiting, Waiting):
        return to_fallback(left_behind(contact, position), at, before)
    named = replace(
        waiting, needs={f"agent:{to.agent}": 1}, named=to.agent, alone=True, until=at + to.seconds
    )
    queue = edition.centre.queues[to.queue]
    return Transition(named, (*before, StartMusic(contact.channel, queue.music), line_up(named)))


def line_up(waiting: Waiting) -> Enqueue:
    """The command that puts a waiting contact, or puts it again, at its place in line."""
    later = waiting.entered if waiting.entered > waiting.since else 0.0
    return Enqueue(waiting.place, waiting.queue, waiting.needs, waiting.priority, waiting.since, later)


def _step(
    edition: Edition, phase: InDialplan | Surveying, event: Event
) -> tuple[Step, tuple[StopPlayback, ...]]:
    over = overdue(phase, event)
    if over is None:
        return interpreter.step(edition, phase.position, facts_of(phase.contact), event), ()
    step = interpreter.step(edition, phase.position, facts_of(phase.contact), over)
    return step, (StopPlayback(over.playback),)


def _follow(
    contact: Contact, step: Step, edition: Edition, at: float, before: tuple[Command, ...] = ()
) -> Transition:
    contact = carrying(contact, step.position)
    commands = (*before, *step.commands)
    match step.handover:
        case None:
            phase = InDialplan(contact=contact, position=step.position, prompt_until=bound(step, at))
            return Transition(phase, commands)
        case ToQueue() as to:
            return enqueue(contact, step.position, to, edition, at, commands)
        case ToNumber() as to:
            return call_number(contact, step.position, to, edition, at, commands)
        case ToAgent() as to:
            return wait_for_agent(contact, step.position, to, edition, at, commands)
        case End(failed=True):
            return to_fallback(left_behind(contact, step.position), at, commands)
        case End(outcome=outcome):
            return hang_up(left_behind(contact, step.position), outcome, at, commands)
        case _:  # pragma: no cover
            assert_never(step.handover)


def _follow_survey(contact: Contact, step: Step, at: float, before: tuple[Command, ...] = ()) -> Transition:
    contact = carrying(contact, step.position)
    commands = (*before, *step.commands)
    if step.handover is None:
        phase = Surveying(contact=contact, position=step.position, prompt_until=bound(step, at))
        return Transition(phase, commands)
    return hang_up(left_behind(contact, step.position), Outcome.ANSWERED, at, commands)


def call_number(
    contact: Contact,
    position: Position,
    to: ToNumber,
    edition: Edition,
    at: float,
    before: tuple[Command, ...],
    agent: AgentId | None = None,
) -> Transition:
    """Do ``before``, then call the number for the caller, who hears music; ``agent`` is who sent him."""
    number = contact.legs + 1
    contact = replace(contact, legs=number)
    leg, bridge = number_leg(contact.id, number), bridge_of(contact.id, number)
    phase = Dialling(
        contact=contact, position=position, leg=leg, bridge=bridge, until=at + to.seconds, agent=agent
    )
    call = Dial(leg, to.number, to.trunk, shown_on_a_line(contact, edition), to.seconds, agent or AgentId(""))
    sound = StartMusic(contact.channel, "default")
    return Transition(phase, (*before, sound, open_bridge(bridge, contact), call))


def carrying(contact: Contact, position: Position) -> Contact:
    """The contact with what it has come to carry in its dialplan, and in those that wait for its return."""
    values = {name: text for frame in position.frames for name, text in frame.values.items()}
    own = {"language": position.language or contact.language, "values": values | position.values}
    return replace(contact, **carried_by(position) | own)


def left_behind(contact: Contact, position: Position) -> Contact:
    """The contact with the dialplan's nodes added to its path: it will not come back there."""
    return replace(contact, path=contact.path + position.path)
