"""Sound on the wire: RTP in A-law, telephone events and tones, packet by packet as a test wants them."""

import asyncio
import struct
from typing import Self

import numpy as np

from ivr.phones.listening import Samples

RATE = 8000
FRAME = 160
_STEP = FRAME / RATE
_EVENTS = "0123456789*#ABCD"
_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_KEYS = "123A456B789C*0#D"
_PCMA = 8


def encode(samples: Samples) -> bytes:
    """Samples (-1 to 1) as A-law."""
    value = np.round(np.clip(samples, -1, 1) * 32767).astype(int)
    magnitude = np.abs(value) >> 4
    exponent = np.floor(np.log2(np.maximum(magnitude, 1))).astype(int)
    high = np.maximum(exponent - 4, 0)
    mantissa = np.where(exponent > 4, (magnitude >> np.maximum(high, 0)) & 15, (magnitude >> 1) & 15)
    code = (np.where(exponent > 4, high, 0) << 4) | mantissa
    return bytes(((code | np.where(value >= 0, 0x80, 0)) ^ 0x55).astype(np.uint8))


def decode(payload: bytes) -> Samples:
    """A-law as samples (-1 to 1)."""
    code = np.frombuffer(payload, np.uint8).astype(int) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    magnitude = np.where(exponent > 0, (mantissa * 2 + 33) << (exponent + 3), (mantissa * 2 + 1) << 4)
    return np.where(code & 0x80, magnitude, -magnitude) / 32768


def keys_as_tones(keys: str, seconds: float = 0.1, gap: float = 0.1) -> Samples:
    """What a telephone sounds like whose keys are pressed."""
    time = np.arange(round(seconds * RATE)) / RATE
    parts = []
    for key in keys:
        row, column = divmod(_KEYS.index(key), 4)
        both = sum(np.sin(2 * np.pi * hertz * time) for hertz in (_ROWS[row], _COLUMNS[column]))
        parts += [0.25 * np.asarray(both), np.zeros(round(gap * RATE))]
    return np.concatenate(parts)


class Sound(asyncio.DatagramProtocol):
    """One side's RTP: speaks a tone all the time unless told otherwise, keeps what it hears."""

    def __init__(self, address: str, voice: float) -> None:
        self._address = address
        self.voice = voice
        self.target: tuple[str, int] | None = None
        self.packets: list[tuple[float, bytes]] = []
        self._said = np.zeros(0)
        self._sequence = self._stamp = 0
        self._pressing = False

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._wire, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(self._address, 0))
        self.port = int(self._wire.get_extra_info("sockname")[1])
        self._speaking = asyncio.create_task(self._speak())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._speaking.cancel()
        self._wire.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.packets.append((asyncio.get_running_loop().time(), data))

    def heard(self, since: float = 0.0) -> Samples:
        """What came in A-law since then (time of the loop), gaps left out."""
        payloads = [data[12:] for at, data in self.packets if at >= since and data[1] & 0x7F == _PCMA]
        return np.concatenate([decode(payload) for payload in payloads]) if payloads else np.zeros(0)

    def say(self, samples: Samples) -> None:
        """Say this, once, in place of the voice."""
        self._said = np.concatenate([self._said, samples])

    async def press(self, keys: str, payload_type: int, milliseconds: float = 100, ends: int = 3) -> None:
        """Press keys, each as a telephone event (RFC 4733) of that length, its end said ``ends`` times."""
        for key in keys:
            await self._event(_EVENTS.index(key), payload_type, max(FRAME, round(milliseconds * 8)), ends)

    async def _event(self, event: int, payload_type: int, length: int, ends: int) -> None:
        self._pressing, stamp = True, self._stamp
        for duration in range(FRAME, length, FRAME):
            self._send(payload_type | (0x80 if duration == FRAME else 0), _event(event, 0, duration), stamp)
            await asyncio.sleep(_STEP)
        for _ in range(ends):
            self._send(payload_type | (0x80 if length == FRAME else 0), _event(event, 0x80, length), stamp)
        self._pressing = False

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        at = loop.time()
        while True:
            if self.target is not None and not self._pressing:
                self._send(_PCMA, encode(self._next()), self._stamp)
            self._stamp += FRAME
            at += _STEP
            await asyncio.sleep(max(0, at - loop.time()))

    def _next(self) -> Samples:
        frame, self._said = self._said[:FRAME], self._said[FRAME:]
        if frame.size:
            return np.pad(frame, (0, FRAME - frame.size))
        time = (np.arange(FRAME) + self._stamp) / RATE
        return 0.3 * np.sin(2 * np.pi * self.voice * time) if self.voice else np.zeros(FRAME)

    def _send(self, kind: int, body: bytes, stamp: int) -> None:
        self._sequence = (self._sequence + 1) % 65536
        head = struct.pack("!BBHII", 0x80, kind, self._sequence, stamp % 2**32, 4711)
        if self.target is not None:
            self._wire.sendto(head + body, self.target)


def _event(event: int, end: int, duration: int) -> bytes:
    return struct.pack("!BBH", event, end | 10, min(duration, 0xFFFF))
