"""Reasons for a pause: by key, in each language, and with a sound."""

import pytest

from ivr.dialplan.centre.pauses import PAUSE_REASONS, reason_in, reason_spoken
from ivr.dialplan.edition import Edition, read_edition
from ivr.telephony.prompts import Prompt
from tests.dialplan.centre.test_centre import HEAD, centre, refused
from tests.dialplan.examples import complaints

OWN = HEAD + 'pause_reasons: {"1": {zh: 开会, en: a meeting}, "7": {zh: 喝茶}}\n'


@pytest.mark.parametrize(
    ("key", "language", "reason"),
    [("", "zh", "午休"), ("2", "en", "short break"), ("3", "fr", "会议"), ("9", "zh", None)],
)
def test_a_key_stands_for_a_reason_and_no_key_for_the_first(key: str, language: str, reason: str) -> None:
    assert reason_in(PAUSE_REASONS, key, language) == reason


def test_without_any_reason_there_is_none() -> None:
    assert reason_in({}, "", "zh") is None


def test_a_reason_is_said_in_the_language_of_the_listener_if_it_has_words_there() -> None:
    reasons = centre(OWN).pause_reasons
    assert reason_spoken(reasons, "开会", "en") == Prompt("a meeting", "en")
    assert reason_spoken(reasons, "喝茶", "en") == Prompt("喝茶", "zh")
    assert reason_spoken(reasons, "a fire", "en") is None


def test_a_key_is_one_digit() -> None:
    assert refused(HEAD + 'pause_reasons: {"12": {zh: 茶}}\n') == ['3:17: "12" cannot stand here']


def test_reasons_of_ones_own_need_sounds_and_those_that_are_there_already_have_them() -> None:
    silent = read_edition({"centre.yaml": OWN.encode()}, lambda prompt: prompt.text == "开会")
    assert isinstance(silent, tuple)
    assert complaints(silent) == [
        "3:35: this reason for a pause has no sound yet",
        "3:57: this reason for a pause has no sound yet",
    ]
    assert isinstance(read_edition({"centre.yaml": HEAD.encode()}, lambda prompt: False), Edition)
