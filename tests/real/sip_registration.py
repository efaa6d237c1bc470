"""A SIP registration and nothing more: the least telephone there is."""

import asyncio
import hashlib
import re


class _Answers(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.texts: asyncio.Queue[str] = asyncio.Queue()

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        self.texts.put_nowait(data.decode())


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def authorization(challenge: str, user: str, password: str, uri: str) -> str:
    said = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    secret = _md5(f"{user}:{said['realm']}:{password}")
    response = _md5(f"{secret}:{said['nonce']}:00000001:abc:auth:{_md5(f'REGISTER:{uri}')}")
    opaque = f',opaque="{said["opaque"]}"' if "opaque" in said else ""
    return (
        f'Authorization: Digest username="{user}",realm="{said["realm"]}",nonce="{said["nonce"]}",'
        f'uri="{uri}",response="{response}",algorithm=MD5,cnonce="abc",qop=auth,nc=00000001{opaque}\r\n'
    )


async def register(port: int, user: str, password: str, expires: int) -> int:
    """Register ``user`` at 127.0.0.1:``port`` for so many seconds (0 ends it); the final status."""
    loop = asyncio.get_running_loop()
    transport, answers = await loop.create_datagram_endpoint(_Answers, remote_addr=("127.0.0.1", port))
    own = transport.get_extra_info("sockname")[1]
    uri, proof = f"sip:127.0.0.1:{port}", ""
    contact = f"<sip:{user}@127.0.0.1:{own}>" if expires else "*"
    try:
        for sequence in (1, 2):
            transport.sendto(
                f"REGISTER {uri} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{own}{sequence}\r\n"
                f"From: <sip:{user}@127.0.0.1>;tag={own}\r\nTo: <sip:{user}@127.0.0.1>\r\n"
                f"Call-ID: {own}\r\nCSeq: {sequence} REGISTER\r\nMax-Forwards: 5\r\n"
                f"Contact: {contact}\r\nExpires: {expires}\r\n{proof}"
                "Content-Length: 0\r\n\r\n".encode()
            )
            async with asyncio.timeout(5):
                while not (answer := await answers.texts.get()).startswith("SIP/2.0"):
                    pass  # Asterisk asks whether we live
            status = int(answer.split()[1])
            if status != 401:
                break
            proof = authorization(answer, user, password, uri)
        return status
    finally:
        transport.close()
