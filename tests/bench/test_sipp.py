"""The scenarios, and what SIPp says of them afterwards."""

import xml.etree.ElementTree as ET

import pytest

from ivr.bench.sipp import SCENARIOS, Tally, filled, tally_of

VALUES = {
    "dialled": "4000",
    "prefix": "100",
    "username": "carrier",
    "password": "secret",
    "patience": "1000",
    "pause_least": "1",
    "pause_most": "2",
    "talk_least": "1",
    "talk_most": "2",
    "voice": "/tmp/voice.alaw",
    "until_survey": "1",
    "audio": "29500",
}


@pytest.mark.parametrize("scenario", sorted(path.stem for path in SCENARIOS.glob("*.xml")))
def test_every_scenario_is_well_formed_and_leaves_no_place_unfilled(scenario: str) -> None:
    text = filled(scenario, VALUES)
    assert ET.fromstring(text).attrib["name"] == scenario
    assert "@{" not in text


def test_a_scenario_that_lacks_a_value_is_not_filled() -> None:
    with pytest.raises(KeyError, match="dialled"):
        filled("listen", {})


def test_the_last_line_of_the_statistics_counts() -> None:
    lines = ["StartTime;SuccessfulCall(C);FailedCall(C);", "a;1;0;", "b;9;2;"]
    assert tally_of(lines) == Tally(9, 2)


def test_statistics_without_a_line_give_no_tally() -> None:
    assert tally_of(["StartTime;SuccessfulCall(C);FailedCall(C);"]) is None
    assert tally_of([]) is None
