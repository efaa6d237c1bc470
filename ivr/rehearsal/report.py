"""Reports: what became of all callers of a rehearsal together."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.rehearsal.hard import HardCallers
from ivr.rehearsal.moments import Moment
from ivr.rehearsal.part import Part, written_parts
from ivr.rehearsal.rehearse import rehearse
from ivr.rehearsal.room import Room
from ivr.rehearsal.verdict import Verdict

Watch = Callable[[Verdict], None]


class ToldVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """One caller as other programs read of him."""

    name: Message
    dialplan: str
    written: bool
    outcome: str
    seconds: float
    faults: tuple[Message, ...]
    moments: tuple[Moment, ...]


class ToldReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report as other programs read it: the callers of the dialplans, and the others who failed."""

    ok: bool
    version: str
    written: int
    made_up: int
    failed: int
    unreached: tuple[tuple[str, str], ...]
    callers: tuple[ToldVerdict, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What became of everybody.

    ``written`` are the callers that stand in the dialplans; of the ``made_up`` ones only those are kept
    who ``failed``.  ``unreached`` are nodes (dialplan, node) that no caller came to.
    """

    version: str
    written: tuple[Verdict, ...] = ()
    made_up: int = 0
    failed: tuple[Verdict, ...] = ()
    unreached: tuple[tuple[str, str], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all went as it should, for every caller."""
        return not self.failures

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """Those with whom something went wrong, the written ones first."""
        return (*(verdict for verdict in self.written if not verdict.passed), *self.failed)

    def told(self) -> ToldReport:
        """The report as other programs read it."""
        return ToldReport(
            ok=self.ok,
            version=self.version,
            written=len(self.written),
            made_up=self.made_up,
            failed=len(self.failures),
            unreached=self.unreached,
            callers=tuple(_told(verdict) for verdict in (*self.written, *self.failed)),
        )


def rehearse_written(edition: Edition, room: Room, watch: Watch = lambda verdict: None) -> Report:
    """Let the callers that stand in the dialplans call; ``watch`` is told of each."""
    verdicts = tuple(_watched(written_parts(edition, room), room, watch))
    return Report(version=edition.version, written=verdicts)


def rehearse_all(edition: Edition, room: Room, watch: Watch = lambda verdict: None) -> Report:
    """Let the callers of the dialplans call, then hard ones made up: what an edition must pass to go live.

    Pure: the same edition gives the same report.  ``watch`` is told of each caller as he is through.
    """
    parts = written_parts(edition, room)
    written = tuple(_watched(parts, room, watch))
    hard = HardCallers(edition, room)
    for part, verdict in zip(parts, written, strict=True):
        hard.note(part, verdict)
    made_up, failed = 0, []
    for verdict in hard.call():
        watch(verdict)
        made_up += 1
        if not verdict.passed:
            failed.append(verdict)
    return Report(
        version=edition.version,
        written=written,
        made_up=made_up,
        failed=tuple(failed),
        unreached=hard.unreached(),
    )


def _watched(parts: Iterable[Part], room: Room, watch: Watch) -> Iterator[Verdict]:
    for verdict in rehearse(parts, room):
        watch(verdict)
        yield verdict


def _told(verdict: Verdict) -> ToldVerdict:
    return ToldVerdict(
        name=verdict.name,
        dialplan=verdict.dialplan,
        written=verdict.written,
        outcome=verdict.outcome,
        seconds=verdict.moments[-1].at if verdict.moments else 0.0,
        faults=verdict.faults,
        moments=verdict.moments,
    )
