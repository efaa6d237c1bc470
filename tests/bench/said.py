"""Packets of small calls, which the tests of measuring share.  Times are in microseconds."""

from ivr.bench.wire import Packet

PBX = 5060
CALLER = 29100
AGENT = 29110


def request(
    at: int, source: int, first: str, call: str, number: int, more: str = "", body: str = ""
) -> Packet:
    """A request to the other side; ``first`` is method and user."""
    method, user = first.split()
    target = PBX if source != PBX else AGENT
    text = (
        f"{method} sip:{user}@127.0.0.1:5060 SIP/2.0\r\nVia: SIP/2.0/UDP x\r\nCall-ID: {call}\r\n"
        f"CSeq: {number} {method}\r\n{more}\r\n{body}"
    )
    return Packet(at * 1000, source, target, text.encode())


def answer(at: int, source: int, status: str, call: str, cseq: str, body: str = "") -> Packet:
    """An answer to the other side."""
    target = PBX if source != PBX else CALLER
    text = f"SIP/2.0 {status}\r\nCall-ID: {call}\r\nCSeq: {cseq}\r\n\r\n{body}"
    return Packet(at * 1000, source, target, text.encode())


def arrival(at: int, call: str, caller: str) -> list[Packet]:
    """A caller's INVITE, refused, then again with proof 1 ms later, and answered 3 ms after that."""
    who = f"From: <sip:{caller}@127.0.0.1>;tag=1\r\n"
    return [
        request(at, CALLER, "INVITE 4000", call, 1, who),
        answer(at + 500, PBX, "401 Unauthorized", call, "1 INVITE"),
        request(at + 1000, CALLER, "INVITE 4000", call, 2, f"{who}Authorization: Digest x\r\n"),
        answer(at + 1500, PBX, "100 Trying", call, "2 INVITE"),
        answer(at + 4000, PBX, "200 OK", call, "2 INVITE", "v=0\r\nm=audio 45002 RTP/AVP 8\r\n"),
    ]


def ring(at: int, call: str, agent: str, caller: str) -> Packet:
    """Asterisk calls an agent's telephone for a caller."""
    return request(at, PBX, f"INVITE {agent}", call, 7, f'From: "x" <sip:{caller}@127.0.0.1>;tag=2\r\n')


def parting(at: int, call: str) -> Packet:
    """An agent hangs up."""
    return request(at, AGENT, "BYE asterisk", call, 1)
