"""Sharing: the id of a contact decides alone which version it meets."""

from ivr.publishing.book import Audience
from ivr.publishing.sharing import meets
from ivr.telephony.ids import ContactId

IDS = [ContactId(f"switchroom-1764486000-{number}") for number in range(20_000)]


def met(share: float, trial: str = "abc") -> set[str]:
    return {one for one in IDS if meets(Audience(share=share), trial, one, "")}


def test_a_tenth_of_the_calls_is_about_a_tenth() -> None:
    assert 1_900 < len(met(0.1)) < 2_100


def test_the_same_call_always_meets_the_same_version() -> None:
    assert met(0.1) == met(0.1)
    assert met(0.1) < met(0.3)


def test_another_version_is_met_by_other_calls() -> None:
    both = met(0.1) & met(0.1, "def")
    assert 120 < len(both) < 280


def test_only_the_named_number_meets_it() -> None:
    only = Audience(only_from="+8613800138000")
    assert meets(only, "abc", IDS[0], "+8613800138000")
    assert not meets(only, "abc", IDS[0], "+8613800138001")
    assert not meets(only, "abc", IDS[0], "")


def test_everybody_meets_what_is_for_everybody() -> None:
    assert meets(Audience(), "abc", IDS[0], "")
