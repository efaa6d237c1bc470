"""A flood of SIP requests with wrong keys, from one address to another of this machine."""

import asyncio
import time

import msgspec

from tests.real.sip_registration import authorization


class Answered(msgspec.Struct, frozen=True):
    """An answer's status, and how many seconds after the flood's begin it came."""

    status: int
    after: float


class Flood(asyncio.DatagramProtocol):
    """Sends REGISTERs and INVITEs by turns from ``source``, and answers every question with a wrong key."""

    def __init__(self, source: str, port: int, user: str) -> None:
        self.answers: list[Answered] = []
        self.texts: list[str] = []
        self._source = source
        self._port = port
        self._user = user
        self._began = time.monotonic()

    async def run(self, requests: int, pause: float) -> None:
        """Send so many requests, ``pause`` seconds apart."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(self._source, 0), remote_addr=("127.0.0.1", self._port)
        )
        self._transport = transport
        self._own = transport.get_extra_info("sockname")[1]
        self._began = time.monotonic()
        try:
            for number in range(requests):
                self._send(("REGISTER", "INVITE")[number % 2], number, "")
                await asyncio.sleep(pause)
        finally:
            transport.close()

    def first(self, status: int) -> float | None:
        """When this status was answered first, in seconds after the begin."""
        return next((answer.after for answer in self.answers if answer.status == status), None)

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        text = data.decode(errors="replace")
        if not text.startswith("SIP/2.0"):
            return
        status = int(text.split()[1])
        self.texts.append(text)
        self.answers.append(Answered(status, time.monotonic() - self._began))
        number, method = text.partition("CSeq: ")[2].split()[:2]
        if status == 401 and int(number) < 1_000_000 and not self._transport.is_closing():
            proof = authorization(text, self._user, "wrong", self._uri(method))
            self._send(method, int(number) + 1_000_000, proof)

    def _uri(self, method: str) -> str:
        return f"sip:{'4140@' if method == 'INVITE' else ''}127.0.0.1:{self._port}"

    def _send(self, method: str, number: int, proof: str) -> None:
        own = f"{self._source}:{self._own}"
        self._transport.sendto(  # type: ignore[attr-defined]
            f"{method} {self._uri(method)} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {own};rport;branch=z9hG4bK{self._own}{number}\r\n"
            f"From: <sip:{self._user}@127.0.0.1>;tag={self._own}\r\nTo: <sip:4140@127.0.0.1>\r\n"
            f"Call-ID: {self._own}-{number % 1_000_000}\r\nCSeq: {number} {method}\r\nMax-Forwards: 5\r\n"
            f"Contact: <sip:{self._user}@{own}>\r\n{proof}Content-Length: 0\r\n\r\n".encode()
        )
