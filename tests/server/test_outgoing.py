"""Calls to the outside are counted, and held back beyond the caps."""

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.outside import Outside
from ivr.server.outgoing import Outgoing
from ivr.telephony.commands import Dial
from ivr.telephony.ids import AgentId, ChannelId
from tests.server.examples import EDITION

DIAL = Dial(ChannelId("sw-1-1.number.1"), "13912345678", "carrier", "8001", 30, AgentId("8001"))


def test_a_call_beyond_the_cap_waits_for_the_hour_to_be_over() -> None:
    now = 1000.0
    outside = Outside(trunk="carrier", allowed=("1.*",), per_hour=2)

    def centre() -> Centre:
        return EDITION.centre.model_copy(update={"outside": outside})

    outgoing = Outgoing(centre, lambda: now)

    assert [outgoing.admits(DIAL) for _ in range(3)] == [True, True, False]
    now = 4599.0
    assert not outgoing.admits(DIAL)
    now = 4600.0
    assert outgoing.admits(DIAL)
