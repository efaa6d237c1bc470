"""Noting: the moments that commands and events stand for."""

from ivr.rehearsal import moments as m
from ivr.telephony import commands as c
from ivr.telephony import events as e
from ivr.telephony.ids import AgentId


def of_command(command: c.Command, at: float) -> m.Moment | None:
    """The moment that a command is, if it is one; ``at`` in seconds since the caller called."""
    match command:
        case c.Enqueue(queue=queue):
            return m.Waited(at, queue)
        case c.Dial(number=number):
            return m.Called(at, number)
        case c.SaveAnswer(question=question, answer=answer):
            return m.Answered(at, question, answer)
        case _:
            return None


def of_event(event: e.Event, agent: AgentId, at: float) -> m.Moment | None:
    """The moment that an event is, if it is one; ``agent`` is whose leg it is about."""
    match event:
        case e.AgentRang():
            return m.Rang(at, agent)
        case e.AgentRefused(cause=cause) | e.NumberRefused(cause=cause):
            return m.Missed(at, agent, cause)
        case e.AgentLeft() | e.NumberLeft():
            return m.Parted(at, agent)
        case _:
            return None
