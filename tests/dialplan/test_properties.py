"""What holds for every dialplan that can be written and every caller who meets it."""

import json
from typing import Any

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from ivr.dialplan import interpreter
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.edition import Edition, read_edition
from ivr.dialplan.places import NODES_IN_A_PATH
from ivr.dialplan.reading.problems import Problem
from ivr.dialplan.reading.reading import read_tree
from ivr.dialplan.reading.tree import Tree
from ivr.dialplan.step import End, Step
from ivr.telephony.commands import Play
from ivr.telephony.events import Event, PromptFinished
from tests.dialplan.examples import (
    CONTACT,
    FACTS,
    dialplan,
    edition_of,
    failed,
    finished,
    pressed,
    resynced,
    timed_out,
)

CENTRE = """name: {zh: a}
languages: [zh]
skills: [repair]
queues: {repair: {name: {zh: a}}}
trunks: {carrier: {kind: address, host: example}}
"""
KEYS = "0123456789*#"
PROMPT = {"zh": "甲"}

Document = dict[str, Any]


@st.composite
def nodes(draw: st.DrawFn, names: list[str], own: int) -> Document:
    """A node of any type; its exits lead mostly onwards, so that some of the dialplans are accepted."""
    onward = names[own + 1 :] or names

    def target() -> str:
        return draw(st.one_of(st.sampled_from(onward), st.sampled_from(onward), st.sampled_from(names)))

    kind = draw(
        st.sampled_from(["say", "menu", "collect", "branch", "queue", "transfer", "question", "hang_up"])
    )
    tries = draw(st.integers(1, 3))
    match kind:
        case "say":
            return {"type": kind, "prompt": PROMPT, "next": target(), "interruptible": draw(st.booleans())}
        case "menu":
            keys = {key: target() for key in draw(st.sets(st.sampled_from(KEYS), min_size=1, max_size=4))}
            known = {"type": kind, "prompt": PROMPT, "keys": keys, "tries": tries}
            return {**known, "no_input": target(), "no_match": target()}
        case "collect":
            most = draw(st.integers(1, 6))
            known = {"type": kind, "prompt": PROMPT, "into": "x", "most": most, "tries": tries}
            return {**known, "next": target(), "no_input": target(), "no_match": target()}
        case "branch":
            condition = draw(st.sampled_from(['values.x == "1"', 'caller != ""', 'language == "en"']))
            return {"type": kind, "when": [{"if": condition, "next": target()}], "otherwise": target()}
        case "queue":
            return {"type": kind, "queue": "repair", "timeout": target()}
        case "transfer":
            return {"type": kind, "number": "110", "trunk": "carrier", "failure": target()}
        case "question":
            known = {"type": kind, "prompt": PROMPT, "answers": {"1": "yes"}, "tries": tries}
            return {**known, "next": target(), "refused": target()}
        case _:
            return {"type": kind} | draw(st.sampled_from([{}, {"prompt": PROMPT}]))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    names = [f"n{number}" for number in range(draw(st.integers(1, 6)))]
    made = {name: draw(nodes(names, number)) for number, name in enumerate(names)}
    return {"start": "n0", "nodes": made}


def read(document: Document) -> Dialplan:
    return dialplan(json.dumps(document))


@st.composite
def events(draw: st.DrawFn, step: Step) -> Event:
    """Mostly what the position waits for, now and then something stale."""
    position = step.position
    likely: list[Event] = [pressed(draw(st.sampled_from(KEYS)))]
    if position.playing is not None:
        likely += [finished(position.plays), failed(position.plays)]
    if position.until is not None:
        likely += [timed_out(position.until)]
    stale: list[Event] = [finished(0), timed_out(1.0), resynced(), resynced(position.plays), pressed("D")]
    return draw(st.one_of(st.sampled_from(likely), st.sampled_from(likely), st.sampled_from(stale)))


@settings(max_examples=100, deadline=None)
@given(document=documents(), data=st.data())
def test_no_caller_is_ever_left_waiting_for_nothing(document: Document, data: st.DataObject) -> None:
    plan = read(document)
    heard: list[str] = []
    step = interpreter.start(edition_of(plan), "main", FACTS, 100.0)
    for _ in range(30):
        position = step.position
        heard += [command.playback for command in step.commands if isinstance(command, Play)]
        assert len(heard) == len(set(heard)) == position.plays
        assert len(position.digits) <= 6
        assert len(position.path) <= NODES_IN_A_PATH
        assert position.node not in position.trail
        assert len(set(position.trail)) == len(position.trail)
        assert all(plan.nodes[name].is_menu for name in position.trail)
        if step.handover is not None:
            assert position.playing is None
            break
        assert (position.playing is None) != (position.until is None)
        if position.playing is not None:
            assert position.playing == heard[-1]
        step = interpreter.step(edition_of(plan), position, FACTS, data.draw(events(step)))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(document=documents())
@example(document={"start": "n0", "nodes": {"n0": {"type": "say", "prompt": PROMPT, "next": "n0"}}})
def test_whoever_does_nothing_is_led_out_of_every_dialplan_that_is_accepted(document: Document) -> None:
    files = {"centre.yaml": CENTRE.encode(), "main.yaml": json.dumps(reachable(document)).encode()}
    edition = read_edition(files)
    assume(isinstance(edition, Edition))
    assert isinstance(edition, Edition)
    plan = edition.dialplans["main"]

    step = interpreter.start(edition_of(plan), "main", FACTS, 100.0)
    # Each node is passed at most once, and each try of it takes two events.
    for _ in range(len(plan.nodes) * 3 * 2 + 1):
        if step.handover is not None:
            break
        step = interpreter.step(edition_of(plan), step.position, FACTS, doing_nothing(step))
    assert step.handover is not None
    assert step.handover != End(outcome="failed")


def doing_nothing(step: Step) -> Event:
    position = step.position
    if position.playing is not None:
        return PromptFinished(contact=CONTACT, at=101.0, playback=position.playing)
    assert position.until is not None
    return timed_out(position.until)


def reachable(document: Document) -> Document:
    """The document without the nodes that nobody reaches, for which it would be refused."""
    found, waiting = {"n0"}, ["n0"]
    while waiting:
        said = json.dumps(document["nodes"][waiting.pop()])
        new = {name for name in document["nodes"] if f'"{name}"' in said} - found
        found |= new
        waiting += sorted(new)
    kept = {name: node for name, node in document["nodes"].items() if name in found}
    return {**document, "nodes": kept}


@settings(max_examples=100, deadline=None)
@example(content="---")
@given(content=st.one_of(st.binary(max_size=60), st.text("ab:：{}[]，“”#*&-\t\n ?|>!%@`'\"甲1", max_size=60)))
def test_no_text_whatever_makes_the_reader_raise(content: bytes | str) -> None:
    raw = content if isinstance(content, bytes) else content.encode("utf-8")

    answer = read_edition({"centre.yaml": CENTRE.encode(), "main.yaml": raw})

    assert isinstance(answer, tuple)
    for problem in answer:
        assert isinstance(problem, Problem)
        assert problem.in_language("zh").startswith("main.yaml:")
        assert problem.in_language("en").startswith("main.yaml:")


@settings(max_examples=100, deadline=None)
@given(value=st.recursive(st.text("ab 1*#：\n\"'", max_size=6), lambda inner: st.lists(inner, max_size=3)))
def test_every_text_in_quotes_is_read_as_it_was_written(value: Any) -> None:
    tree = read_tree("main.yaml", json.dumps({"k": value}).encode())

    assert isinstance(tree, Tree)
    assert tree.value == {"k": value}
