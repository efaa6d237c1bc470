"""Signatures: every leg its own chord, so that each track and each ear tells who was on it."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np
import numpy.typing as npt

from ivr.phones.listening import Samples
from tests.real.rtp import FRAME, RATE, Sound, decode, encode

Chord = tuple[int, int]
"""Two frequencies in hertz, multiples of 50: a frame of 20 ms holds whole periods of both."""

_STEP = 50
_APART = 150
_LOOK = 2 * FRAME
_LEAST_EACH, _LEAST_BOTH = 0.2, 0.85
_TOO_LATE = 0.03


def _chords(frequencies: range) -> tuple[Chord, ...]:
    return tuple((low, high) for low, high in combinations(frequencies, 2) if high - low >= _APART)


CALLERS = _chords(range(400, 1900, _STEP))
AGENTS = _chords(range(1950, 3350, _STEP))
"""Callers are low and agents high: nobody of the ones is taken for one of the others."""


def frame_of(chord: Chord) -> bytes:
    """20 ms of a chord in A-law, which may be said again and again."""
    times = np.arange(FRAME) / RATE
    return encode(0.2 * sum((np.sin(2 * np.pi * hertz * times) for hertz in chord), np.zeros(FRAME)))


def seconds_of(samples: Samples, chords: Iterable[Chord]) -> Mapping[Chord, float]:
    """For how many seconds each chord carries the sound, looked at every 40 ms; who is not heard is left out.

    A frame counts for a chord when each of its tones has a fifth of the energy and both have 85 %.
    """
    count = samples.size // _LOOK
    frames = samples[: count * _LOOK].reshape(count, _LOOK)
    power: npt.NDArray[np.float64] = np.square(np.abs(np.fft.rfft(frames, axis=1)))
    total = np.maximum(power.sum(axis=1), 1e-3)
    shares = power / total[:, None]
    found = {}
    for low, high in chords:
        one, two = shares[:, low * _LOOK // RATE], shares[:, high * _LOOK // RATE]
        heard = (np.minimum(one, two) > _LEAST_EACH) & (one + two > _LEAST_BOTH)
        if heard.any():
            found[low, high] = float(heard.sum()) * _LOOK / RATE
    return found


class Signed(Sound):
    """One side's RTP that says its chord all the time it has somebody to say it to."""

    def __init__(self, address: str, chord: Chord) -> None:
        super().__init__(address, 0.0)
        self.chord = chord
        self.quiet = False
        self.late: list[float] = []
        """When a packet was due (epoch seconds) that was sent too late to be heard in its time."""
        self._frame, self._silence = frame_of(chord), encode(np.zeros(FRAME))

    def heard_from(self, first: int, last: int | None = None) -> Samples:
        """What came from one packet to another."""
        payloads = [data[12:] for _, data in self.packets[first:last] if data[1] & 0x7F == 8]
        return decode(b"".join(payloads))

    def late_between(self, begin: float, end: float) -> float:
        """For how many seconds between those two (epoch seconds) it spoke too late."""
        return sum(begin <= due <= end for due in self.late) * FRAME / RATE

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        at = loop.time()
        while True:
            if self.target is not None and not self._pressing:
                self._send(8, self._silence if self.quiet else self._frame, self._stamp)
            if self.target is not None and loop.time() - at > _TOO_LATE:
                self.late.append(time.time() - (loop.time() - at))
            self._stamp += FRAME
            at += FRAME / RATE
            await asyncio.sleep(max(0, at - loop.time()))
