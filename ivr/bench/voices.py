"""Voices: what callers and agents of the benchmark say, told apart and numbered piece by piece."""

SECONDS_A_PIECE = 0.005
"""Spoken in so short packets, it can be told to 5 ms what got through."""

SAMPLES_A_PIECE = 40
_HEADER = 12
_PIECES = 64

CALLER = 0x00
AGENT = 0x80
"""The sign of every A-law byte of a voice, which no music keeps to for a whole packet."""

_BYTES = {whose: frozenset(whose | number for number in range(_PIECES)) for whose in (CALLER, AGENT)}


def voice(whose: int, number: int) -> bytes:
    """The sound of one piece: one byte over and over, so that it tells its number."""
    return bytes([whose | number % _PIECES]) * SAMPLES_A_PIECE


def said(payload: bytes, whose: int) -> int | None:
    """The number (0 to 63) of the voice's first piece in an RTP packet; None when it holds anything else."""
    sound = payload[_HEADER:]
    return sound[0] & 0x7F if sound and _BYTES[whose].issuperset(sound) else None
