"""Notices: what is said to whom, and what a document may write of it."""

import pytest

from ivr.dialplan.centre.notices import DEFAULT_NOTICE, notice_in
from ivr.dialplan.edition import Edition, read_edition
from ivr.telephony.prompts import Prompt
from tests.dialplan.examples import complaints

MAIN = b"""start: bye
nodes:
  bye: {type: hang_up}
"""
CENTRE = """name: {zh: 示例, en: Example}
languages: [zh, en]
{notice}
numbers:
  "4001": {dialplan: main, language: zh}
  "4002": {dialplan: main, language: en, notice: false}
  "4003": {dialplan: main, language: en, notice: {zh: 录音。, en: Recorded.}}
"""


def centre(notice: str) -> dict[str, bytes]:
    return {"centre.yaml": CENTRE.replace("{notice}", notice).encode(), "main.yaml": MAIN}


def said(notice: str) -> list[str | None]:
    """What callers of the three numbers hear first."""
    edition = read_edition(centre(notice))
    assert isinstance(edition, Edition), edition
    found = [edition.centre.notice_for(number, "en") for number in ("4001", "4002", "4003")]
    return [prompt and prompt.text for prompt in found]


@pytest.mark.parametrize(
    ("notice", "first"),
    [("", DEFAULT_NOTICE["en"]), ("notice: false", None), ("notice: {zh: 甲。, en: Mine.}", "Mine.")],
)
def test_a_number_says_what_it_wants_itself_else_what_the_centre_wants(
    notice: str, first: str | None
) -> None:
    assert said(notice) == [first, None, "Recorded."]


def test_a_language_that_the_notice_lacks_hears_it_in_english() -> None:
    assert notice_in(DEFAULT_NOTICE, "fr") == Prompt(DEFAULT_NOTICE["en"], "en")
    assert notice_in({"zh": "甲。"}, "fr") == Prompt("甲。", "zh")


def test_every_notice_is_among_the_prompts() -> None:
    edition = read_edition(centre(""))

    assert isinstance(edition, Edition)
    assert {prompt.text for prompt in edition.prompts()} >= {*DEFAULT_NOTICE.values(), "录音。", "Recorded."}


def test_a_notice_of_the_documents_own_has_every_language_and_a_sound() -> None:
    answer = read_edition(centre("notice: {zh: 甲。}"), lambda prompt: prompt.text != "甲。")

    assert isinstance(answer, tuple)
    assert complaints(answer) == ['3:1: the notice lacks "en"', "3:14: this notice has no sound yet"]
