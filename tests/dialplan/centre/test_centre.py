"""The centre document."""

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.feature_codes import FEATURE_CODES
from ivr.dialplan.centre.numbers import spellings
from ivr.dialplan.reading.reading import read_centre, read_tree
from ivr.dialplan.reading.tree import Tree
from ivr.telephony.numbers import NumberingPlan
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


def test_numbers_are_read_in_china_unless_the_centre_says_where() -> None:
    assert centre(HEAD).numbering() == NumberingPlan("CN", "")
    elsewhere = centre(HEAD + "country: DE\narea_code: 030\n")
    assert elsewhere.numbering() == NumberingPlan("DE", "030")


def test_a_number_is_found_in_any_spelling_that_is_dialled_and_in_any_that_is_written() -> None:
    read = centre(
        HEAD
        + 'area_code: "021"\nnumbers:\n  "4001": {dialplan: main}\n  "+86 400-800-1234": {dialplan: main}\n'
        + '  "6234 5678": {dialplan: main}\n'
    )

    assert [read.house_number(dialled) for dialled in ("4001", "4008001234", "02162345678", "12345")] == [
        "4001",
        "+86 400-800-1234",
        "6234 5678",
        None,
    ]
    assert read.house_number("anonymous") is None


def test_one_number_in_two_spellings_is_refused() -> None:
    numbers = 'numbers:\n  "+864008001234": {dialplan: main}\n  "4008001234": {dialplan: main}\n'
    assert refused(HEAD + numbers) == ["4:3: +864008001234 and 4008001234 are one number"]


def test_a_country_that_is_none_and_an_area_code_with_letters_are_refused() -> None:
    assert refused(HEAD + "country: XX\narea_code: bj\n") == [
        '3:10: there is no country "XX"',
        '4:12: "bj" cannot stand here',
    ]


def test_a_queues_extension_is_its_own() -> None:
    agents = 'agents:\n  "8001": {name: 张伟}\n'
    one = 'queues:\n  a: {name: {zh: 甲}, extension: "7001"}\n'

    assert centre(HEAD + agents + one).queues["a"].extension == "7001"
    assert refused(HEAD + agents + one + '  b: {name: {zh: 乙}, extension: "7001"}\n') == [
        "6:3: the extension 7001 of queue b is already that of queue a"
    ]
    assert refused(HEAD + agents + 'queues:\n  a: {name: {zh: 甲}, extension: "8001"}\n') == [
        "6:3: the extension 8001 of queue a is already that of an agent"
    ]


def test_numbers_outside_are_given_as_patterns_of_the_whole_number() -> None:
    outside = centre(
        HEAD
        + "trunks:\n  line: {kind: address, host: a}\noutside: {trunk: line, allowed: ['1[3-9]\\d{9}']}\n"
    ).outside

    assert outside is not None
    assert [outside.allows(number) for number in ("13912345678", "0013912345678", "12912345678")] == [
        True,
        False,
        False,
    ]


def test_a_number_is_looked_for_where_only_a_few_spellings_can_be() -> None:
    beijing = NumberingPlan("CN", "010")

    assert spellings("400-800-1234", beijing) == ("400-800-1234", "4008001234")
    assert spellings("6234 5678", beijing) == ("6234 5678", "62345678", "+861062345678", "01062345678")
    assert spellings("4001", beijing) == ("4001",)


def test_what_asterisk_cannot_take_of_a_trunk_is_told_before_it_goes_live() -> None:
    assert refused(
        HEAD
        + "trunks:\n  北方: {kind: address, host: a}\n"
        + "  south: {kind: address, host: a, addresses: [300.1.1.1/40, 192.0.2.0/24, 192.0.2.7,"
        + ' 192.0.2.8:5080, carrier.example.com, "2001:db8::/32", "[2001:db8::1]:5060", 192.0.2]}\n'
    ) == [
        '4:3: "北方" cannot stand here',
        '5:47: there is no address "300.1.1.1/40"',
        '5:162: there is no address "192.0.2"',
    ]


def test_values_to_choose_from_are_told_in_chinese_without_english_words() -> None:
    tree = read_tree("centre.yaml", (HEAD + "trunks:\n  north: {kind: register, host: a}\n").encode())
    assert isinstance(tree, Tree)
    answer = read_centre(tree)
    assert isinstance(answer, tuple)

    assert answer[0].remedy.in_language("zh") == "可以写 'registration'、'address'"


def test_all_keys_of_a_trunk_are_told_for_one_that_is_none() -> None:
    tree = read_tree("centre.yaml", (HEAD + "trunks:\n  north: {kind: address, host: a, zzz: x}\n").encode())
    assert isinstance(tree, Tree)
    answer = read_centre(tree)
    assert isinstance(answer, tuple)

    assert answer[0].remedy.en.endswith("codecs, qualify_seconds, retry_seconds")
