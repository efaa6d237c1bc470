"""What a number leads to that an agent dialled."""

import pytest

from ivr.calls.talk.targets import Target, ToColleague, ToHouse, ToLine, ToOutside, target_of
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


@pytest.mark.parametrize(
    "dialled",
    [
        "-0090123456",
        "1.9001234567",
        "13912345678,PJSIP/0090@trunk-carrier",
        "13912345678&PJSIP/8002",
        "PJSIP/0090123456@trunk-carrier",
        "13912345678@evil.example",
        "13912345678;0090",
        "13912345678\n",
        "１３９１２３４５６７８",
        "${EXTEN}",
        " 0090123456",
    ],
)
def test_signs_that_are_left_out_in_dialling_are_no_way_around_the_list(dialled: str) -> None:
    assert CENTRE.outside is not None
    wide = CENTRE.outside.model_copy(update={"allowed": ("[^0].*", r"\+?1.*")})

    assert target_of(dialled, CENTRE.model_copy(update={"outside": wide})) is None
