"""A telephone with just enough SIP for the ARI tests: no sound, every message at the test's command."""

import asyncio
import hashlib
import re
import secrets
from typing import Self

_SDP = (
    "v=0\r\no=- 1 {version} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 9 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na={direction}\r\n"
)


class Message:
    """One SIP message as it came: its first line, its headers by lower-case name, its body."""

    def __init__(self, text: str) -> None:
        head, _, self.body = text.partition("\r\n\r\n")
        self.first, *lines = head.split("\r\n")
        self.headers: dict[str, list[str]] = {}
        for line in lines:
            name, _, value = line.partition(":")
            self.headers.setdefault(name.strip().lower(), []).append(value.strip())

    def __getitem__(self, name: str) -> str:
        return self.headers[name][0]

    @property
    def is_response(self) -> bool:
        return self.first.startswith("SIP/2.0")

    @property
    def status(self) -> int:
        return int(self.first.split()[1])

    @property
    def method(self) -> str:
        return self["cseq"].split()[1] if self.is_response else self.first.split()[0]


class Telephone(asyncio.DatagramProtocol):
    """A telephone of one account.  What it is asked to do is in its methods, what came in ``inbox``.

    Requests that need no thought (BYE, NOTIFY, CANCEL, OPTIONS) are answered by itself.
    """

    def __init__(self, user: str, password: str, server: tuple[str, int], address: str = "127.0.0.1") -> None:
        self.user, self.password, self.server, self.address = user, password, server, address
        self.inbox: asyncio.Queue[Message] = asyncio.Queue()
        self.heard: list[str] = []
        self.tag = secrets.token_hex(4)
        self.sequence = 0
        self.invite: Message | None = None
        self.dialog: tuple[str, str, str, str] = ("", "", "", "")
        self.version = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(self.address, 0))
        self.port = self.transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = Message(data.decode("utf-8", "replace"))
        self.heard.append(f"{message.first} {message.body.strip()}".strip())
        match message.method if not message.is_response else "":
            case "BYE" | "NOTIFY" | "OPTIONS" | "CANCEL":
                self._respond(message, 200, "OK")
                if message.method == "CANCEL" and self.invite:
                    self._respond(self.invite, 487, "Request Terminated")
                self.inbox.put_nowait(message)
            case "ACK":
                pass
            case _:
                self.inbox.put_nowait(message)

    def _send(self, first: str, headers: list[str], body: str = "") -> None:
        if body:
            headers = [*headers, "Content-Type: application/sdp"]
        lines = [first, *headers, f"Content-Length: {len(body.encode())}", "", body]
        self.last_sent = "\r\n".join(lines).encode()
        self.transport.sendto(self.last_sent, self.server)

    def _respond(self, request: Message, status: int, reason: str, body: str = "") -> None:
        to = request["to"] if ";tag=" in request["to"] else f"{request['to']};tag={self.tag}"
        headers = [f"Via: {via}" for via in request.headers["via"]]
        headers += [f"From: {request['from']}", f"To: {to}", f"Call-ID: {request['call-id']}"]
        headers += [f"CSeq: {request['cseq']}", f"Contact: <sip:{self.user}@{self.address}:{self.port}>"]
        self._send(f"SIP/2.0 {status} {reason}", headers, body)

    def _request(self, method: str, *extra: str, body: str = "", sequence: int = 0) -> None:
        uri, sender, to, call = self.dialog
        if not sequence:
            self.sequence += 1
        via = f"Via: SIP/2.0/UDP {self.address}:{self.port};rport;branch=z9hG4bK{secrets.token_hex(6)}"
        headers = [via, f"From: {sender}", f"To: {to}", f"Call-ID: {call}", "Max-Forwards: 70", *extra]
        headers += [f"CSeq: {sequence or self.sequence} {method}"]
        headers += [f"Contact: <sip:{self.user}@{self.address}:{self.port}>"]
        self._send(f"{method} {uri} SIP/2.0", headers, body)

    def _proof(self, challenge: str, method: str, uri: str) -> str:
        got = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
        sha = hashlib.sha256 if "SHA-256" in challenge else hashlib.md5
        one = sha(f"{self.user}:{got['realm']}:{self.password}".encode()).hexdigest()
        two = sha(f"{method}:{uri}".encode()).hexdigest()
        cnonce = secrets.token_hex(4)
        answer = sha(f"{one}:{got['nonce']}:00000001:{cnonce}:auth:{two}".encode()).hexdigest()
        algorithm = got.get("algorithm", "MD5")
        return (
            f'Authorization: Digest username="{self.user}", realm="{got["realm"]}", nonce="{got["nonce"]}", '
            f'uri="{uri}", response="{answer}", algorithm={algorithm}, qop=auth, nc=00000001, '
            f'cnonce="{cnonce}"' + (f', opaque="{got["opaque"]}"' if "opaque" in got else "")
        )

    async def expect(self, *wanted: str) -> Message:
        """The next message whose first line holds one of ``wanted``; others before it are passed over."""
        async with asyncio.timeout(8):
            while True:
                message = await self.inbox.get()
                if any(word in message.first for word in wanted):
                    return message

    async def _prove(self, method: str, body: str = "", *extra: str) -> None:
        self._request(method, *extra, body=body)
        challenge = await self.expect(" 401 ")
        if method == "INVITE":
            self._request("ACK", sequence=self.sequence)
        proof = self._proof(challenge["www-authenticate"], method, self.dialog[0])
        self._request(method, proof, *extra, body=body)

    def _new_dialog(self, uri: str, sender: str, to: str) -> None:
        self.dialog = (uri, f"{sender};tag={self.tag}", to, secrets.token_hex(8))

    async def register(self, seconds: int = 300) -> None:
        """Register with the server for so long, so that calls for the account come here; 0 ends that."""
        me = f"<sip:{self.user}@127.0.0.1>"
        self._new_dialog("sip:127.0.0.1", me, me)
        await self._prove("REGISTER", "", f"Expires: {seconds}")
        await self.expect("REGISTER", " 200 ")

    async def unregister(self) -> None:
        """Take the registration back."""
        me = f"<sip:{self.user}@127.0.0.1>"
        self._new_dialog("sip:127.0.0.1", me, me)
        await self._prove("REGISTER", "", "Expires: 0")
        await self.expect("REGISTER", " 200 ")

    async def call(
        self, number: str, sender: str = '"Ann" <sip:13800138000@127.0.0.1>', *extra: str
    ) -> Message:
        """Call a number and wait until it is answered."""
        uri = f"sip:{number}@127.0.0.1"
        self._new_dialog(uri, sender, f"<{uri}>")
        await self._prove("INVITE", _SDP.format(version=1, direction="sendrecv"), *extra)
        self.proceeding = self.sequence
        answer = await self.expect(" 200 ")
        self._enter(answer["contact"], self.dialog[1], answer["to"], answer["call-id"])
        self._request("ACK", sequence=self.sequence)
        return answer

    def _enter(self, contact: str, sender: str, to: str, call: str) -> None:
        uri = re.findall(r"<([^>]+)>", contact)[0]
        self.dialog = (uri, sender, to, call)

    async def invited(self) -> Message:
        """Wait until a call comes in."""
        self.invite = await self.expect("INVITE")
        return self.invite

    def ring(self) -> None:
        assert self.invite
        self._respond(self.invite, 180, "Ringing")

    def refuse(self, status: int, reason: str = "No") -> None:
        assert self.invite
        self._respond(self.invite, status, reason)

    def answer(self) -> None:
        invite = self.invite
        assert invite
        self._enter(invite["contact"], f"{invite['to']};tag={self.tag}", invite["from"], invite["call-id"])
        self._respond(invite, 200, "OK", _SDP.format(version=1, direction="sendrecv"))

    async def _reinvite(self, direction: str) -> None:
        self.version += 1
        self._request("INVITE", body=_SDP.format(version=2 + self.version, direction=direction))
        await self.expect("SIP/2.0 200")
        self._request("ACK", sequence=self.sequence)

    async def hold(self) -> None:
        await self._reinvite("sendonly")

    async def retrieve(self) -> None:
        await self._reinvite("sendrecv")

    async def refer(self, target: str) -> Message:
        """Ask for the other party to be sent to ``target`` and return the answer to the REFER."""
        self._request("REFER", f"Refer-To: <{target}>")
        return await self.expect("SIP/2.0 202", "SIP/2.0 4", "SIP/2.0 5", "SIP/2.0 6")

    def press(self, digit: str) -> None:
        body = f"Signal={digit}\r\nDuration=100\r\n"
        uri, sender, to, call = self.dialog
        self.sequence += 1
        via = f"Via: SIP/2.0/UDP {self.address}:{self.port};rport;branch=z9hG4bK{secrets.token_hex(6)}"
        lines = [f"INFO {uri} SIP/2.0", via, f"From: {sender}", f"To: {to}", f"Call-ID: {call}"]
        lines += [f"CSeq: {self.sequence} INFO", "Content-Type: application/dtmf-relay"]
        lines += ["Max-Forwards: 70", f"Content-Length: {len(body)}", "", body]
        self.transport.sendto("\r\n".join(lines).encode(), self.server)

    def hang_up(self) -> None:
        self._request("BYE")
