"""Folding: the lines of one call become its record, its waits, its talks and the offers that were missed."""

import re
from collections import Counter
from collections.abc import Callable

from ivr.storage.queue_log.lines import Line
from ivr.storage.values import ContactRecord, MissedRow, Stretch, TalkRow, WaitRow
from ivr.telephony.ids import AgentId, ChannelId, ContactId, agent_leg, place_of

VERSION = "imported"
"""What stands for the dialplans' version in a record that was imported."""

WITHOUT_A_CALL = frozenset(
    [
        "ADDMEMBER",
        "REMOVEMEMBER",
        "PAUSE",
        "UNPAUSE",
        "PAUSEALL",
        "UNPAUSEALL",
        "PENALTY",
        "AGENTLOGIN",
        "AGENTLOGOFF",
        "AGENTCALLBACKLOGIN",
        "AGENTCALLBACKLOGOFF",
        "CONFIGRELOAD",
        "QUEUESTART",
        "SYSCOMPAT",
        "AGENTDUMP",
        "MEMBERADDED",
        "RINGCANCELED",
    ]
)
"""Known, and part of no contact."""

_COMPLETED = frozenset(("COMPLETEAGENT", "COMPLETECALLER"))
_SENT_ON = frozenset(("TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"))
_LEFT_QUEUE = frozenset(("EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY"))
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_-]")


class Call:
    """One call as its lines tell it, in their order."""

    def __init__(self, call: str, normal: Callable[[str], str]) -> None:
        self.contact = ContactId(f"{VERSION}-{_NOT_IN_AN_ID.sub('-', call)[:80]}")
        self._normal = normal
        self._first: Line | None = None
        self._last_at = 0.0
        self._caller = ""
        self._outcome = "left_in_queue"
        self._waits_since: tuple[str, float] | None = None
        self._talks_since: tuple[str, str, float] | None = None
        self._stretches: list[Stretch] = []
        self._counts: Counter[type] = Counter()

    def take(self, line: Line) -> bool:
        """Take a line; False when its event is not known."""
        match line.event:
            case "ENTERQUEUE":
                self._caller = self._caller or line.text(1)
                self._waits_since = (line.queue, line.at)
            case "CONNECT":
                self._end_wait(line, "answered")
                self._talks_since = (line.agent, line.queue, line.at)
                self._outcome = "answered"
            case event if event in _COMPLETED or event in _SENT_ON:
                self._end_talk(line.at)
            case "ABANDON":
                self._end_wait(line, "abandoned")
            case event if event in _LEFT_QUEUE:
                self._end_wait(line, "timed_out")
                self._outcome = "answered" if self._outcome == "answered" else "timed_out"
            case "RINGNOANSWER":
                rang = line.number(0) / 1000
                self._stretches.append(
                    MissedRow(
                        contact=self.contact,
                        agent=AgentId(line.agent),
                        queue=line.queue,
                        at=line.at,
                        rang_seconds=rang,
                    )
                )
            case _:
                return False
        self._first = self._first or line
        self._last_at = max(self._last_at, line.at)
        return True

    def unfinished(self) -> bool:
        """Whether it still waits or talks at the end of the file, or nothing is known of it."""
        return self._first is None or self._waits_since is not None or self._talks_since is not None

    def record(self) -> ContactRecord:
        """The record of the finished call, with the queue and agent of its last talk or wait."""
        assert self._first is not None
        waits = [one for one in self._stretches if isinstance(one, WaitRow)]
        talks = [one for one in self._stretches if isinstance(one, TalkRow)]
        return ContactRecord(
            contact=self.contact,
            caller=self._normal(self._caller),
            caller_raw=self._caller,
            dialled="",
            language="",
            arrived_at=self._first.at,
            ended_at=self._last_at,
            path=(),
            queue=talks[-1].queue if talks else waits[-1].queue if waits else self._first.queue,
            agent=talks[-1].agent if talks else AgentId(""),
            wait_seconds=sum(wait.until - wait.since for wait in waits),
            talk_seconds=sum(talk.until - talk.since for talk in talks),
            outcome=self._outcome,
            dialplan_version=VERSION,
        )

    def stretches(self) -> tuple[Stretch, ...]:
        """Its waits, talks and misses."""
        return tuple(self._stretches)

    def _end_wait(self, line: Line, end: str) -> None:
        queue, since = self._waits_since or (line.queue, line.at)
        self._waits_since = None
        self._counts[WaitRow] += 1
        self._stretches.append(
            WaitRow(
                contact=self.contact,
                place=place_of(self.contact, self._counts[WaitRow]),
                queue=queue,
                since=since,
                until=line.at,
                end=end,
                agent=AgentId(line.agent if end == "answered" else ""),
            )
        )

    def _end_talk(self, at: float) -> None:
        if self._talks_since is None:
            return
        agent, queue, since = self._talks_since
        self._talks_since = None
        self._counts[TalkRow] += 1
        self._stretches.append(
            TalkRow(
                contact=self.contact,
                leg=ChannelId(agent_leg(self.contact, self._counts[TalkRow])),
                agent=AgentId(agent),
                queue=queue,
                since=since,
                until=at,
                hold_seconds=0.0,
            )
        )
