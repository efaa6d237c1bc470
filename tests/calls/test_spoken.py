"""The house's own sentences: which words, in which language."""

import pytest

from ivr.calls.spoken import sentence, sentences
from ivr.telephony.prompts import Prompt


def test_a_sentence_is_spoken_in_the_language_asked_for() -> None:
    assert sentence("ready", "zh") == Prompt("您已示闲。", "zh")
    assert sentence("ready", "en") == Prompt("You are ready.", "en")


def test_a_language_without_the_sentence_hears_it_in_english() -> None:
    assert sentence("paused", "fr") == Prompt("You are paused.", "en")


def test_a_name_without_a_sentence_says_that_the_code_is_not_known() -> None:
    assert sentence("no_such_thing", "en") == Prompt("This feature code is not known.", "en")


@pytest.mark.parametrize("state", ["ready", "paused", "wrap_up", "offline", "signed_in", "signed_out"])
def test_every_state_that_an_agent_is_told_has_its_own_sentence(state: str) -> None:
    for language in ("zh", "en"):
        assert sentence(state, language) != sentence("unknown_code", language)


def test_everything_that_may_be_said_is_listed_for_rendering_once() -> None:
    listed = sentences()
    assert sentence("fallback", "zh") in listed
    assert sentence("unknown_number", "en") in listed
    assert len(listed) == len(set(listed))
