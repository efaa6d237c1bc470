"""SIP addresses, written and read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phones.addresses import name_address, name_in, number_in, uri_of


@pytest.mark.parametrize(
    ("number", "uri"),
    [
        ("4001", "sip:4001@127.0.0.1:5060"),
        ("*11", "sip:*11@127.0.0.1:5060"),
        ("+8613800138000", "sip:+8613800138000@127.0.0.1:5060"),
        ("12#", "sip:12%23@127.0.0.1:5060"),
        ("a@b", "sip:a%40b@127.0.0.1:5060"),
        ("sip:bert@127.0.0.1:21002", "sip:bert@127.0.0.1:21002"),
    ],
)
def test_a_number_becomes_a_uri_at_its_server(number: str, uri: str) -> None:
    assert uri_of(number, "127.0.0.1:5060") == uri


@pytest.mark.parametrize(
    ("address", "number", "name"),
    [
        ('"Zhang Wei" <sip:8001@host:5060>', "8001", "Zhang Wei"),
        ('"A \\"B\\" \\\\C" <sip:1@h>', "1", 'A "B" \\C'),
        ("Bare Name <sip:7@h;transport=udp>;tag=1", "7", "Bare Name"),
        ("<sips:12%23@h>", "12#", ""),
        ("sip:8002@host", "8002", ""),
        ("tel:+86138;phone-context=x", "+86138", ""),
        ("nonsense", "", ""),
    ],
)
def test_number_and_name_are_read_from_an_address(address: str, number: str, name: str) -> None:
    assert (number_in(address), name_in(address)) == (number, name)


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1).filter(str.isprintable))
def test_any_printable_name_survives_the_way_there_and_back(name: str) -> None:
    assert name_in(name_address(name, "sip:1@h")) == name


def test_a_name_cannot_begin_another_header() -> None:
    assert name_address("a\r\nX-Evil: 1", "sip:1@h") == '"a  X-Evil: 1" <sip:1@h>'
