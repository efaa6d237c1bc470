"""Asterisk's own queue, kept filled with the ready agents for the hour when we are down."""

from collections.abc import Iterable, Mapping

import structlog

from ivr.asterisk.ami.actions import Action, QueueAdd, QueuePause, QueueRemove, QueueStatus
from ivr.asterisk.ami.errors import ActionRefusedError, AmiError, BadFieldError
from ivr.asterisk.ami.link import AmiLink
from ivr.asterisk.ami.subscription import Heard, Resync, Woken
from ivr.telephony.ids import AgentId

log = structlog.get_logger(__name__)

QUEUE = "fallback"
"""Its name in an Asterisk of our own."""

_TECHNOLOGY = "PJSIP/"
_EVENTS = ("QueueMemberAdded", "QueueMemberRemoved", "QueueMemberPause")
_AS_WISHED_ALREADY = ("Already there", "Not there")

Members = dict[str, bool]
"""Telephone (``PJSIP/8001``) → whether it is paused."""


def differences(queue: str, members: Mapping[str, bool], ready: Iterable[AgentId]) -> tuple[Action, ...]:
    """The actions that make the queue's members those who are ready, unpaused.

    Additions come first, so that a change of shift never leaves the queue empty for a moment.
    """
    wanted = {_TECHNOLOGY + agent for agent in ready}
    added = [QueueAdd(queue, phone) for phone in sorted(wanted - members.keys())]
    woken = [QueuePause(queue, phone, "false") for phone in sorted(wanted & members.keys()) if members[phone]]
    removed = [QueueRemove(queue, phone) for phone in sorted(members.keys() - wanted)]
    return (*added, *woken, *removed)


class FallbackQueue:
    """Keeps the members of one queue in step; also when somebody else changes them."""

    def __init__(self, link: AmiLink, queue: str = QUEUE) -> None:
        self._link = link
        self._queue = queue
        self._ready: frozenset[AgentId] | None = None
        self._members: Members | None = None
        self._news = link.subscribe(*_EVENTS, room=5000)

    def keep(self, ready: frozenset[AgentId]) -> None:
        """These are the agents whom the queue is to hold.  Returns at once; ``run`` does the work.

        Until it was called for the first time the queue is left as it is.
        """
        if ready != self._ready:
            self._ready = ready
            self._news.wake()

    async def run(self) -> None:
        """Keep the queue in step until cancelled."""
        async for news in self._news:
            try:
                match news:
                    case Resync():
                        self._members = await self._read()
                    case Heard(name=name, fields=fields):
                        self._note(name, fields)
                    case Woken():
                        pass
                await self._mend()
            except AmiError as error:
                # The next log-in brings a Resync, and with it a fresh reading.
                log.warning("ami.fallback_out_of_step", queue=self._queue, reason=str(error))

    async def _read(self) -> Members:
        reply = await self._link.ask(QueueStatus(self._queue))
        found = [item for item in reply.items if item.get("Event") == "QueueMember"]
        if not reply.items:
            log.error("ami.no_fallback_queue", queue=self._queue, remedy="name the queue in queues.conf")
        return {item["Location"]: item.get("Paused") == "1" for item in found}

    def _note(self, name: str, fields: Mapping[str, str]) -> None:
        if self._members is None or fields.get("Queue") != self._queue:
            return
        if name == "QueueMemberRemoved":
            self._members.pop(fields["Interface"], None)
        else:
            self._members[fields["Interface"]] = fields.get("Paused") == "1"

    async def _mend(self) -> None:
        if self._members is None or self._ready is None:
            return
        for action in differences(self._queue, self._members, self._ready):
            await self._carry_out(action, self._members)

    async def _carry_out(self, action: Action, members: Members) -> None:
        try:
            await self._link.ask(action)
        except (ActionRefusedError, BadFieldError) as error:
            if not any(phrase in str(error) for phrase in _AS_WISHED_ALREADY):
                log.error("ami.fallback_refused", queue=self._queue, reason=str(error))
                return
        match action:
            case QueueAdd(interface=phone) | QueuePause(interface=phone):
                members[phone] = False
            case QueueRemove(interface=phone):
                members.pop(phone, None)
