"""What is wrong in a scenario is told with its place and what to do, and nothing is run."""

import pytest

from ivr.simulation.reading import read_scenario
from ivr.simulation.scenario import Scenario

GOOD = """\
contacts: 100
strategy: longest_idle
classes:
  - {name: repair, per_minute: 2, needs: {repair: 3}, handle_seconds: {exponential: 60}}
  - {name: billing, per_minute: 1, needs: {billing: 1}, handle_seconds: {lognormal: {mean: 90, spread: 40}}}
agents:
  - {name: senior, count: 2, skills: {repair: 5, billing: 2}, speed: 1.2}
  - {name: junior, skills: {repair: 1}}
"""


def problems(text: str) -> list[str]:
    read = read_scenario("s.yaml", text.encode())
    assert isinstance(read, tuple)
    return [f"{p.line}:{p.column} {p.what.en} → {p.remedy.en}" for p in read]


def test_a_scenario_is_read() -> None:
    read = read_scenario("s.yaml", GOOD.encode())

    assert isinstance(read, Scenario)
    assert read.agents[0].members() == ("senior.00001", "senior.00002")
    assert (read.seed, read.warm_up, read.lines) == (1, 0, None)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("per_minute: 2", "per_minute: 0", "4:32 0 is too small → write more than 0"),
        ("per_minute: 2", "per_minute: two", '4:32 "two" is not a number → write a number'),
        ("repair: 3", "repair: 11", "4:51 11 is too large → at most 10"),
        ("repair: 5", "repair: 0", "7:47 0 is too small → at least 1"),
        ("{repair: 3}", "{repiar: 3}", '4:43 no agent has the skill "repiar" → did you mean "repair"?'),
        (
            "{repair: 3}",
            "{repair: 6}",
            "4:42 no agent has all of these skills at these levels"
            " → ask for less, or give the skills to a group of agents",
        ),
        ("junior", "senior", '8:12 "senior" is there twice → give each a name of its own, or merge them'),
        (
            "billing, per",
            "repair, per",
            '5:12 "repair" is there twice → give each a name of its own, or merge them',
        ),
        ("longest_idle", "longest", '2:11 there is no strategy "longest" → did you mean "longest_idle"?'),
        ("contacts: 100", "contact: 100", '1:1 there is no "contact" here → did you mean "contacts"?'),
        (
            "{exponential: 60}",
            "{exponential: 60, constant: 3}",
            "4:71 exactly one distribution is expected here"
            " → write {exponential: 300}, say; there are: exponential, constant, lognormal, observed",
        ),
        ("speed: 1.2", "speed: 0", "7:70 0 is too small → write more than 0"),
        (
            "contacts: 100",
            "contacts: 100\nwarm_up: 100",
            "2:10 nothing is left to be counted after the warm-up → write less than contacts",
        ),
    ],
)
def test_each_thing_that_is_wrong_is_told_with_its_place(right: str, wrong: str, told: str) -> None:
    assert right in GOOD

    assert told in problems(GOOD.replace(right, wrong, 1))


def test_a_problem_is_told_in_chinese_too() -> None:
    (problem,) = read_scenario("s.yaml", GOOD.replace("{repair: 3}", "{zh: 3}").encode())

    assert isinstance(problem.what.zh, str)
    assert problem.what.zh == "没有坐席有技能“zh”"
    assert problem.remedy.zh == "可用的有：repair, billing"


def test_what_is_no_yaml_is_told() -> None:
    assert problems("classes: [") != []
