"""SIP that was made to do harm: Asterisk and the server live, and the next caller is served."""

import asyncio
import socket

import pytest

from ivr.asterisk.running import pid_of
from tests.real.open_centre import OpenCentre
from tests.real.people import calling

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

ATTACKER = "127.0.0.9"
_SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.9\r\ns=-\r\nc=IN IP4 127.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"


def _message(method: str = "INVITE", **headers: str) -> str:
    """A request; headers given take the place of its own, an empty one leaves it out."""
    kept = {
        "Via": "SIP/2.0/UDP 127.0.0.9:5999;rport;branch=z9hG4bKh",
        "From": "<sip:8001@127.0.0.1>;tag=1",
        "To": "<sip:4100@127.0.0.1>",
        "Call_ID": "hostile",
        "CSeq": f"1 {method}",
        "Max_Forwards": "70",
        "Contact": "<sip:x@127.0.0.9:5999>",
        "Content_Length": "0",
    } | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in kept.items() if value]
    return "\r\n".join([f"{method} sip:4100@127.0.0.1 SIP/2.0", *lines, "", ""])


# After RFC 4475 (torture tests) and what scanners send.
HOSTILE: dict[str, bytes] = {
    name: text.encode("utf-8", "surrogateescape")
    for name, text in {
        "nothing": "",
        "line ends": "\r\n" * 2000,
        "noise": "".join(chr(number % 256) for number in range(7, 7000, 13)),
        "no headers": "INVITE sip:4100@127.0.0.1 SIP/2.0\r\n\r\n",
        "another version": _message().replace("SIP/2.0", "SIP/7.0"),
        "a method of 2000 letters": _message("X" * 2000),
        "a negative length": _message(Content_Length="-999"),
        "a length beyond the message": _message(Content_Length="9999") + _SDP,
        "a length beyond numbers": _message(Content_Length="9" * 60),
        "a sequence beyond numbers": _message(CSeq="36893488147419103232 REGISTER"),
        "a sequence of another method": _message(CSeq="8 NEWMETHOD"),
        "hops beyond numbers": _message(Max_Forwards="300000000000"),
        "a header of 60 000 signs": _message(Subject="s" * 60_000),
        "2000 headers": _message()[:-2] + "X-A: b\r\n" * 2000 + "\r\n",
        "200 vias": _message(Via=", ".join(["SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx"] * 200)),
        "an open quote": _message(From='"Mr. J. User <sip:8001@127.0.0.1>;tag=1'),
        "escaped zeros": _message(From='"%00%00" <sip:%00@127.0.0.1>;tag=\\0'),
        "a name of shell and Asterisk": _message(From='"${SHELL(id)}`id`" <sip:${EXTEN}@127.0.0.1>;tag=1'),
        "a format": _message(From='"%s%s%n%n%x" <sip:%25n%25n@127.0.0.1>;tag=1', User_Agent="%n" * 300),
        "no name in From": _message(From=";tag=1"),
        "two Froms": _message(From="<sip:1@x>;tag=1\r\nFrom: <sip:2@x>;tag=2"),
        "parameters without end": _message(Contact="<sip:x@127.0.0.9" + ";a=b" * 3000 + ">"),
        "a host that is none": _message(To="<sip:4100@[::1>", Contact="<sip:x@[:::::::::1]>"),
        "a register for everybody": _message("REGISTER", Contact="*", Expires="-1"),
        "a refer out of nowhere": _message("REFER", Refer_To="<sip:0090123456@evil.example>"),
        "a subscription to anything": _message("SUBSCRIBE", Event="x" * 500, Expires="4294967296"),
        "a message": _message("MESSAGE", Content_Type="text/plain"),
        "an answer to nothing": "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.9;branch=z9hG4bKq\r\n\r\n",
        "an answer of no kind": "SIP/2.0 4294967301 better not break the receiver\r\n\r\n",
        "a digest of ones own": _message(Authorization='Digest username="8001", nonce=%s' % ('"' * 900)),
        "sound without end": _message(Content_Type="application/sdp", Content_Length="")
        + _SDP
        + "m=audio 4000 RTP/AVP 8\r\n" * 500,
    }.items()
}


async def test_hostile_requests_break_nothing(centre: OpenCentre) -> None:
    port, before = centre.instance.ports.sip, pid_of(centre.instance)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as attacker:
        attacker.bind((ATTACKER, 0))
        for message in HOSTILE.values():
            attacker.sendto(message, ("127.0.0.1", port))
            await asyncio.sleep(0.005)
    for message in HOSTILE.values():
        await _over_tcp(message, port)
    async with calling(centre, "4100") as caller:
        await centre.until_phase(caller.number, "in_dialplan")

    assert pid_of(centre.instance) == before
    log = centre.stage.log.read_text(encoding="utf-8", errors="replace")
    assert "part_failed" not in log
    assert "Traceback" not in log


async def _over_tcp(message: bytes, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(ATTACKER, 0))
    writer.write(message)
    try:
        async with asyncio.timeout(0.02):
            await reader.read()
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
