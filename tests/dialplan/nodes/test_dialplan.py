"""The nodes ``dialplan`` and ``return``: there, and back again."""

from msgspec.structs import replace

from ivr.dialplan import interpreter
from ivr.dialplan.places import DEEPEST
from ivr.dialplan.step import End, Frame
from tests.dialplan.examples import FACTS, dialplan, edition_of, play, pressed, stop, walk

MAIN = dialplan("""
start: have
person: person
nodes:
  have: {type: set, set: {own: '"1"'}, next: who}
  who:
    type: dialplan
    dialplan: identify
    arguments: {why: '"balance"', missing: values.gone}
    results: [account]
    exits: {known: known, unknown: unknown}
  known: {type: branch, when: [{if: values.account == "42" && values.own == "1", next: yes}], otherwise: no}
  yes: {type: hang_up, outcome: yes}
  no: {type: hang_up, outcome: no}
  unknown: {type: hang_up, outcome: unknown}
  person: {type: queue, queue: service, timeout: no}
""")
IDENTIFY = dialplan(
    """
start: ask
arguments: [why]
nodes:
  ask: {type: menu, prompt: {zh: 谁？}, keys: {1: mine, 2: other}, no_input: other, no_match: other}
  mine: {type: set, set: {account: '"42"', secret: '"7"'}, next: found}
  found: {type: return, exit: known, results: [account, nothing]}
  other: {type: return, exit: unknown}
""",
    "identify",
)
BOTH = edition_of(MAIN, IDENTIFY)


def test_inside_only_the_arguments_are_known() -> None:
    position = walk(BOTH).position

    assert (position.dialplan, position.node) == ("identify", "ask")
    assert position.values == {"why": "balance"}
    assert position.frames == (Frame(dialplan="main", node="who", values={"own": "1"}),)


def test_the_results_and_nothing_else_come_back() -> None:
    step = walk(BOTH, pressed("1"))

    assert step.handover == End(outcome="yes")
    assert step.position.values == {"own": "1", "account": "42"}
    assert step.position.frames == ()


def test_every_exit_leads_its_own_way() -> None:
    assert walk(BOTH, pressed("2")).handover == End(outcome="unknown")


def test_the_path_names_the_dialplan_of_nodes_that_are_not_its_own() -> None:
    assert walk(BOTH, pressed("1")).position.path == (
        *("have", "who", "identify/ask", "identify/mine", "identify/found", "known", "yes"),
    )


def test_a_person_is_reached_from_inside_too() -> None:
    step = walk(BOTH, pressed("0"))

    assert step.commands == (stop(1),)
    assert step.position.node == "person"
    assert step.position.frames == ()
    assert step.position.playing is None


def test_a_key_with_a_meaning_inside_keeps_it_there() -> None:
    menu = "{type: menu, prompt: {zh: 谁？}, keys: {0: zero}, no_input: zero, no_match: zero}"
    zero = "{type: return, exit: unknown}"
    inside = dialplan(f"start: ask\nnodes:\n  ask: {menu}\n  zero: {zero}\n", "identify")

    assert walk(edition_of(MAIN, inside), pressed("0")).handover == End(outcome="unknown")


def test_a_dialplan_that_goes_through_itself_ends_the_contact_as_failed() -> None:
    circle = dialplan("start: a\nnodes:\n  a: {type: dialplan, dialplan: main, exits: {x: a}}\n")

    step = walk(edition_of(circle))

    assert step.handover == interpreter.FAILED
    assert len(step.position.frames) <= DEEPEST


def test_a_return_to_nowhere_ends_the_contact_as_failed() -> None:
    alone = dialplan("start: a\nnodes:\n  a: {type: return, exit: x}\n")

    assert walk(alone).handover == interpreter.FAILED


def test_what_was_learned_inside_goes_into_the_queue_with_the_contact() -> None:
    english = walk(BOTH, facts=replace(FACTS, language="en"))

    assert english.commands == (play(1, "谁？"),)
    assert english.position.language == "en"
