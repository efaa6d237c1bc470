"""What a number leads to that an agent dialled."""

import pytest

from ivr.calls.targets import Target, ToColleague, ToHouse, ToLine, ToOutside, target_of
from ivr.telephony.ids import AgentId
from tests.calls.transcript import edition

CENTRE = edition().centre


@pytest.mark.parametrize(
    ("dialled", "target"),
    [
        ("8002", ToColleague(AgentId("8002"))),
        ("7002", ToLine("complaint")),
        ("4003", ToHouse("complaint")),
        ("13912345678", ToOutside("13912345678", "carrier")),
        ("139123456789", None),
        ("0013912345678", None),
        ("9001", None),
        ("repair", None),
        ("", None),
    ],
)
def test_a_number_leads_to_one_thing_or_to_nothing(dialled: str, target: Target | None) -> None:
    assert target_of(dialled, CENTRE) == target


def test_nobody_outside_is_reached_without_leave() -> None:
    closed = CENTRE.model_copy(update={"outside": None})

    assert target_of("13912345678", closed) is None
