"""The node lookup: asks a business system, comforts the caller meanwhile, and trusts no answer."""

import pytest
from msgspec.structs import replace

from ivr.dialplan import interpreter
from ivr.dialplan.nodes.lookup import NOTHING_THERE
from ivr.dialplan.step import End, Step
from ivr.telephony.commands import Fetch, StartMusic, StopMusic
from ivr.telephony.customers import Customer
from ivr.telephony.events import CommandFailed, CustomerFound, Event, Fetched, FetchFailed
from ivr.telephony.ids import effect_of
from tests.dialplan.examples import (
    CHANNEL,
    CONTACT,
    FACTS,
    dialplan,
    edition_of,
    faults,
    finished,
    play,
    resynced,
    stop,
    timed_out,
    walk,
)

PLAN = dialplan(
    """start: order
nodes:
  order:
    type: lookup
    service: erp
    path: /orders/{caller}
    query: {lang: "{language}"}
    take: {status: /data/status, amount: /data/amount}
    types: {amount: number}
    next: found
    no_match: unknown
    failure: broken
  found: {type: hang_up, prompt: {zh: 查到了。}}
  unknown: {type: hang_up, prompt: {zh: 没有。}}
  broken: {type: hang_up, prompt: {zh: 坏了。}}
"""
)
KEY = effect_of(CONTACT, 1)
FETCH = Fetch(
    KEY,
    "erp",
    "/orders/01012345678",
    {"lang": "zh"},
    {"status": "/data/status", "amount": "/data/amount"},
    2.0,
    2,
)


def fetched(at: float = 100.5, **values: str) -> Fetched:
    return Fetched(contact=CONTACT, at=at, key=KEY, values=values)


def fails(reason: str, at: float = 100.5) -> FetchFailed:
    return FetchFailed(contact=CONTACT, at=at, key=KEY, reason=reason)


def at_node(step: Step) -> str:
    return step.position.node


def test_it_asks_at_once_and_waits() -> None:
    step = walk(PLAN)
    assert step.commands == (FETCH,)
    assert (step.position.awaiting, step.position.until) == (KEY, 101.0)


def test_the_values_are_kept_and_a_quick_answer_is_not_announced() -> None:
    step = walk(PLAN, fetched(status="已发货", amount="12.5"))
    assert step.position.values == {"status": "已发货", "amount": "12.5"}
    assert step.commands == (play(1, "查到了。"),)


@pytest.mark.parametrize(
    "event",
    [
        fetched(status="已发货", amount="about 12"),
        fetched(status="", amount="12"),
        fetched(status="已发货"),
        fails("service erp: answered 500"),
        fails("service erp: its answer is not JSON"),
        CommandFailed(contact=CONTACT, at=100.5, command="Fetch", about=KEY, reason="not offered"),
    ],
    ids=str,
)
def test_whatever_is_no_answer_leads_to_failure(event: Event) -> None:
    step = walk(PLAN, event)
    assert at_node(step) == "broken"
    assert step.position.values == {}


def test_what_is_not_there_leads_to_no_match_and_else_to_failure() -> None:
    assert at_node(walk(PLAN, fails(NOTHING_THERE))) == "unknown"
    without = PLAN.nodes["order"].model_copy(update={"no_match": None})
    ways = {**PLAN.ways, "order": {"next": "found", "failure": "broken"}}
    plan = PLAN.model_copy(update={"nodes": {**PLAN.nodes, "order": without}, "ways": ways})
    assert at_node(walk(plan, fails(NOTHING_THERE))) == "broken"


def test_after_a_second_the_caller_is_comforted_and_then_hears_music() -> None:
    comforted = walk(PLAN, timed_out(101.0))
    assert comforted.commands == (play(1, "请稍候。"),)
    assert comforted.position.awaiting == KEY

    waiting = walk(PLAN, timed_out(101.0), finished(1, 102.0))
    assert waiting.commands == (StartMusic(CHANNEL, "default"),)

    told = walk(PLAN, timed_out(101.0), finished(1, 102.0), fetched(103.0, status="x", amount="1"))
    assert told.commands == (StopMusic(CHANNEL), play(2, "查到了。"))


def test_an_answer_cuts_the_comforting_word_short() -> None:
    step = walk(PLAN, timed_out(101.0), fetched(101.2, status="x", amount="1"))
    assert step.commands == (stop(1), play(2, "查到了。"))


def test_an_answer_that_never_comes_is_a_failure() -> None:
    comforted = walk(PLAN, timed_out(101.0))
    assert comforted.position.until is not None
    step = walk(PLAN, timed_out(101.0), finished(1, 102.0), timed_out(comforted.position.until))
    assert at_node(step) == "broken"
    assert step.commands[0] == StopMusic(CHANNEL)


def test_after_an_absence_it_is_asked_again_under_the_same_key_and_music_goes_on() -> None:
    assert walk(PLAN, resynced()).commands == (FETCH,)
    waiting = walk(PLAN, timed_out(101.0), finished(1, 102.0), resynced())
    assert waiting.commands == (StartMusic(CHANNEL, "default"), FETCH)
    assert walk(PLAN, timed_out(101.0), resynced(1)).commands == (FETCH,)


def test_with_an_unknown_value_nothing_is_asked() -> None:
    step = walk(PLAN, facts=replace(FACTS, caller=""))
    assert at_node(step) == "broken"
    assert not any(isinstance(command, Fetch) for command in step.commands)


def test_it_waits_to_be_told_who_calls_where_that_is_asked_with() -> None:
    order = PLAN.nodes["order"].model_copy(update={"path": "/of/{customer.id}"})
    plan = PLAN.model_copy(update={"nodes": {**PLAN.nodes, "order": order}})
    facts = replace(FACTS, customer_due=100.3)
    asked = effect_of(CONTACT, 0)
    waits = walk(plan, facts=facts)
    assert (waits.commands, waits.position.awaiting, waits.position.until) == ((), asked, 100.3)
    assert walk(plan, resynced(), facts=facts).commands == ()

    nobody = walk(plan, timed_out(100.3), facts=facts)
    assert at_node(nobody) == "broken"

    known = replace(FACTS, customer=Customer(id="K/7"))
    found = CustomerFound(contact=CONTACT, at=100.1, key=asked, customer=known.customer)
    start = walk(plan, facts=facts)
    step = interpreter.step(edition_of(plan), start.position, known, found)
    (fetch,) = step.commands
    assert isinstance(fetch, Fetch)
    assert fetch.path == "/of/K%2F7"


def test_what_is_wrong_in_a_document_is_told() -> None:
    text = """start: a
nodes:
  a:
    type: lookup
    service: erp
    path: /orders/{order}
    take: {status: data.status}
    types: {amount: number}
    next: b
  b: {type: hang_up}
"""
    told = "\n".join(faults(text))
    assert "6:19: nothing is known as {order}" in told
    assert '7:20: "data.status" cannot stand here' in told
    assert "failure" in told


def test_a_type_of_no_value_is_told() -> None:
    (told,) = faults(
        "start: a\nnodes:\n"
        "  a: {type: lookup, service: erp, take: {b: /b}, types: {c: number}, next: a, failure: a}\n"
    )
    assert 'there is no "c" in take' in told


def test_the_end_is_reached() -> None:
    step = walk(PLAN, fetched(status="x", amount="1"), finished(1))
    assert step.handover == End(outcome="completed")
