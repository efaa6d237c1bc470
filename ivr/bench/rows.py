"""The rows that measure times: one kind of call, in blocks on both sides in turn."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from ivr.bench import measuring, meeting
from ivr.bench.arena import NATIVE_RTP, PLACE, Arena, Side
from ivr.bench.figures import Figures, figures_of
from ivr.bench.sip import Message, messages
from ivr.bench.sipp import Load, Script, Tally, answering, call
from ivr.bench.speaking import speaking_agents, speaking_caller
from ivr.bench.wire import Packet, PortRange, Wire

RTP = PortRange(PLACE.first_rtp_port, NATIVE_RTP + 1999)
PATIENCE = "120000"
"""Milliseconds that a caller waits for the other side to hang up."""

TO_SOUND = 400
"""From a side's port of callers to that of their sound, where they speak."""

Times = Callable[[Sequence[Message], Sequence[Packet], int], list[float]]
Say = Callable[[str], None]


class Goal(msgspec.Struct, frozen=True):
    """What p95 should be: ``most`` milliseconds, ``ratio`` × native, or ``beyond`` native by so many."""

    most: float | None = None
    ratio: float | None = None
    beyond: float | None = None

    def reached(self, native: Figures, ours: Figures) -> bool:
        """Whether our p95 keeps to all of it."""
        limits = (
            self.most,
            None if self.ratio is None else self.ratio * native.p95,
            None if self.beyond is None else native.p95 + self.beyond,
        )
        return all(limit is None or ours.p95 <= limit for limit in limits)

    def __str__(self) -> str:
        parts = (
            ("p95 ≤ {:g} ms", self.most),
            ("p95 ≤ {:g} × native", self.ratio),
            ("p95 ≤ native + {:g} ms", self.beyond),
        )
        return ", ".join(form.format(value) for form, value in parts if value is not None)


class Measure(msgspec.Struct, frozen=True):
    """One time that a row measures, and how it is found in the packets."""

    name: str
    times: Times
    goal: Goal


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row: what callers do (scenario, number, values), how many, and what is measured.

    ``talk`` are the bounds, in milliseconds, between which agents' talks are drawn; None without agents.
    ``sound``: the packets of sound are looked at; ``speaking``: caller, one at a time, and agents speak.
    """

    id: str
    scenario: str
    dialled: str
    load: Load
    measures: tuple[Measure, ...]
    values: dict[str, str] = {}
    talk: tuple[int, int] | None = None
    sound: bool = False
    speaking: bool = False


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement, in milliseconds."""

    row: str
    measure: str
    side: str
    block: int
    milliseconds: float


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the report; ``reached`` is None where a side gave no figures."""

    row: str
    measure: str
    native: Figures | None
    ours: Figures | None
    goal: str
    reached: bool | None
    failed_native: int
    failed_ours: int


class Measured(msgspec.Struct, frozen=True):
    """A row's lines and all that they were made of."""

    lines: tuple[Line, ...]
    samples: tuple[Sample, ...]


class _Block(msgspec.Struct, frozen=True):
    side: str
    tally: Tally
    samples: tuple[Sample, ...]
    lost: int


async def measure(arena: Arena, row: Row, say: Say) -> Measured:
    """Run the row's blocks, native, ours, ours, native, and work out its lines."""
    blocks = []
    for number, side in enumerate((arena.native, arena.ours, arena.ours, arena.native)):
        block = await _run(arena, side, row, number)
        lost = f", {block.lost} packets unseen" if block.lost else ""
        say(f"{row.id}: {side.name}, {block.tally.done} calls, {block.tally.failed} failed{lost}")
        blocks.append(block)
    lines = tuple(_line(row, wanted, blocks) for wanted in row.measures)
    return Measured(lines, tuple(sample for block in blocks for sample in block.samples))


async def _run(arena: Arena, side: Side, row: Row, number: int) -> _Block:
    folder = arena.folder / side.name
    script = Script(
        scenario=row.scenario, values=caller_values(side, row.dialled, number) | row.values, port=side.callers
    )
    with Wire([PortRange(side.port, side.port), *([RTP] if row.sound else [])]) as wire:
        async with _telephones(side, row, folder):
            tally = await call(script, row.load, side.port, folder)
    packets = wire.packets()
    said = messages(packets, side.port)
    samples = tuple(
        Sample(row=row.id, measure=wanted.name, side=side.name, block=number, milliseconds=time)
        for wanted in row.measures
        for time in wanted.times(said, packets, side.port)
    )
    return _Block(side.name, tally, samples, wire.lost)


@asynccontextmanager
async def _telephones(side: Side, row: Row, folder: Path) -> AsyncIterator[None]:
    """The agents' telephones, and the callers' sound, as the row wants them."""
    if row.talk is None:
        yield
    elif row.speaking:
        least, most = row.talk
        async with (
            speaking_caller(side.callers + TO_SOUND),
            speaking_agents(side.agents, side.port, (least / 1000, most / 1000)),
        ):
            yield
    else:
        async with answering(agents_of(side, row.talk), folder):
            yield


def caller_values(side: Side, dialled: str, block: int) -> dict[str, str]:
    """What every caller's scenario asks for; each caller of a run has a number of his own."""
    return {
        "dialled": dialled,
        "prefix": f"1{block:02}",
        "username": "carrier",
        "password": side.secrets.carrier,
        "patience": PATIENCE,
        "audio": str(side.callers + TO_SOUND),
    }


def agents_of(side: Side, talk: tuple[int, int]) -> Script:
    """The agents' telephones, whose talks last between so many milliseconds."""
    least, most = talk
    return Script(
        scenario="agent", values={"talk_least": str(least), "talk_most": str(most)}, port=side.agents
    )


def _line(row: Row, wanted: Measure, blocks: Sequence[_Block]) -> Line:
    native, ours = (_figures(wanted, blocks, side) for side in ("native", "ours"))
    return Line(
        row=row.id,
        measure=wanted.name,
        native=native,
        ours=ours,
        goal=str(wanted.goal),
        reached=wanted.goal.reached(native, ours) if native and ours else None,
        failed_native=_failed(blocks, "native"),
        failed_ours=_failed(blocks, "ours"),
    )


def _figures(wanted: Measure, blocks: Sequence[_Block], side: str) -> Figures | None:
    return figures_of(
        [
            sample.milliseconds
            for block in blocks
            if block.side == side
            for sample in block.samples
            if sample.measure == wanted.name
        ]
    )


def _failed(blocks: Sequence[_Block], side: str) -> int:
    return sum(block.tally.failed for block in blocks if block.side == side)


def p1(calls: int) -> Row:
    """Answer, hang up."""
    times: Times = lambda said, packets, port: measuring.setup_times(said, port)  # noqa: E731
    srd = Measure("INVITE → 200 (SRD)", times, Goal(ratio=1.0))
    return Row(
        id="P1 answer, hang up", scenario="listen", dialled="4000", load=Load(calls, 10), measures=(srd,)
    )


def p2(calls: int) -> Row:
    """A menu of one digit; phase and journal are saved before acting."""
    heard = Measure("digit → first packet of the next prompt", measuring.digit_responses, Goal(beyond=5.0))
    # Drawn at random, so that the digit has no fixed place between two packets' beats.
    values = {"pause_least": "1500", "pause_most": "1700"}
    return Row(
        id="P2 one-digit menu",
        scenario="digit",
        dialled="4001",
        load=Load(calls, 8),
        measures=(heard,),
        values=values,
        sound=True,
    )


def p4(calls: int) -> Row:
    """The queue with an agent idle."""
    queued: Times = lambda said, packets, port: measuring.queued_to_rung(said, port)  # noqa: E731
    arrived: Times = lambda said, packets, port: measuring.arrived_to_rung(said, port)  # noqa: E731
    return Row(
        id="P4 queue, agent idle",
        scenario="listen",
        dialled="4003",
        load=Load(calls, 5),
        measures=(
            Measure("200 → agent's INVITE (Q2R)", queued, Goal(ratio=1.0)),
            Measure("caller's INVITE → agent's INVITE", arrived, Goal(ratio=1.0)),
        ),
        talk=(100, 500),
    )


def p5(agents: int, waiting: int, calls: int) -> Row:
    """The queue with all of 1 or 10 agents busy and so many callers waiting with music."""
    at_once = agents + waiting

    def times(said: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
        return measuring.freed_to_rung(said, port, at_once)

    return Row(
        id=f"P5 all busy, {agents} agents, {waiting} waiting",
        scenario="listen",
        dialled={1: "4002", 10: "4003"}[agents],
        load=Load(calls + at_once, 50, at_once),
        measures=(Measure("agent's BYE → his next INVITE (Q2R)", times, Goal(most=15.0, ratio=0.01)),),
        talk=(200, 600),
    )


def p11(calls: int) -> Row:
    """From music to talk, one call after the other, in which both speak all the time; and P12."""
    lost = "agent's first words that are lost"
    measures = (
        Measure("agent's 200 → all that either says is heard", meeting.until_both_are_heard, Goal(most=20.0)),
        Measure("agent's 200 → the other's sound at both ears", meeting.until_both_hear, Goal(most=20.0)),
        Measure(f"{lost}, of 300 ms", meeting.lost_of_agent, Goal(most=15.0)),
        Measure("agent's first word → last sound of music", meeting.music_beyond, Goal(most=100.0)),
        Measure("P12 longest gap in a caller's sound", meeting.longest_gaps, Goal(most=2000.0)),
    )
    return Row(
        id="P11 meeting",
        scenario="speak",
        dialled="4003",
        load=Load(calls, 5, 1),
        measures=measures,
        talk=(500, 800),
        sound=True,
        speaking=True,
    )
