"""Telephones that speak without a pause, agents from their very 200 on, which SIPp's do not."""

import asyncio
import random
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from ivr.bench.voices import AGENT, CALLER, SAMPLES_A_PIECE, SECONDS_A_PIECE, voice

_PCMA = 8


class Mouth(asyncio.DatagramProtocol):
    """One telephone's sound: a short RTP packet every 5 ms.

    Without a target it speaks to whoever sent it sound last.
    """

    def __init__(self, whose: int, target: tuple[str, int] | None = None) -> None:
        self._whose = whose
        self._target = target
        self._given = target is not None
        self._number = 0
        self._source = random.getrandbits(32)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Somebody sent sound."""
        if not self._given:
            self._target = addr

    def speak(self) -> None:
        """Send the first packet now and the others in their time, until closed."""
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._say()

    def close(self) -> None:
        """Say no more."""
        self._timer.cancel()
        self._transport.close()

    @property
    def port(self) -> int:
        """Where sound is to be sent."""
        return int(self._transport.get_extra_info("sockname")[1])

    def _say(self) -> None:
        if self._target is not None:
            number = self._number & 0xFFFF
            at = (self._number * SAMPLES_A_PIECE) & 0xFFFFFFFF
            head = struct.pack("!BBHII", 0x80, _PCMA, number, at, self._source)
            self._transport.sendto(head + voice(self._whose, self._number), self._target)
        self._number += 1
        self._timer = self._loop.call_at(self._began + self._number * SECONDS_A_PIECE, self._say)


class Switchboard(asyncio.DatagramProtocol):
    """Answers each INVITE at once, speaks for between so many seconds, and hangs up."""

    def __init__(self, server: tuple[str, int], talk: tuple[float, float]) -> None:
        self._server = server
        self._talk = talk
        self._mouths: dict[str, Mouth] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: object) -> None:
        """A SIP message came: an INVITE is answered, once; whatever else asks gets its 200."""
        text = data.decode("utf-8", "replace")
        method = text.split(" ", 1)[0]
        if method == "INVITE" and _header(text, "Call-ID") not in self._mouths:
            task = asyncio.create_task(self._serve(text))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif method in ("BYE", "CANCEL", "OPTIONS", "NOTIFY"):
            self._send("SIP/2.0 200 OK", _answer(text))
            if mouth := self._mouths.get(_header(text, "Call-ID")):
                mouth.close()

    def close(self) -> None:
        """Hang up on nobody any more."""
        for task in self._tasks:
            task.cancel()
        self._transport.close()

    async def _serve(self, invite: str) -> None:
        target = (self._server[0], int(invite.partition("m=audio ")[2].split(" ", 1)[0]))
        loop = asyncio.get_running_loop()
        _, mouth = await loop.create_datagram_endpoint(
            lambda: Mouth(AGENT, target), local_addr=("127.0.0.1", 0)
        )
        self._mouths[_header(invite, "Call-ID")] = mouth
        own = self._transport.get_extra_info("sockname")[1]
        lines = [*_answer(invite), f"Contact: <sip:127.0.0.1:{own}>"]
        self._send("SIP/2.0 180 Ringing", lines)
        self._send("SIP/2.0 200 OK", lines, _description(mouth.port))
        mouth.speak()
        await asyncio.sleep(random.uniform(*self._talk))
        mouth.close()
        uri = _header(invite, "Contact").strip("<>")
        self._send(f"BYE {uri} SIP/2.0", _parting(invite, own))

    def _send(self, first: str, lines: list[str], body: str = "") -> None:
        kind = ["Content-Type: application/sdp"] if body else []
        whole = [first, *lines, *kind, f"Content-Length: {len(body)}", "", body]
        self._transport.sendto("\r\n".join(whole).encode(), self._server)


@asynccontextmanager
async def speaking_caller(port: int) -> AsyncIterator[None]:
    """The voice of one caller at a time, whose telephone's sound is sent to a UDP port."""
    loop = asyncio.get_running_loop()
    _, mouth = await loop.create_datagram_endpoint(lambda: Mouth(CALLER), local_addr=("127.0.0.1", port))
    mouth.speak()
    try:
        yield
    finally:
        mouth.close()
        await asyncio.sleep(0)


@asynccontextmanager
async def speaking_agents(port: int, server: int, talk: tuple[float, float]) -> AsyncIterator[None]:
    """Answer the calls that come from the SIP port ``server``; ``talk`` bounds their length, in seconds."""
    loop = asyncio.get_running_loop()
    _, board = await loop.create_datagram_endpoint(
        lambda: Switchboard(("127.0.0.1", server), talk), local_addr=("127.0.0.1", port)
    )
    try:
        yield
    finally:
        board.close()
        # The port is free when the loop has come around once more.
        await asyncio.sleep(0)


def _header(text: str, name: str) -> str:
    for line in text.split("\r\n"):
        if line.lower().startswith(f"{name.lower()}:"):
            return line.partition(":")[2].strip()
    return ""


def _answer(request: str) -> list[str]:
    vias = [line for line in request.split("\r\n") if line.lower().startswith("via:")]
    to = _header(request, "To")
    tagged = to if ";tag=" in to else f"{to};tag=agent"
    return [
        *vias,
        f"From: {_header(request, 'From')}",
        f"To: {tagged}",
        *(f"{name}: {_header(request, name)}" for name in ("Call-ID", "CSeq")),
    ]


def _parting(invite: str, port: int) -> list[str]:
    call = _header(invite, "Call-ID")
    return [
        f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{call[:20]}",
        f"From: {_header(invite, 'To')};tag=agent",
        f"To: {_header(invite, 'From')}",
        f"Call-ID: {call}",
        "CSeq: 1 BYE",
        "Max-Forwards: 70",
    ]


def _description(port: int) -> str:
    return (
        "v=0\r\no=agent 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
    )
