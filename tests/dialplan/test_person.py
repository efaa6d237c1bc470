"""A person is reached by ``0`` from every node that gives the key no other meaning."""

import pytest

from ivr.dialplan.checking.ways import check_ways
from ivr.dialplan.step import End, ToQueue
from tests.dialplan.examples import dialplan, pressed, stop, walk

QUEUE = ToQueue(queue="service", needs={})
NODES = {
    "say": "{type: say, prompt: {zh: 甲}, next: bye}",
    "menu": "{type: menu, prompt: {zh: 甲}, keys: {1: bye}, no_input: bye, no_match: bye}",
    "question": "{type: question, prompt: {zh: 甲}, answers: {1: yes}, next: bye, refused: bye}",
    "consent": "{type: consent, prompt: {zh: 甲}, next: bye}",
    "language": "{type: language, prompt: {zh: 甲}, keys: {1: zh}, next: bye}",
    "speak": "{type: speak, value: '\"7\"', as: number, next: bye, failure: bye}",
}


def plan_of(node: str, person: str = "person: person"):  # type: ignore[no-untyped-def]
    return dialplan(f"""
start: first
{person}
nodes:
  first: {node}
  bye: {{type: hang_up}}
  person: {{type: queue, queue: service, timeout: bye}}
""")


@pytest.mark.parametrize("node", NODES.values(), ids=NODES)
def test_zero_leads_to_a_person_and_stops_what_is_being_said(node: str) -> None:
    step = walk(plan_of(node), pressed("0"))

    assert step.handover == QUEUE
    assert step.commands == (stop(1),)


@pytest.mark.parametrize("node", NODES.values(), ids=NODES)
def test_the_person_counts_as_reached(node: str) -> None:
    assert list(check_ways(plan_of(node))) == []


def test_a_menu_that_names_the_key_keeps_it() -> None:
    menu = "{type: menu, prompt: {zh: 甲}, keys: {0: bye}, no_input: bye, no_match: person}"

    assert walk(plan_of(menu), pressed("0")).handover == End(outcome="completed")


def test_a_zero_belongs_to_a_number_that_is_typed() -> None:
    collect = "{type: collect, prompt: {zh: 甲}, into: a, next: bye, no_input: bye, no_match: person}"

    assert walk(plan_of(collect), pressed("0")).position.digits == "0"


def test_without_a_person_the_key_is_what_it_was() -> None:
    assert walk(plan_of(NODES["say"], person=""), pressed("0")).commands == ()


def test_a_person_that_is_not_there_is_complained_of() -> None:
    plan = plan_of(NODES["say"], person="person: persn")

    assert [finding.what.en for finding in check_ways(plan)] == ['there is no node "persn"']
