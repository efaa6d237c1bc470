"""Introductions: what is said, of whom, and that it is missed when it has no sound."""

import pytest

from ivr.dialplan.centre.introductions import introduction, introductions
from ivr.dialplan.edition import Edition, read_edition
from ivr.telephony.prompts import Prompt
from tests.dialplan.examples import complaints

CENTRE = """name: {zh: 示例, en: Example}
languages: [zh, en]
skills: [repair, complaint]
agents:
  "8003": {name: 王芳, skills: {repair: 5}}
  "8004": {name: John, skills: {complaint: 5}}
queues:
  repair: {name: {zh: 维修, en: Repair}, needs: {repair: 1}, announce_agent: true}
  complaint: {name: {zh: 投诉, en: Complaints}, needs: {complaint: 1}}
"""


def read(text: str) -> Edition:
    edition = read_edition({"centre.yaml": text.encode()})
    assert isinstance(edition, Edition), edition
    return edition


@pytest.mark.parametrize(
    ("extension", "language", "text"),
    [
        ("8003", "zh", "八零零三号为您服务。"),
        ("8003", "en", "You are speaking to eight zero zero three."),
        ("1234567890", "zh", "一二三四五六七八九零号为您服务。"),
    ],
)
def test_a_number_is_said_digit_by_digit(extension: str, language: str, text: str) -> None:
    assert introduction(extension, language) == Prompt(text, language)


def test_a_language_without_such_a_sentence_hears_the_english_one() -> None:
    assert introduction("80", "fr") == Prompt("You are speaking to eight zero.", "en")


def test_only_agents_who_can_serve_a_queue_that_asks_for_it_are_introduced() -> None:
    said = (introduction("8003", "zh"), introduction("8003", "en"))

    assert introductions(read(CENTRE).centre) == said
    assert set(said) <= set(read(CENTRE).prompts())


def test_nobody_is_introduced_where_no_queue_asks_for_it() -> None:
    assert introductions(read(CENTRE.replace("announce_agent: true", "announce_agent: false")).centre) == ()


def test_an_introduction_without_a_sound_is_told_at_the_agent() -> None:
    answer = read_edition({"centre.yaml": CENTRE.encode()}, lambda prompt: prompt.language == "zh")

    assert isinstance(answer, tuple)
    told = '5:3: there is no sound yet for "You are speaking to eight zero zero three."'
    assert complaints(answer) == [told]
