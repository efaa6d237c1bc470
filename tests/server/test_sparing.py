"""No ban touches a trunk, whether its addresses are given as numbers, networks or names."""

from ipaddress import ip_network

from ivr.dialplan.centre.trunks import Trunk
from ivr.server.sparing import Sparing
from ivr.telephony.banning import spared


def trunk(**said: object) -> Trunk:
    return Trunk.model_validate({"kind": "address", "host": "192.0.2.10:5070"} | said)


async def test_trunks_and_the_networks_of_the_settings_are_spared() -> None:
    lines = [trunk(), trunk(host="localhost", addresses=["198.51.100.0/28", "203.0.113.9"])]
    sparing = Sparing([ip_network("10.0.0.0/8")], lambda: lines)
    assert not spared("127.0.0.1", sparing.networks())
    await sparing.look()
    for source in ("10.1.2.3", "192.0.2.10", "198.51.100.7", "203.0.113.9", "127.0.0.1"):
        assert spared(source, sparing.networks()), source
    assert not spared("203.0.113.10", sparing.networks())


async def test_a_name_that_is_not_found_is_no_trouble() -> None:
    sparing = Sparing([], lambda: [trunk(host="no-such-host.invalid")])
    await sparing.look()
    assert sparing.networks() == ()
