"""A line of a carrier's: a telephone with sound, whose every header and description is the test's."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from tests.real.ari_telephone import Message, Telephone
from tests.real.open_centre import OpenCentre
from tests.real.rtp import Sound

TRUSTED, PLAIN, BY_TO, IN_BAND = "127.99.0.1", "127.99.0.2", "127.99.0.3", "127.99.0.4"
"""The addresses of the trunks in ``tests/real/centre``."""

HOLDS = ("sendonly", "inactive", "0.0.0.0")
"""The ways to put somebody on hold: two directions, and the address of old telephones."""

_PATIENCE = 8.0
_SAID_AGAIN = 1.0


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What a line offers: codecs by payload type, and the payload type of telephone events, 0 for none."""

    codecs: tuple[tuple[int, str], ...] = ((8, "PCMA/8000"),)
    events: int = 101

    def description(self, address: str, port: int, version: int, direction: str) -> str:
        """The offer as SDP; ``direction`` may also be the address 0.0.0.0."""
        shown = direction if direction == "0.0.0.0" else address
        codecs = [*self.codecs, *([(self.events, "telephone-event/8000")] if self.events else [])]
        lines = [
            *("v=0", f"o=- 7 {version} IN IP4 {address}", "s=-", f"c=IN IP4 {shown}", "t=0 0"),
            f"m=audio {port} RTP/AVP {' '.join(str(kind) for kind, _ in codecs)}",
            *(f"a=rtpmap:{kind} {name}" for kind, name in codecs),
            f"a={'sendrecv' if direction == '0.0.0.0' else direction}",
        ]
        return "".join(f"{line}\r\n" for line in lines)


class Line(Telephone):
    """A call of a carrier's.  It needs no password where its address is that of a trunk."""

    def __init__(
        self, server: tuple[str, int], address: str, sound: Sound, user: str = "line", password: str = ""
    ) -> None:
        super().__init__(user, password, server, address)
        self.sound = sound
        self.offer = Offer()
        self.direction = "sendrecv"
        self.refreshed: list[Message] = []
        self.over = False
        self.answers: list[Message] = []

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """What changes or refreshes our session is accepted without a thought."""
        message = Message(data.decode("utf-8", "replace"))
        if not message.is_response and message.method in ("UPDATE", "INVITE") and ";tag=" in message["to"]:
            self.refreshed.append(message)
            self._respond(message, 200, "OK", self.sdp() if message.body else "")
            return
        super().datagram_received(data, addr)

    def sdp(self) -> str:
        """The line's description as it is now, each one newer than the last."""
        self.version += 1
        return self.offer.description(self.address, self.sound.port, self.version, self.direction)

    def say_hello(
        self, dialled: str, *extra: str, sender: str, to: str = "", body: str | None = None
    ) -> None:
        """Send the INVITE, with an offer unless ``body`` is empty."""
        uri = f"sip:{dialled}@{self.server[0]}"
        self._new_dialog(uri, sender, to or f"<{uri}>")
        self._request("INVITE", *extra, body=self.sdp() if body is None else body)

    async def call_in(
        self, dialled: str, *extra: str, sender: str, to: str = "", late: bool = False
    ) -> Message:
        """Call and wait until the call is answered; ``late``: what is offered comes with the ACK alone."""
        self.say_hello(dialled, *extra, sender=sender, to=to, body="" if late else None)
        number = self.sequence
        answer = await self.final()
        assert answer.status == 200, answer.first
        self._enter(answer["contact"], self.dialog[1], answer["to"], answer["call-id"])
        self._request("ACK", sequence=number, body=self.sdp() if late else "")
        self.aim(answer.body)
        return answer

    async def final(self) -> Message:
        """The final answer to the last request; reliable provisional ones are confirmed."""
        wanted = f"{self.sequence} "
        async with asyncio.timeout(_PATIENCE):
            while True:
                message = await self._next_message()
                if message is None or not message.is_response or not message["cseq"].startswith(wanted):
                    continue
                self.answers.append(message)
                if message.status >= 200:
                    return message
                if "rseq" in message.headers:
                    self._confirm(message)

    async def _next_message(self) -> Message | None:
        """The next message, or None after a while, when the request has been said again: it is UDP."""
        try:
            async with asyncio.timeout(_SAID_AGAIN):
                return await self.inbox.get()
        except TimeoutError:
            self.transport.sendto(self._said, self.server)
            return None

    def _send(self, first: str, headers: list[str], body: str = "") -> None:
        super()._send(first, headers, body)
        if not first.startswith(("SIP/", "ACK")):
            self._said = self.last_sent

    def _confirm(self, message: Message) -> None:
        confirmed, self.sequence = self.sequence, self.sequence + 1
        self.dialog = (self.dialog[0], self.dialog[1], message["to"], self.dialog[3])
        self._request("PRACK", f"RAck: {message['rseq']} {confirmed} INVITE", sequence=self.sequence)

    async def refused(self) -> Message:
        """Wait until the call is refused; the answer that refused it."""
        answer = await self.final()
        assert answer.status >= 300, answer.first
        self.dialog = (self.dialog[0], self.dialog[1], answer["to"], self.dialog[3])
        self._request("ACK", sequence=self.sequence)
        self.over = True
        return answer

    def aim(self, description: str) -> None:
        """Speak to where the other side's description says."""
        host, port = re.findall(r"c=IN IP4 (\S+)", description), re.findall(r"m=audio (\d+)", description)
        if host and port:
            self.sound.target = (host[0], int(port[0]))

    async def change(self, direction: str, method: str = "INVITE") -> Message:
        """Describe the line anew in the call (re-INVITE or UPDATE) and wait for the answer."""
        self.direction = direction
        self._request(method, body=self.sdp())
        answer = await self.final()
        if method == "INVITE":
            self._request("ACK", sequence=self.sequence)
        return answer

    async def refresh(self, method: str) -> Message:
        """Refresh the session, which changes nothing."""
        self._request(method, "Session-Expires: 90;refresher=uac", "Supported: timer", body=self.sdp())
        answer = await self.final()
        if method == "INVITE":
            self._request("ACK", sequence=self.sequence)
        return answer

    def inform(self, kind: str, body: str) -> None:
        """Send a SIP INFO with that body; its answer is not waited for."""
        uri, sender, to, call = self.dialog
        self.sequence += 1
        via = f"Via: SIP/2.0/UDP {self.address}:{self.port};rport;branch=z9hG4bK{secrets.token_hex(6)}"
        lines = [f"INFO {uri} SIP/2.0", via, f"From: {sender}", f"To: {to}", f"Call-ID: {call}"]
        lines += [f"CSeq: {self.sequence} INFO", "Max-Forwards: 70", f"Content-Type: application/{kind}"]
        lines += [f"Content-Length: {len(body)}", "", body]
        self.transport.sendto("\r\n".join(lines).encode(), self.server)

    async def pick_up(self) -> None:
        """Wait for a call and answer it."""
        invite = await self.invited()
        self._enter(invite["contact"], f"{invite['to']};tag={self.tag}", invite["from"], invite["call-id"])
        self._respond(invite, 200, "OK", self.sdp())
        self.over = False
        self.aim(invite.body)

    async def ended_by_them(self, within: float = _PATIENCE) -> Message:
        """Wait for their BYE."""
        async with asyncio.timeout(within):
            while True:
                message = await self.inbox.get()
                if message.first.startswith("BYE"):
                    return message


def server_of(centre: OpenCentre) -> tuple[str, int]:
    """Where the centre's Asterisk takes calls."""
    host, _, port = centre.stage.sip.partition(":")
    return host, int(port)


@asynccontextmanager
async def line(
    centre: OpenCentre, address: str, *, voice: float = 1000.0, offer: Offer | None = None
) -> AsyncIterator[Line]:
    """A line that speaks a tone (hertz; 0: silence) from that address; its call is ended with it."""
    async with Sound(address, voice) as sound, Line(server_of(centre), address, sound) as one:
        one.offer = offer or one.offer
        yield one
        if one.dialog[2]:
            one.hang_up()


@asynccontextmanager
async def deskphone(centre: OpenCentre, agent: str, *, voice: float = 440.0) -> AsyncIterator[Line]:
    """An agent's telephone of the same make, registered; whatever call it has is ended with it."""
    password = centre.stage.secrets.agents[agent]
    async with (
        Sound("127.0.0.1", voice) as sound,
        Line(server_of(centre), "127.0.0.1", sound, agent, password) as one,
    ):
        one.over = True
        await one.register()
        yield one
        if not one.over:
            one.hang_up()
        await one.unregister()
