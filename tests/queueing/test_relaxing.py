"""What a call needs later, from its queue's steps and its own needs."""

from typing import get_args

import routing
from ivr.dialplan.centre.queues import Queue, Strategy
from ivr.dialplan.centre.relaxing import Step
from ivr.queueing.changes import agents_of, pause_after, queued
from ivr.queueing.relaxing import relaxations
from ivr.telephony.ids import PlaceId
from routing import Relaxation, can_take, named, of_team
from tests.calls.transcript import edition

STEPS = (Step(after=30, needs={"repair": 2}), Step(after=90, team="service"))
QUEUE = Queue(name={"zh": "维修"}, needs={"repair": 3, "zh": 2}, relax=STEPS)
COMPLAINTS = QUEUE.model_copy(update={"needs": {"complaint": 3, "zh": 2}, "certified": ("complaint",)})


def test_a_step_takes_the_place_of_the_queues_needs() -> None:
    assert relaxations(QUEUE, {"repair": 3, "zh": 2}, 100.0) == (
        Relaxation(130.0, {"repair": 2}),
        Relaxation(190.0, of_team("service")),
    )


def test_what_the_caller_himself_needs_stays_unless_the_step_names_it() -> None:
    steps = relaxations(QUEUE, {"repair": 5, "zh": 2, "en": 4}, 100.0)
    assert [step.needs for step in steps] == [
        {"repair": 2, "en": 4},
        {"repair": 5, "en": 4} | of_team("service"),
    ]


def test_no_step_leads_a_complaint_to_somebody_who_is_not_certified() -> None:
    steps = relaxations(COMPLAINTS, {"complaint": 3, "zh": 2}, 100.0)
    assert [step.needs["complaint"] for step in steps] == [3, 3]
    uncertified = {"repair": 10, "complaint": 2, "zh": 10} | of_team("service")
    assert not any(can_take(uncertified, step.needs) for step in steps)


def test_a_certified_skill_that_the_call_needs_at_a_higher_level_stays_so() -> None:
    steps = relaxations(COMPLAINTS, {"complaint": 6, "zh": 2}, 100.0)
    assert [step.needs["complaint"] for step in steps] == [6, 6]


def test_a_call_for_somebody_by_name_does_not_relax_with_the_queue() -> None:
    assert relaxations(QUEUE, named("8001"), 100.0) == ()


def test_the_wait_counts_from_when_the_call_came_into_this_queue() -> None:
    centre = edition().centre
    changed = centre.queues["repair"].model_copy(update={"relax": STEPS, "hard": True})
    centre = centre.model_copy(update={"queues": {"repair": changed}})
    told = queued(centre, PlaceId("sw-1.place.2"), "repair", {"repair": 1}, 0, 100.0, 500.0)
    assert (told.since, [step.at for step in told.relax]) == (100.0, [530.0, 590.0])
    assert told.care == routing.Care(3, 60.0)


def test_who_is_of_a_team_has_the_skill_of_being_so_and_agents_are_hunted_as_they_are_written() -> None:
    centre = edition().centre
    first, *others = centre.agents
    agents = agents_of(centre.model_copy(update={"teams": {"service": (first,)}}))
    assert can_take(agents[first].skills, of_team("service"))
    assert not any(can_take(agents[name].skills, of_team("service")) for name in others)
    assert [agents[name].hunt for name in centre.agents] == list(range(len(agents)))


def test_the_centre_says_how_many_misses_pause_an_agent() -> None:
    assert pause_after(edition().centre) == routing.PauseAfter(3, 3, 3)


def test_every_strategy_of_the_router_may_be_chosen_for_a_queue() -> None:
    assert set(get_args(Strategy)) == set(routing.STRATEGIES)
