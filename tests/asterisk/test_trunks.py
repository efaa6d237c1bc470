"""Trunks: the sections of ``pjsip.conf`` that each kind of carrier needs."""

import msgspec
import pytest

from ivr.asterisk.checking import RenderingError
from ivr.asterisk.trunks import Trunk, sections

PASSWORDS = {"north": "trunk-secret"}
NORTH = Trunk("north", "registration", "sip.example.com", "u100")
EAST = Trunk("east", "address", "192.0.2.9")


def settings(text: str, kind: str) -> dict[str, str]:
    """The keys of the section of that type (``endpoint`` for the one that the template gives its type)."""
    for section in f"\n{text}".split("\n[")[1:]:
        found = dict(line.split(" = ", 1) for line in section.splitlines() if " = " in line)
        if found.get("type", "endpoint") == kind:
            return found
    raise AssertionError(f"no {kind} in {text}")


def rendered(trunk: Trunk, kind: str, **changed: object) -> dict[str, str]:
    return settings(sections(msgspec.structs.replace(trunk, **changed), PASSWORDS), kind)


def test_a_registering_trunk_uses_the_password_from_the_secrets() -> None:
    auth, registration = rendered(NORTH, "auth"), rendered(NORTH, "registration")
    assert (auth["username"], auth["password"]) == ("u100", "trunk-secret")
    assert registration["server_uri"] == "sip:sip.example.com"
    assert registration["client_uri"] == "sip:u100@sip.example.com"
    assert registration["contact_user"] == "u100"
    assert registration["line"] == "yes"


def test_a_registration_that_is_refused_is_tried_again_and_again() -> None:
    registration = rendered(NORTH, "registration", retry_seconds=20)
    assert (registration["retry_interval"], registration["forbidden_retry_interval"]) == ("20", "200")
    assert (registration["fatal_retry_interval"], registration["auth_rejection_permanent"]) == ("200", "no")
    assert int(registration["max_retries"]) >= 100_000_000


def test_a_carrier_may_want_another_login_contact_and_from() -> None:
    wanted = {"login": "u100@ims.example", "contact_user": "4008", "from_user": "4009", "from_domain": "ims"}
    assert rendered(NORTH, "auth", **wanted)["username"] == "u100@ims.example"
    registration = rendered(NORTH, "registration", **wanted)
    assert (registration["client_uri"], registration["contact_user"]) == ("sip:u100@ims", "4008")
    endpoint = rendered(NORTH, "endpoint", **wanted)
    assert (endpoint["from_user"], endpoint["from_domain"]) == ("4009", "ims")


def test_over_tcp_and_through_a_proxy_every_uri_says_so() -> None:
    wanted = {"transport": "tcp", "outbound_proxy": "proxy.example.com:5070"}
    proxy = "sip:proxy.example.com:5070\\;transport=tcp\\;lr"
    registration = rendered(NORTH, "registration", **wanted)
    assert registration["transport"] == "transport-tcp"
    assert registration["server_uri"] == "sip:sip.example.com\\;transport=tcp"
    assert rendered(NORTH, "aor", **wanted)["contact"] == "sip:sip.example.com\\;transport=tcp"
    assert [rendered(NORTH, kind, **wanted)["outbound_proxy"] for kind in ("aor", "endpoint")] == [proxy] * 2
    assert registration["outbound_proxy"] == proxy


def test_a_semicolon_in_a_password_does_not_begin_a_comment() -> None:
    assert settings(sections(NORTH, {"north": "a;b"}), "auth")["password"] == "a\\;b"


def test_a_password_with_a_line_end_is_refused_without_being_shown() -> None:
    with pytest.raises(RenderingError) as refused:
        sections(NORTH, {"north": "hidden\n[x]"})
    assert "hidden" not in str(refused.value)


def test_a_registering_trunk_without_a_password_names_the_key_to_add() -> None:
    with pytest.raises(RenderingError, match=r'"trunk\.south"'):
        sections(msgspec.structs.replace(NORTH, name="south"), PASSWORDS)


def test_a_trunk_by_address_is_known_by_its_address_and_needs_no_password() -> None:
    text = sections(EAST, {})
    assert settings(text, "identify")["match"] == "192.0.2.9"
    assert "password" not in text
    assert "from_user" not in text


def test_a_carrier_may_call_from_many_addresses() -> None:
    addresses = ("198.51.100.0/28", "203.0.113.7:5061", "sbc.example.com")
    assert rendered(EAST, "identify", addresses=addresses)["match"] == ",".join(addresses)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("sip.example.com:5070", "sip.example.com"),
        ("192.0.2.9", "192.0.2.9"),
        ("[2001:db8::9]:5070", "2001:db8::9"),
        ("2001:db8::9", "2001:db8::9"),
    ],
)
def test_a_trunks_calls_are_known_by_its_address_without_the_port(host: str, address: str) -> None:
    assert rendered(EAST, "identify", host=host)["match"] == address
    assert rendered(EAST, "aor", host=host)["contact"] == f"sip:{host}"


def test_what_a_carrier_asserts_of_a_caller_is_believed_only_when_he_is_trusted() -> None:
    assert rendered(EAST, "endpoint")["trust_id_inbound"] == "no"
    assert rendered(EAST, "endpoint", trusted=True)["trust_id_inbound"] == "yes"


def test_a_trunk_says_how_it_names_callers_digits_and_the_number_dialled() -> None:
    wanted = {"identity": "pai", "dtmf": "inband", "dialled_in": "to", "codecs": ("g722", "alaw")}
    endpoint = rendered(EAST, "endpoint", **wanted)
    assert (endpoint["send_pai"], endpoint["dtmf_mode"], endpoint["allow"]) == ("yes", "inband", "g722,alaw")
    assert endpoint["set_var"] == "DIALLED_IN=to"
    assert rendered(EAST, "endpoint", identity="rpid")["send_rpid"] == "yes"
    assert not {"send_pai", "send_rpid", "set_var"} & rendered(EAST, "endpoint").keys()


@pytest.mark.parametrize(
    ("trunk", "complaint"),
    [
        (Trunk("a b", "address", "192.0.2.9"), "trunk 'a b'"),
        (Trunk("a", "address", "host;evil"), "host of a trunk"),
        (Trunk("a", "carrier-pigeon", "192.0.2.9"), "say registration or address"),
        (Trunk("north", "registration", "192.0.2.9", "u@evil"), "user name of a trunk"),
        (Trunk("north", "registration", "192.0.2.9", "u", "x\n[y]"), "user name of a trunk"),
        (Trunk("north", "registration", "192.0.2.9"), "user name of a trunk"),
        (Trunk("a", "address", "192.0.2.9", addresses=("1.2.3.4,0.0.0.0/0",)), "address of a trunk"),
        (Trunk("a", "address", "192.0.2.9", transport="smoke"), "say udp or tcp"),
        (Trunk("a", "address", "192.0.2.9", identity="x\ny"), "say none, pai or rpid"),
        (Trunk("a", "address", "192.0.2.9", dtmf="x"), "say auto, rfc4733, info or inband"),
        (Trunk("a", "address", "192.0.2.9", dialled_in="x"), "say request or to"),
        (Trunk("a", "address", "192.0.2.9", codecs=("g729",)), "say alaw, ulaw, g722 or opus"),
        (Trunk("a", "address", "192.0.2.9", from_user="a b"), "user name of a trunk"),
        (Trunk("a", "address", "192.0.2.9", outbound_proxy="a b"), "host of a trunk"),
    ],
)
def test_a_trunk_that_could_change_the_file_is_refused(trunk: Trunk, complaint: str) -> None:
    with pytest.raises(RenderingError, match=complaint):
        sections(trunk, PASSWORDS)
