"""Voices: what callers and agents of the benchmark say, told apart and numbered packet by packet."""

SAMPLES_A_PACKET = 160
_HEADER = 12
_PACKETS = 64

CALLER = 0x00
AGENT = 0x80
"""The sign of every A-law byte of a voice, which nobody else's sound keeps to for a whole packet."""


def voice(whose: int, number: int) -> bytes:
    """The sound of one packet of 20 ms: one byte over and over, so that it tells its number."""
    return bytes([whose | number % _PACKETS]) * SAMPLES_A_PACKET


def whole_voice(whose: int) -> bytes:
    """1.28 s of A-law, of which each packet tells its number."""
    return b"".join(voice(whose, number) for number in range(_PACKETS))


def said(payload: bytes, whose: int) -> int | None:
    """The number of the packet of that voice (0 to 63), or None when this is no whole packet of it."""
    sound = payload[_HEADER:]
    if len(sound) != SAMPLES_A_PACKET or sound.count(sound[:1]) != SAMPLES_A_PACKET:
        return None
    number = sound[0] & 0x7F
    return number if sound[0] & 0x80 == whose and number < _PACKETS else None
