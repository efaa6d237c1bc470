"""A telephone that sends every call elsewhere (302), and nothing more."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.real.sip_registration import authorization


class Redirecting(asyncio.DatagramProtocol):
    """Registers once, and answers each INVITE with 302 and each question whether it lives with 200."""

    def __init__(self, port: int, user: str, password: str, target: str) -> None:
        self._server = f"127.0.0.1:{port}"
        self._user = user
        self._password = password
        self._target = target
        self.registered: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.invited = 0

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self._transport = transport
        self._own = f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"
        self._register(1, "")

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        text = data.decode()
        if text.startswith("SIP/2.0 401"):
            uri = f"sip:{self._server}"
            self._register(2, authorization(text, self._user, self._password, uri))
        elif text.startswith("SIP/2.0") and not self.registered.done():
            self.registered.set_result(int(text.split()[1]))
        elif text.startswith("INVITE"):
            self.invited += 1
            self._answer(text, "302 Moved Temporarily", f"Contact: <{self._target}>\r\n")
        elif text.startswith(("OPTIONS", "CANCEL")):
            self._answer(text, "200 OK", "")

    def _register(self, sequence: int, proof: str) -> None:
        user, own = self._user, self._own
        self._transport.sendto(
            f"REGISTER sip:{self._server} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {own};branch=z9hG4bK{user}{sequence}\r\n"
            f"From: <sip:{user}@127.0.0.1>;tag={user}\r\nTo: <sip:{user}@127.0.0.1>\r\n"
            f"Call-ID: redirecting-{own}\r\nCSeq: {sequence} REGISTER\r\nMax-Forwards: 5\r\n"
            f"Contact: <sip:{user}@{own}>\r\nExpires: 60\r\n{proof}"
            "Content-Length: 0\r\n\r\n".encode()
        )

    def _answer(self, request: str, status: str, more: str) -> None:
        kept = re.findall(r"^(?:Via|From|Call-ID|CSeq): [^\r\n]*\r\n", request, re.MULTILINE | re.IGNORECASE)
        to = re.findall(r"^To: ([^\r\n]*)\r\n", request, re.MULTILINE | re.IGNORECASE)[0]
        tagged = to if ";tag=" in to else f"{to};tag=elsewhere"
        self._transport.sendto(
            f"SIP/2.0 {status}\r\n{''.join(kept)}To: {tagged}\r\n{more}Content-Length: 0\r\n\r\n".encode()
        )


@asynccontextmanager
async def redirecting(port: int, user: str, password: str, target: str) -> AsyncIterator[Redirecting]:
    """The telephone of ``user``, registered at 127.0.0.1:``port``; it sends its calls to ``target``."""
    loop = asyncio.get_running_loop()
    transport, phone = await loop.create_datagram_endpoint(
        lambda: Redirecting(port, user, password, target), remote_addr=("127.0.0.1", port)
    )
    try:
        async with asyncio.timeout(5):
            assert await phone.registered == 200
        yield phone
    finally:
        transport.close()
