"""Queueing: what commands and phases mean to the board, and when it is woken."""

import asyncio

import routing
from ivr.dialplan.centre.relaxing import Step
from ivr.queueing.changes import agents_of
from ivr.server.queueing import Queueing
from ivr.telephony.causes import Cause
from ivr.telephony.commands import (
    Dequeue,
    Enqueue,
    MarkRinging,
    ReleaseMissed,
    ReleaseToWrapUp,
    Seat,
)
from ivr.telephony.events import AgentOffered, Event
from ivr.telephony.ids import AgentId, ContactId, PlaceId
from tests.server.examples import EDITION, TO_RINGING, TO_TALKING, phase_after
from tests.server.virtual import BEGAN, clock, run

CENTRE = EDITION.centre
PLACE = PlaceId("sw-1-1.place.1")
ZHANG, LI = AgentId("8001"), AgentId("8002")
ENQUEUE = Enqueue(PLACE, "repair", {"repair": 1}, 0, 990.0)


def made(*at_work: AgentId) -> tuple[Queueing, list[Event]]:
    """A queueing at 1000.0 with these agents ready, and what it delivers."""
    delivered: list[Event] = []
    queueing = Queueing(lambda: CENTRE, delivered.append, lambda: 1000.0)
    for agent in at_work:
        queueing.apply(routing.PhoneChanged(agent, True))
        queueing.apply(routing.SignedIn(agent))
    return queueing, delivered


def state(queueing: Queueing, agent: AgentId) -> tuple[str, str | None]:
    standing = queueing.board.agent(agent)
    assert standing is not None
    return standing.state.value, standing.call


def test_whoever_is_put_into_a_queue_is_offered_to_the_ready_agent() -> None:
    queueing, delivered = made(ZHANG)
    queueing.perform(ENQUEUE)
    assert delivered == [AgentOffered(contact=ContactId("sw-1-1"), at=1000.0, place=PLACE, agent=ZHANG)]
    assert state(queueing, ZHANG) == ("reserved", PLACE)


def test_a_telephone_that_could_not_be_reached_is_told_of_before_the_call_is_offered_again() -> None:
    queueing, delivered = made(ZHANG)
    queueing.on_unreachable = lambda agent: queueing.apply(routing.PhoneChanged(agent, False))
    queueing.perform(ENQUEUE)
    queueing.perform(ReleaseMissed(PLACE, ZHANG, Cause.UNREACHABLE))
    assert len(delivered) == 1
    assert state(queueing, ZHANG) == ("offline", None)


def test_an_agent_rings_talks_and_wraps_up_as_his_call_goes() -> None:
    async def story() -> None:
        queueing, _ = made(ZHANG)
        seen = []
        for command in (
            ENQUEUE,
            MarkRinging(PLACE, ZHANG),
            Seat(PLACE, ZHANG),
            ReleaseToWrapUp(PLACE, ZHANG),
        ):
            queueing.perform(command)
            seen.append(state(queueing, ZHANG)[0])
        queueing.close()
        assert seen == ["reserved", "ringing", "talking", "wrap_up"]

    run(story())


def test_a_missed_call_is_offered_to_the_next_agent() -> None:
    queueing, delivered = made(ZHANG, LI)
    queueing.perform(ENQUEUE)
    queueing.perform(ReleaseMissed(PLACE, ZHANG, Cause.NO_ANSWER))
    assert [event.agent for event in delivered if isinstance(event, AgentOffered)] == [ZHANG, LI]


def test_whoever_leaves_the_line_gives_the_agent_back() -> None:
    queueing, _ = made(ZHANG)
    queueing.perform(ENQUEUE)
    queueing.perform(Dequeue(PLACE, "caller_left"))
    assert state(queueing, ZHANG) == ("ready", None)
    assert queueing.board.waiting() == ()


def test_the_queue_tells_strategy_and_wrap_up_of_its_calls() -> None:
    queueing, _ = made()
    told = queueing.queued(PLACE, "repair", {"repair": 1}, 3, 990.0)
    assert told == routing.CallQueued(PLACE, "repair", {"repair": 1}, 3, 990.0, "longest_idle", 5.0)


def test_a_queue_that_is_no_more_has_no_wrap_up() -> None:
    queueing, _ = made()
    assert queueing.queued(PLACE, "gone", {}, 0, 990.0).wrap_up_seconds == 0.0


def test_every_agent_has_the_skill_of_being_himself_and_of_what_he_supervises() -> None:
    assert agents_of(CENTRE) == {
        "8001": routing.Agent("8001", {"repair": 5, "agent:8001": 1}),
        "8002": routing.Agent(
            "8002", {"repair": 3, "complaint": 5, "agent:8002": 1, "supervises:repair": 1}, hunt=1
        ),
    }


def test_an_edited_centre_applies_at_once() -> None:
    without = CENTRE.model_copy(update={"agents": {"8001": CENTRE.agents["8001"]}})
    centres = [CENTRE]
    queueing = Queueing(lambda: centres[-1], lambda event: None, lambda: 1000.0)
    centres.append(without)
    queueing.centre_changed()
    assert [standing.agent for standing in queueing.board.agents()] == ["8001"]


def test_every_change_is_told_after_its_offers_were_delivered() -> None:
    queueing, delivered = made(ZHANG)
    seen: list[tuple[routing.Change, int]] = []
    queueing.on_change = lambda change: seen.append((change, len(delivered)))
    queueing.perform(ENQUEUE)
    assert seen == [(queueing.queued(PLACE, "repair", {"repair": 1}, 0, 990.0), 1)]


def test_a_wrap_up_ends_by_itself_and_the_next_caller_is_offered() -> None:
    async def story() -> None:
        delivered: list[Event] = []
        queueing = Queueing(lambda: CENTRE, delivered.append, clock)
        queueing.apply(routing.PhoneChanged(ZHANG, True))
        queueing.apply(routing.SignedIn(ZHANG))
        for command in (ENQUEUE, Seat(PLACE, ZHANG), ReleaseToWrapUp(PLACE, ZHANG)):
            queueing.perform(command)
        queueing.perform(Enqueue(PlaceId("sw-2-1.place.1"), "repair", {"repair": 1}, 0, BEGAN))
        await asyncio.sleep(4.9)
        assert len(delivered) == 1
        await asyncio.sleep(0.2)
        assert delivered[1].at == BEGAN + 5
        queueing.close()

    run(story())


def test_a_closed_board_is_not_woken() -> None:
    async def story() -> None:
        queueing, _ = made(ZHANG)
        for command in (ENQUEUE, Seat(PLACE, ZHANG), ReleaseToWrapUp(PLACE, ZHANG)):
            queueing.perform(command)
        changes: list[routing.Change] = []
        queueing.on_change = changes.append
        queueing.close()
        await asyncio.sleep(60)
        assert changes == []

    run(story())


def test_a_restored_board_has_every_call_where_it_was() -> None:
    waiting = phase_after("0.0 arrives 4001 from 13800138000", "1.0 key 1")
    ringing = phase_after(*TO_RINGING)
    talking = phase_after(*TO_TALKING)
    queueing, _ = made()
    place = PlaceId("sw-100-1.place.1")
    facts = queueing.queued(place, "repair", {"repair": 1}, 0, BEGAN + 1)
    assert queueing.restored([waiting], []) == routing.Restored((), (facts,))
    assert queueing.restored([ringing], []) == routing.Restored(
        (standing(routing.AgentState.RINGING, BEGAN + 1),), (facts,)
    )
    assert queueing.restored([talking], []) == routing.Restored(
        (standing(routing.AgentState.TALKING, BEGAN + 5),), (facts,)
    )


def test_a_restored_shift_gives_way_to_the_call_that_the_agent_has() -> None:
    shifts = [
        routing.AgentStanding("8001", routing.AgentState.READY, 5.0, signed_in=True),
        routing.AgentStanding("8002", routing.AgentState.PAUSED, 6.0, reason="tea", signed_in=True),
    ]
    queueing, _ = made()
    restored = queueing.restored([phase_after(*TO_RINGING)], shifts)
    assert {one.agent: one.state for one in restored.agents} == {"8001": "ringing", "8002": "paused"}


def test_phases_without_an_agent_mean_nothing_to_the_board() -> None:
    queueing, _ = made()
    phase = phase_after("0.0 arrives 4001 from 13800138000")
    assert queueing.restored([phase], []) == routing.Restored((), ())


def standing(state: routing.AgentState, since: float) -> routing.AgentStanding:
    return routing.AgentStanding(
        agent="8001",
        state=state,
        since=since,
        call="sw-100-1.place.1",
        signed_in=True,
        reachable=True,
    )


def test_a_new_day_is_told_once_before_whatever_happens_in_it() -> None:
    times = [1000.0]
    queueing = Queueing(lambda: CENTRE, lambda event: None, lambda: times[-1])
    seen: list[routing.Change] = []
    queueing.on_applied = lambda applied: seen.append(applied.change)
    midnight = 16 * 3600.0  # in Shanghai, of the day on which the epoch began
    for times[-1] in (midnight - 1, midnight, midnight + 1):
        queueing.apply(routing.TimePassed())
    assert [type(change).__name__ for change in seen] == [
        "TimePassed",
        "DayBegan",
        "TimePassed",
        "TimePassed",
    ]


def test_a_waiting_call_relaxes_by_itself() -> None:
    async def story() -> None:
        delivered: list[Event] = []
        relaxing = CENTRE.queues["repair"].model_copy(
            update={"relax": (Step(after=30, needs={"repair": 1}),)}
        )
        centre = CENTRE.model_copy(update={"queues": {"repair": relaxing}})
        queueing = Queueing(lambda: centre, delivered.append, clock)
        queueing.apply(routing.PhoneChanged(ZHANG, True))
        queueing.apply(routing.SignedIn(ZHANG))
        queueing.perform(Enqueue(PLACE, "repair", {"repair": 9}, 0, BEGAN))
        await asyncio.sleep(29.9)
        assert delivered == []
        await asyncio.sleep(0.2)
        assert delivered == [
            AgentOffered(contact=ContactId("sw-1-1"), at=BEGAN + 30, place=PLACE, agent=ZHANG)
        ]
        queueing.close()

    run(story())
