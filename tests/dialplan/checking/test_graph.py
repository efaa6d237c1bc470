"""The graph of a dialplan, where the documents in tests/dialplans do not show it all."""

from ivr.dialplan.checking import graph
from tests.dialplan.examples import dialplan


def chain(length: int) -> str:
    nodes = "".join(f"  n{n}: {{type: say, prompt: {{zh: 甲}}, next: n{n + 1}}}\n" for n in range(length))
    return f"start: n0\nnodes:\n{nodes}  n{length}: {{type: hang_up}}\n"


def test_a_long_path_is_shown_by_its_two_ends() -> None:
    names = [f"n{number}" for number in range(100)]

    assert graph.shown(names) == "n0 → n1 → n2 → n3 → n4 → n5 → … → n95 → n96 → n97 → n98 → n99"
    assert graph.shown(names[:12]) == " → ".join(names[:12])


def test_a_chain_of_five_thousand_nodes_is_walked_without_recursion() -> None:
    plan = dialplan(chain(5000))
    edges = graph.edges(plan)

    assert len(graph.path_to("n100", graph.reached_from("n0", edges))) == 101
    assert graph.can_end(plan, edges) == frozenset(plan.nodes)
    assert list(graph.silent_circles(edges)) == []


def test_two_circles_through_one_node_are_both_found() -> None:
    plan = dialplan("""
start: a
nodes:
  a: {type: branch, when: [{if: caller == "1", next: b}], otherwise: c}
  b: {type: say, prompt: {zh: 甲}, next: a}
  c: {type: say, prompt: {zh: 甲}, next: a}
""")

    assert list(graph.silent_circles(graph.edges(plan))) == [("a", "b", "a"), ("a", "c", "a")]


def test_a_circle_with_two_ways_between_the_same_nodes_is_told_once() -> None:
    menu = "{type: menu, prompt: {zh: 甲}, keys: {1: bye}, no_input: TO, no_match: bye, failure: TO}"
    plan = dialplan(f"""
start: a
nodes:
  a: {menu.replace("TO", "b")}
  b: {menu.replace("TO", "a")}
  bye: {{type: hang_up}}
""")

    assert list(graph.silent_circles(graph.edges(plan))) == [("a", "b", "a")]
