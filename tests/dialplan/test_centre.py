"""The centre document."""

from ivr.dialplan.centre import Centre
from ivr.dialplan.feature_codes import FEATURE_CODES
from ivr.dialplan.reading import read_centre, read_tree
from ivr.dialplan.tree import Tree
from tests.dialplan.examples import complaints

HEAD = "name: {zh: 示例, en: Example}\nlanguages: [zh, en]\n"


def centre(text: str) -> Centre:
    tree = read_tree("centre.yaml", text.encode())
    assert isinstance(tree, Tree)
    read = read_centre(tree)
    assert isinstance(read, Centre), read
    return read


def refused(text: str) -> list[str]:
    tree = read_tree("centre.yaml", text.encode())
    assert isinstance(tree, Tree)
    answer = read_centre(tree)
    assert isinstance(answer, tuple)
    return complaints(answer)


def test_the_first_language_is_the_default_of_agents_and_numbers() -> None:
    read = centre(
        HEAD
        + 'agents:\n  "8001": {name: 张伟}\n  "8004": {name: John, language: en}\n'
        + 'numbers:\n  "4001": {dialplan: main}\n  "4002": {dialplan: main, language: en}\n'
    )

    assert [agent.language for agent in read.agents.values()] == ["zh", "en"]
    assert [number.language for number in read.numbers.values()] == ["zh", "en"]


def test_numbers_are_kept_as_they_were_typed() -> None:
    read = centre(HEAD + "numbers:\n  0800: {dialplan: main}\n  +86400: {dialplan: main}\n")

    assert list(read.numbers) == ["0800", "+86400"]


def test_a_queue_has_sensible_defaults() -> None:
    queue = centre(HEAD + "queues:\n  维修: {name: {zh: 维修}}\n").queues["维修"]

    assert (queue.strategy, queue.ring_seconds, queue.wrap_up_seconds) == ("longest_idle", 15, 5)
    assert (queue.max_wait_seconds, queue.music, queue.survey) == (600, "default", None)


def test_feature_codes_that_are_left_out_have_their_defaults() -> None:
    assert centre(HEAD).feature_codes == FEATURE_CODES
    assert centre(HEAD + 'feature_codes: {ready: "*7"}\n').feature_codes == {**FEATURE_CODES, "ready": "*7"}


def test_two_feature_codes_alike_are_refused() -> None:
    assert refused(HEAD + 'feature_codes: {ready: "*11"}\n') == ["3:16: sign_in and ready are both *11"]


def test_a_feature_code_begins_with_a_star() -> None:
    assert refused(HEAD + 'feature_codes: {ready: "11"}\n') == ['3:24: "11" cannot stand here']


def test_names_that_could_break_a_line_of_configuration_are_refused() -> None:
    text = (
        HEAD
        + 'agents:\n  "8001]": {name: "a\\nb"}\n'
        + 'trunks:\n  carrier: {kind: address, host: "x y", username: "a;b"}\n'
    )

    assert refused(text) == [
        '4:3: "8001]" cannot stand here',
        '4:19: "a\nb" cannot stand here',
        '6:34: "x y" cannot stand here',
        '6:51: "a;b" cannot stand here',
    ]


def test_a_wrong_language_list_is_told_once() -> None:
    text = 'name: {zh: 示例}\nlanguages: [Chinese]\nnumbers: {"4001": {dialplan: main}}\n'

    assert refused(text) == ['2:13: "Chinese" cannot stand here']


def test_a_trunk_by_registration_registers_as_somebody() -> None:
    assert refused(HEAD + "trunks:\n  carrier: {kind: registration, host: sip.example.com}\n") == [
        "4:12: a trunk by registration has no username"
    ]
