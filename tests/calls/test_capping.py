"""How often numbers outside may be called."""

from ivr.calls.capping import Called, within_caps
from ivr.dialplan.centre.outside import Outside
from ivr.telephony.ids import AgentId

A, B, NOBODY = AgentId("8001"), AgentId("8002"), AgentId("")
CAPS = Outside(trunk="carrier", allowed=("1.*",), per_hour=2, total_per_hour=4)


def test_each_agent_has_his_own_cap() -> None:
    earlier = (Called(1000.0, A), Called(2000.0, A))

    assert not within_caps(CAPS, A, 2001.0, earlier)
    assert within_caps(CAPS, B, 2001.0, earlier)


def test_calls_of_more_than_an_hour_ago_do_not_count() -> None:
    earlier = (Called(1000.0, A), Called(2000.0, A))

    assert within_caps(CAPS, A, 4600.0, earlier)


def test_all_calls_together_have_a_cap_those_of_dialplans_too() -> None:
    earlier = (Called(1000.0, A), Called(1000.0, NOBODY), Called(1000.0, NOBODY), Called(1000.0, NOBODY))

    assert not within_caps(CAPS, B, 1001.0, earlier)
    assert not within_caps(CAPS, NOBODY, 1001.0, earlier)


def test_a_centre_that_says_nothing_calls_for_its_dialplans_alone() -> None:
    assert within_caps(None, NOBODY, 1000.0, (Called(999.0, NOBODY),) * 5000)
    assert not within_caps(None, A, 1000.0, ())
