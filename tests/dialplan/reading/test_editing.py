"""Edits of a document: what is not meant stays as it was, to the letter."""

from pathlib import Path

import pytest

from ivr.dialplan.reading.editing import EditError, Put, Remove, edited

ROOT = Path(__file__).parents[3]
DOCUMENTS = sorted((ROOT / "dialplans").glob("*.yaml")) + sorted(
    (ROOT / "tests/dialplans/good").glob("*.yaml")
)

CENTRE = """\
# Our centre.
skills: [repair, zh]   # two of them

agents:                # by extension
  "8001": {name: 张伟, skills: {repair: 8, zh: 10}}   # since May
  "8002":
    name: 李娜
    skills:
      repair: 4   # learns quickly

numbers:
  "4001": {dialplan: main, trunk: +8613800138000}
"""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_no_edit_changes_no_letter(document: Path) -> None:
    text = document.read_bytes().decode()

    assert edited(text, []) == text


def test_a_level_is_changed_and_nothing_else() -> None:
    after = edited(CENTRE, [Put(("agents", "8001", "skills", "repair"), 9)])

    assert after == CENTRE.replace("repair: 8", "repair: 9")


def test_a_skill_is_added_to_an_agent_written_on_one_line_or_on_many() -> None:
    after = edited(
        CENTRE,
        [Put(("agents", "8001", "skills", "vip"), 5), Put(("agents", "8002", "skills", "zh"), 10)],
    )

    assert '"8001": {name: 张伟, skills: {repair: 8, zh: 10, vip: 5}}' in after
    assert "      zh: 10\n" in after
    assert "# learns quickly" in after
    assert "# since May" in after


def test_a_word_without_quotes_is_followed_by_one_without() -> None:
    text = 'week: {mon-fri: 9:00-18:00}   # as everywhere\ncode: "010"\n'
    after = edited(text, [Put(("week", "mon-fri"), "8:30-17:30"), Put(("code",), "021")])

    assert after == 'week: {mon-fri: 8:30-17:30}   # as everywhere\ncode: "021"\n'


def test_an_agent_is_added_with_his_extension_in_quotes() -> None:
    after = edited(CENTRE, [Put(("agents", "8003"), {"name": "王芳", "skills": {"repair": 3}})])

    assert '  "8003":' in after
    assert "    name: 王芳" in after
    assert "    skills: {repair: 3}" in after


def test_a_skill_is_removed() -> None:
    after = edited(CENTRE, [Remove(("agents", "8001", "skills", "zh"))])

    # A comment keeps its column.
    assert after == CENTRE.replace("{repair: 8, zh: 10}}  ", "{repair: 8}}          ")


def test_an_item_is_put_into_a_list_and_taken_out() -> None:
    longer = edited(CENTRE, [Put(("skills", 2), "vip")])

    assert "skills: [repair, zh, vip] # two of them" in longer
    assert edited(longer, [Remove(("skills", 2))]) == CENTRE.replace("zh]   #", "zh]      #")


def test_words_that_could_be_taken_for_something_else_are_quoted() -> None:
    after = edited("a: b\n", [Put(("c",), "010"), Put(("d",), "yes"), Put(("e",), True), Put(("f",), 0.5)])

    assert after == 'a: b\nc: "010"\nd: "yes"\ne: true\nf: 0.5\n'


@pytest.mark.parametrize(
    "path", [(), ("agents", "8009", "name"), ("skills", 5), ("agents", "8001", "name", "first")]
)
def test_an_edit_that_finds_no_place_says_where(path: tuple[str | int, ...]) -> None:
    with pytest.raises(EditError, match="there is nothing at"):
        edited(CENTRE, [Put(path, 1)])


def test_what_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(EditError, match="agents → 8009"):
        edited(CENTRE, [Remove(("agents", "8009"))])
