"""Shifts: what feature codes do, what agents are told, and what is kept over a restart."""

import asyncio

import pytest

import routing
from ivr.server.queueing import Queueing
from ivr.server.shifts import Shifts, Told, begin_of, shift_of, standing_of
from ivr.storage.errors import StorageFullError
from ivr.storage.values import Shift
from ivr.telephony.events import Event
from ivr.telephony.ids import AgentId
from tests.server.examples import EDITION
from tests.server.virtual import run

ZHANG = AgentId("8001")


class Keeper:
    """Remembers the shifts that were stored."""

    def __init__(self) -> None:
        self.stored: list[Shift] = []

    async def save_shift(self, shift: Shift) -> None:
        self.stored.append(shift)


def made() -> tuple[Shifts, Queueing, Keeper]:
    """Shifts at 1000.0 with every telephone reachable and nobody signed in."""
    delivered: list[Event] = []
    queueing = Queueing(lambda: EDITION.centre, delivered.append, lambda: 1000.0)
    for agent in EDITION.centre.agents:
        queueing.apply(routing.PhoneChanged(agent, True))
    keeper = Keeper()
    return Shifts(queueing, keeper), queueing, keeper


@pytest.mark.parametrize(
    ("codes", "told", "state"),
    [
        (["sign_in"], "signed_in", "ready"),
        (["sign_in", "pause"], "paused", "paused"),
        (["sign_in", "pause", "ready"], "ready", "ready"),
        (["sign_in", "pause", "state"], "paused", "paused"),
        (["sign_in", "sign_out"], "signed_out", "offline"),
        (["ready"], "not_signed_in", "offline"),
        (["pause"], "not_signed_in", "offline"),
        (["state"], "offline", "offline"),
        (["sign_in", "dance"], "unknown_code", "ready"),
    ],
)
def test_a_feature_code_does_what_it_says_and_says_what_it_did(codes, told, state) -> None:
    shifts, queueing, _ = made()
    answers = [shifts.change("8001", code) for code in codes]
    standing = queueing.board.agent("8001")
    assert standing is not None
    assert (answers[-1].sentence, standing.state) == (told, state)


def test_an_agent_unknown_is_told_so_and_nothing_changes() -> None:
    shifts, queueing, _ = made()
    assert shifts.change("9999", "sign_in") == Told("unknown_code")
    assert queueing.board.agent("9999") is None


@pytest.mark.parametrize(("said", "kept"), [("lunch", "lunch"), ("", "pause")])
def test_a_pause_has_a_reason(said: str, kept: str) -> None:
    shifts, queueing, _ = made()
    shifts.change("8001", "sign_in")
    shifts.change("8001", "pause", said)
    standing = queueing.board.agent("8001")
    assert standing is not None
    assert standing.reason == kept


def test_an_agent_hears_why_he_is_paused_and_how_many_callers_wait_whom_he_could_take() -> None:
    shifts, queueing, _ = made()
    for number, needs in enumerate(({"repair": 1}, {"repair": 5}, {"complaint": 1}, {"agent:8001": 1})):
        queueing.apply(routing.CallQueued(f"call-{number}", "repair", needs))
    shifts.change("8001", "sign_out")
    shifts.change("8001", "sign_in")
    assert shifts.change("8001", "pause", "午休") == Told("paused", "午休", 2)
    assert shifts.change("8002", "state") == Told("offline", "", 1)


def test_the_call_by_which_he_asks_is_no_talk() -> None:
    shifts, queueing, _ = made()
    shifts.change("8001", "sign_in")
    queueing.apply(routing.PhoneUsed("8001", True))
    assert shifts.change("8001", "state").sentence == "ready"
    assert shifts.change("8001", "ready").sentence == "ready"


def test_an_agent_with_a_call_is_told_so() -> None:
    shifts, queueing, _ = made()
    shifts.change("8001", "sign_in")
    queueing.apply(routing.CallQueued("call", "repair", {"repair": 1}))
    assert shifts.change("8001", "state").sentence == "ready"
    queueing.apply(routing.CallAnswered("8001", "call"))
    assert shifts.change("8001", "state").sentence == "talking"


def test_what_changes_is_stored_as_it_stands_then() -> None:
    shifts, _, keeper = made()

    async def story() -> None:
        storing = asyncio.create_task(shifts.run())
        shifts.change("8001", "sign_in")
        await asyncio.sleep(1)
        shifts.change("8001", "pause", "tea")
        shifts.remember("nobody")
        await asyncio.sleep(1)
        storing.cancel()

    run(story())
    assert keeper.stored == [
        Shift(agent=ZHANG, signed_in=True, paused="", wrap_up_until=None, since=1000.0, signed_in_at=1000.0),
        Shift(
            agent=ZHANG, signed_in=True, paused="tea", wrap_up_until=None, since=1000.0, signed_in_at=1000.0
        ),
    ]


def test_a_shift_that_went_on_over_a_restart_keeps_its_begin_and_the_next_one_has_its_own() -> None:
    shifts, _, keeper = made()
    stored = Shift(
        agent=ZHANG, signed_in=True, paused="", wrap_up_until=None, since=900.0, signed_in_at=300.0
    )
    shifts.recall([stored])

    async def story() -> None:
        storing = asyncio.create_task(shifts.run())
        for code in ("sign_in", "pause", "sign_out", "sign_in"):
            shifts.change("8001", code)
            await asyncio.sleep(1)
        storing.cancel()

    run(story())
    assert [shift.signed_in_at for shift in keeper.stored] == [300.0, 300.0, None, 1000.0]


def test_of_a_shift_whose_begin_was_not_stored_the_last_change_is_taken() -> None:
    before = Shift(agent=ZHANG, signed_in=True, paused="", wrap_up_until=None, since=900.0)
    assert begin_of(before) == 900.0


class FullDisk(Keeper):
    """Stores nothing at first."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures
        self.tries = 0

    async def save_shift(self, shift: Shift) -> None:
        self.tries += 1
        if self.tries <= self.failures:
            raise StorageFullError("centre.db")
        await super().save_shift(shift)


def test_while_the_disk_is_full_an_agent_who_changes_often_is_in_line_once() -> None:
    _, queueing, _ = made()
    keeper = FullDisk(failures=3)
    shifts = Shifts(queueing, keeper)

    async def story() -> None:
        storing = asyncio.create_task(shifts.run())
        for _ in range(1000):
            shifts.change("8001", "sign_in")
            shifts.change("8001", "pause", "tea")
        await asyncio.sleep(10)
        storing.cancel()

    run(story())
    assert keeper.tries == 4
    assert [(shift.agent, shift.paused) for shift in keeper.stored] == [(ZHANG, "tea")]


@pytest.mark.parametrize(
    ("standing", "shift"),
    [
        (
            routing.AgentStanding("8001", routing.AgentState.READY, 5.0, signed_in=True),
            Shift(agent=ZHANG, signed_in=True, paused="", wrap_up_until=None, since=5.0),
        ),
        (
            routing.AgentStanding("8001", routing.AgentState.PAUSED, 5.0, reason="tea", signed_in=True),
            Shift(agent=ZHANG, signed_in=True, paused="tea", wrap_up_until=None, since=5.0),
        ),
        (
            routing.AgentStanding("8001", routing.AgentState.WRAP_UP, 5.0, until=9.0, signed_in=True),
            Shift(agent=ZHANG, signed_in=True, paused="", wrap_up_until=9.0, since=5.0),
        ),
        (
            routing.AgentStanding("8001", routing.AgentState.OFFLINE, 5.0),
            Shift(agent=ZHANG, signed_in=False, paused="", wrap_up_until=None, since=5.0),
        ),
    ],
)
def test_a_stored_shift_is_the_same_standing_again(standing: routing.AgentStanding, shift: Shift) -> None:
    assert shift_of(standing) == shift
    assert standing_of(shift) == standing


def test_an_agent_who_talked_is_ready_again_after_a_restart_unless_his_call_lives() -> None:
    talking = routing.AgentStanding("8001", routing.AgentState.TALKING, 5.0, call="c", signed_in=True)
    assert standing_of(shift_of(talking)).state is routing.AgentState.READY
