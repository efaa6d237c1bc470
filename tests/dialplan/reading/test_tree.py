"""The tree of a document: typed text kept, places known, hostile texts bounded."""

from ivr.dialplan.reading.problems import Place, Problem
from ivr.dialplan.reading.reading import read_tree
from ivr.dialplan.reading.tree import Tree
from tests.dialplan.examples import complaints


def tree(text: str) -> Tree:
    read = read_tree("a.yaml", text.encode())
    assert isinstance(read, Tree), read
    return read


def refused(text: str | bytes) -> list[str]:
    read = read_tree("a.yaml", text.encode() if isinstance(text, str) else text)
    assert isinstance(read, tuple), read
    return complaints(read)


def test_scalars_are_kept_as_they_were_typed() -> None:
    text = 'a: 0800\nb: +8613800138000\nc: yes\nd: 1.50\ne: "x"\nf: ~\ng: "~"\n'

    expected = {"a": "0800", "b": "+8613800138000", "c": "yes", "d": "1.50", "e": "x", "f": None, "g": "~"}
    assert tree(text).value == expected


def test_keys_are_kept_as_they_were_typed() -> None:
    assert tree('{1: a, "*": b, 007: c}').value == {"1": "a", "*": "b", "007": "c"}


def test_every_key_and_value_has_its_place() -> None:
    read = tree("a: x\nb:\n  - {c: y}\n  - z\n")

    assert read.key_place(("b",)) == Place(2, 1)
    assert read.value_place(("b",)) == Place(3, 3)
    assert read.key_place(("b", 0, "c")) == Place(3, 6)
    assert read.value_place(("b", 0, "c")) == Place(3, 9)
    assert read.key_place(("b", 1)) == Place(4, 5)


def test_what_has_no_place_has_that_of_the_nearest_part_above() -> None:
    read = tree("a:\n  b: {c: d}\n")

    assert read.value_place(("a", "b", "missing")) == Place(2, 3)
    assert read.key_place(("a", "missing", "more")) == Place(1, 1)
    assert read.key_place(("missing",)) == Place(1, 1)


def test_an_anchor_can_be_used_again() -> None:
    assert tree("a: &p {zh: 甲}\nb: *p\nc: &q [1]\nd: *q\ne: &r x\nf: *r\n").value == {
        "a": {"zh": "甲"},
        "b": {"zh": "甲"},
        "c": ["1"],
        "d": ["1"],
        "e": "x",
        "f": "x",
    }


def test_an_alias_within_its_own_anchor_is_refused() -> None:
    assert refused("a: &x [*x]\n") == [
        "1:8: a text that begins with * refers to something, which is not there"
    ]


def test_a_key_written_twice_is_told_and_the_first_one_kept() -> None:
    read = tree("a: 1\nb: 2\na: 3\n")

    assert read.value == {"a": "1", "b": "2"}
    assert complaints(read.problems) == ['3:1: "a" is written twice']


def test_an_empty_file_is_refused() -> None:
    assert refused("") == ["1:1: the file is empty"]
    assert refused("# nothing\n") == ["1:1: the file is empty"]


def test_a_second_document_is_refused() -> None:
    assert refused("a: 1\n---\nb: 2\n") == ["2:1: a file holds one document, and here begins a second"]


def test_a_key_that_is_no_text_is_refused() -> None:
    assert refused("{[1]: a}") == ["1:2: this key is not a text"]


def test_a_hundred_brackets_are_refused_at_the_first_one_too_many() -> None:
    assert refused("[" * 100) == ["1:42: this is nested too deeply"]


def test_two_hundred_thousand_brackets_are_refused_and_not_the_end_of_the_process() -> None:
    # Where is the parser's word: from some depth on it looks no further itself.
    [told] = refused("[" * 200_000)

    assert told.endswith(": this is nested too deeply")


def test_aliases_of_aliases_do_not_take_memory() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 30)]

    assert isinstance(tree("\n".join(lines)).value, dict)


def test_tags_have_no_effect() -> None:
    assert tree("a: !!python/object/apply:os.system [ls]").value == {"a": ["ls"]}


def test_a_control_character_is_refused() -> None:
    assert refused("a: b\x00c") == ["1:5: there is a control character here"]


def test_a_problem_knows_its_line() -> None:
    read = tree("a: 1\na: 2\n")

    assert read.problems == (
        Problem(
            file="a.yaml",
            line=2,
            column=1,
            what=read.problems[0].what,
            remedy=read.problems[0].remedy,
            source="a: 2",
        ),
    )
