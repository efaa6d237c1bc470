"""Lines of queue_log, as Asterisk's own queues would have written them.

The format of each event is the one of app_queue.c of Asterisk 22.  Times are whole seconds, but the
ring time of RINGNOANSWER is in milliseconds.  ``call`` is the unique id of the caller's channel.
"""

import re
from collections.abc import Iterable

import msgspec

from ivr.asterisk.ami.actions import QueueLog
from ivr.telephony.ids import AgentId

_WOULD_FORGE_A_FIELD = re.compile(r"[|\x00-\x1f\x7f]")
_LONGEST_FIELD = 80
_NOBODY = "NONE"


class CallEntered(msgspec.Struct, frozen=True):
    """A caller began to wait at ``position`` (from 1)."""

    queue: str
    call: str
    caller: str
    position: int


class CallConnected(msgspec.Struct, frozen=True):
    """An agent took the call on the channel ``agent_channel``."""

    queue: str
    call: str
    agent: AgentId
    wait_seconds: float
    agent_channel: str
    ring_seconds: float


class CallCompleted(msgspec.Struct, frozen=True):
    """The talk ended; ``by_agent`` tells who hung up."""

    queue: str
    call: str
    agent: AgentId
    wait_seconds: float
    talk_seconds: float
    first_position: int
    by_agent: bool


class CallTransferred(msgspec.Struct, frozen=True):
    """The agent sent the caller on, blindly, to ``target`` in the context ``context``."""

    queue: str
    call: str
    agent: AgentId
    target: str
    context: str
    wait_seconds: float
    talk_seconds: float
    first_position: int


class CallHandedOver(msgspec.Struct, frozen=True):
    """The agent consulted somebody and handed the caller over to him in the bridge ``bridge``."""

    queue: str
    call: str
    agent: AgentId
    bridge: str
    wait_seconds: float
    talk_seconds: float
    first_position: int


class CallAbandoned(msgspec.Struct, frozen=True):
    """The caller hung up while waiting."""

    queue: str
    call: str
    position: int
    first_position: int
    wait_seconds: float


class CallTimedOut(msgspec.Struct, frozen=True):
    """The caller waited as long as the queue allows."""

    queue: str
    call: str
    position: int
    first_position: int
    wait_seconds: float


class AgentMissed(msgspec.Struct, frozen=True):
    """An agent was rung and did not take the call."""

    queue: str
    call: str
    agent: AgentId
    ring_seconds: float


class AgentSignedIn(msgspec.Struct, frozen=True):
    """An agent began a shift on these queues."""

    agent: AgentId
    queues: tuple[str, ...]


class AgentSignedOut(msgspec.Struct, frozen=True):
    """An agent ended a shift."""

    agent: AgentId
    queues: tuple[str, ...]
    shift_seconds: float


class AgentPaused(msgspec.Struct, frozen=True):
    """An agent takes no calls for a while."""

    agent: AgentId
    queues: tuple[str, ...]
    reason: str = ""


class AgentUnpaused(msgspec.Struct, frozen=True):
    """An agent takes calls again."""

    agent: AgentId
    queues: tuple[str, ...]


Happening = (
    CallEntered
    | CallConnected
    | CallCompleted
    | CallTransferred
    | CallHandedOver
    | CallAbandoned
    | CallTimedOut
    | AgentMissed
    | AgentSignedIn
    | AgentSignedOut
    | AgentPaused
    | AgentUnpaused
)


def lines_for(happening: Happening) -> tuple[QueueLog, ...]:
    """The lines to write for one happening, in order."""
    match happening:
        case CallEntered(queue, call, caller, position):
            return (_line(queue, call, None, "ENTERQUEUE", "", caller, position),)
        case CallConnected(queue, call, agent, wait, channel, ring):
            return (_line(queue, call, agent, "CONNECT", wait, channel, ring),)
        case CallCompleted(queue, call, agent, wait, talk, first, by_agent):
            event = "COMPLETEAGENT" if by_agent else "COMPLETECALLER"
            return (_line(queue, call, agent, event, wait, talk, first),)
        case CallTransferred(queue, call, agent, target, context, wait, talk, first):
            return (_line(queue, call, agent, "BLINDTRANSFER", target, context, wait, talk, first),)
        case CallHandedOver(queue, call, agent, bridge, wait, talk, first):
            return (_line(queue, call, agent, "ATTENDEDTRANSFER", "BRIDGE", bridge, wait, talk, first),)
        case CallAbandoned(queue, call, position, first, wait):
            return (_line(queue, call, None, "ABANDON", position, first, wait),)
        case CallTimedOut(queue, call, position, first, wait):
            return (_line(queue, call, None, "EXITWITHTIMEOUT", position, first, wait),)
        case AgentMissed(queue, call, agent, ring):
            return (_line(queue, call, agent, "RINGNOANSWER", int(ring * 1000)),)
        case _:
            return _lines_of_a_shift(happening)


def _lines_of_a_shift(
    happening: AgentSignedIn | AgentSignedOut | AgentPaused | AgentUnpaused,
) -> tuple[QueueLog, ...]:
    match happening:
        case AgentSignedIn(agent, queues):
            login = _line(_NOBODY, _NOBODY, agent, "AGENTLOGIN", _phone(agent))
            return (login, *_each(queues, agent, "ADDMEMBER"))
        case AgentSignedOut(agent, queues, seconds):
            logoff = _line(_NOBODY, _NOBODY, agent, "AGENTLOGOFF", _phone(agent), seconds)
            return (*_each(queues, agent, "REMOVEMEMBER"), logoff)
        case AgentPaused(agent, queues, reason):
            return (
                *_each(queues, agent, "PAUSE", reason),
                _line(_NOBODY, _NOBODY, agent, "PAUSEALL", reason),
            )
        case AgentUnpaused(agent, queues):
            return (*_each(queues, agent, "UNPAUSE"), _line(_NOBODY, _NOBODY, agent, "UNPAUSEALL"))


def _each(queues: Iterable[str], agent: AgentId, event: str, data: str = "") -> tuple[QueueLog, ...]:
    return tuple(_line(queue, _NOBODY, agent, event, data) for queue in queues)


def _line(queue: str, call: str, agent: AgentId | None, event: str, *data: str | float) -> QueueLog:
    return QueueLog(
        queue=_clean(queue) or _NOBODY,
        event=event,
        uniqueid=_clean(call) or _NOBODY,
        interface=_clean(_phone(agent)) if agent else _NOBODY,
        message="|".join(_clean(one) for one in data),
    )


def _phone(agent: AgentId) -> str:
    """The agent as Asterisk's own queue names it, so that both write the same agent."""
    return f"PJSIP/{agent}"


def _clean(value: str | float) -> str:
    """One field.  Asterisk escapes nothing: a ``|`` in a caller's name would forge the next field."""
    if not isinstance(value, str):
        return str(int(value))
    return _WOULD_FORGE_A_FIELD.sub(" ", value)[:_LONGEST_FIELD]
