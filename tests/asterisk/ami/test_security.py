"""Who was turned away is told as values, and logged without giving anybody away."""

from structlog.testing import capture_logs

from ivr.asterisk.ami import SecurityEvent, SecurityEvents
from ivr.asterisk.ami.security import log_it, security_event
from ivr.asterisk.ami.subscription import Heard

KNOCK = {
    "Event": "ChallengeResponseFailed",
    "EventTV": "2026-11-22T05:58:56.012+0000",
    "Service": "PJSIP",
    "AccountID": "8002",
    "RemoteAddress": "IPV4/UDP/127.0.0.1/23070",
}
EVENT = SecurityEvent(
    kind="ChallengeResponseFailed",
    service="PJSIP",
    account="8002",
    transport="UDP",
    address="127.0.0.1",
    port=23070,
    at="2026-11-22T05:58:56.012+0000",
)


def test_an_event_becomes_values() -> None:
    assert security_event(Heard("ChallengeResponseFailed", KNOCK)) == EVENT


def test_an_event_without_its_fields_is_still_told() -> None:
    bare = security_event(Heard("FailedACL", {"RemoteAddress": "nonsense"}))
    assert bare == SecurityEvent("FailedACL", "", "", "", "", 0, "")


def test_an_ipv6_address_is_whole() -> None:
    event = security_event(Heard("FailedACL", {"RemoteAddress": "IPV6/TLS/2001:db8::1/5061"}))
    assert (event.transport, event.address, event.port) == ("TLS", "2001:db8::1", 5061)


def test_the_account_is_logged_as_personal_data() -> None:
    with capture_logs() as logs:
        log_it(EVENT)
    assert logs == [
        {
            "event": "asterisk.turned_away",
            "log_level": "warning",
            "kind": "ChallengeResponseFailed",
            "service": "PJSIP",
            "address": "127.0.0.1",
            "port": 23070,
            "transport": "UDP",
            "pii.account": "8002",
        }
    ]


async def test_a_knock_at_the_door_is_told_and_a_log_in_is_not(house) -> None:
    told: list[SecurityEvent] = []
    link = house.link()
    house.start(link, SecurityEvents(link, told.append))
    await house.until(lambda: link.up)
    house.asterisk.tell(Event="SuccessfulAuth", Service="AMI", AccountID="switchroom")
    house.asterisk.tell(**KNOCK)
    await house.until(lambda: told)
    assert told == [EVENT]
