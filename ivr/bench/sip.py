"""SIP on the wire: the few facts of a message that measuring needs."""

import re
from collections.abc import Iterable

import msgspec

from ivr.bench.wire import Packet

_LINE = re.compile(r"^(Call-ID|i|CSeq|From|f|Authorization)\s*:\s*(.*?)\r?$", re.IGNORECASE | re.MULTILINE)
_AUDIO = re.compile(r"^m=audio (\d+)", re.MULTILINE)
_USER = re.compile(r"sips?:([^@>;]+)@")
_LONG = {"i": "call-id", "f": "from"}


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One SIP message.  ``at`` in nanoseconds; ``status`` is 0 for a request.

    ``method`` is of the request or of the request that is answered; ``user`` the one in a request's URI,
    ``caller`` the one in From; ``audio`` the port that the sender's SDP asks sound to be sent to, or 0.
    """

    at: int
    source: int
    target: int
    method: str
    status: int
    call: str
    number: int
    user: str
    caller: str
    audio: int
    authorized: bool


def messages(packets: Iterable[Packet], port: int) -> list[Message]:
    """The SIP messages from or to a port, in order; what is said again is left out."""
    found: list[Message] = []
    said: set[tuple[int, str, str, int, int]] = set()
    for packet in packets:
        if port not in (packet.source, packet.target):
            continue
        message = read(packet)
        if message is None:
            continue
        key = (message.source, message.call, message.method, message.number, message.status)
        if key not in said:
            said.add(key)
            found.append(message)
    return found


def read(packet: Packet) -> Message | None:
    """The SIP message in a packet, or None when there is none."""
    text = packet.payload.decode("utf-8", "replace")
    first, _, rest = text.partition("\r\n")
    if not first.endswith("SIP/2.0") and not first.startswith("SIP/2.0 "):
        return None
    head, _, body = rest.partition("\r\n\r\n")
    lines = {_LONG.get(name.lower(), name.lower()): value for name, value in _LINE.findall(head)}
    number, _, method = lines.get("cseq", "0 ").partition(" ")
    audio = _AUDIO.search(body)
    return Message(
        at=packet.at,
        source=packet.source,
        target=packet.target,
        method=method.strip(),
        status=int(first[8:11]) if first.startswith("SIP/2.0 ") else 0,
        call=lines.get("call-id", ""),
        number=int(number),
        user=_user(first),
        caller=_user(lines.get("from", "")),
        audio=int(audio.group(1)) if audio else 0,
        authorized="authorization" in lines,
    )


def _user(text: str) -> str:
    found = _USER.search(text)
    return found.group(1) if found else ""
