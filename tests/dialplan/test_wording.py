"""Wording: the words of conditions that are no CEL, and where faults in them are told."""

import pytest

from ivr.dialplan.wording import worded


@pytest.mark.parametrize(
    ("written", "cel"),
    [
        ('open("office")', 'is_open["office"]'),
        ("closed('夜班') || x", '(!is_open["夜班"]) || x'),
        ("open && !closed", 'is_open[""] && !(!is_open[""])'),
        ("contacts(7d) > contacts( 24h )", 'contacts_within["7d"] > contacts_within["24h"]'),
        ('values.维修 == "1"', 'values["维修"] == "1"'),
        ('values.open == "open" && opened', 'values.open == "open" && opened'),
        ('caller == "closed(\\"x\\")"', 'caller == "closed(\\"x\\")"'),
    ],
)
def test_words_stand_for_cel(written: str, cel: str) -> None:
    assert worded(written).cel == cel


def test_hours_and_stretches_of_days_are_told() -> None:
    wording = worded('closed && open("a") && contacts(2w) > contacts(12h)')

    assert wording.hours == ("", "a")
    assert wording.contacts == {"2w": 14.0, "12h": 0.5}


@pytest.mark.parametrize("marked", ["caller", "language", "dialled"])
def test_a_place_in_the_cel_is_told_as_one_in_what_was_written(marked: str) -> None:
    written = f'open("a") && caller == "" && contacts(7d) > 1 && {marked}x && values.维修 != ""'
    wording = worded(written)

    assert wording.offset(wording.cel.index(f"{marked}x")) == written.index(f"{marked}x")
