"""SIP messages as they are read from packets."""

from ivr.bench.sip import Message, messages, read
from ivr.bench.wire import Packet
from tests.bench.said import CALLER, PBX, answer, arrival, request


def test_a_request_is_read_with_its_user_its_caller_and_its_proof() -> None:
    packet = arrival(0, "c1", "123")[2]
    assert read(packet) == Message(
        at=1_000_000,
        source=CALLER,
        target=PBX,
        method="INVITE",
        status=0,
        call="c1",
        number=2,
        user="4000",
        caller="123",
        audio=0,
        authorized=True,
    )


def test_an_answer_is_read_with_its_status_and_the_port_of_its_sound() -> None:
    message = read(arrival(0, "c1", "123")[4])
    assert message is not None
    assert (message.status, message.method, message.audio) == (200, "INVITE", 45002)


def test_short_forms_of_heads_are_understood() -> None:
    text = b"INVITE sip:8001@x SIP/2.0\r\nf: <sip:77@x>\r\ni: abc\r\nCSeq: 1 INVITE\r\n\r\n"
    message = read(Packet(0, PBX, 9, text))
    assert message is not None
    assert (message.call, message.caller) == ("abc", "77")


def test_sound_and_keep_alives_are_no_messages() -> None:
    assert read(Packet(0, PBX, 9, b"\x80\x08" + bytes(160))) is None
    assert read(Packet(0, PBX, 9, b"\r\n\r\n")) is None


def test_what_is_said_again_counts_once() -> None:
    first, again = (request(at, CALLER, "INFO 4000", "c1", 3) for at in (10, 510))
    assert [message.at for message in messages([first, again], PBX)] == [10_000]


def test_what_both_sides_say_with_one_number_is_two_messages() -> None:
    both = [request(1, CALLER, "BYE 4000", "c1", 3), answer(2, PBX, "200 OK", "c1", "3 BYE")]
    assert len(messages(both, PBX)) == 2


def test_other_ports_are_left_out() -> None:
    assert messages([request(1, CALLER, "INFO 4000", "c1", 3)], 5070) == []
