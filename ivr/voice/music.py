"""Music on hold of our own: a slow round of four chords with a few bells above, made from sines.

``python -m ivr.voice.music FILE`` writes it.  Every note that rings past the end goes on at the
beginning, so that the piece can be repeated without a seam.
"""

import sys
from pathlib import Path

import numpy as np

from ivr.voice.loudness import Samples
from ivr.voice.sound import RATE, levelled, write_wav

BEAT_SECONDS = 0.75
BEATS_A_CHORD = 8
ROUNDS = 2

# Telephones pass nothing below 300 Hz, so that even the lowest notes need overtones.
_PAD_PARTIALS = ((1.0, 1.0), (2.0, 0.5), (3.0, 0.25), (4.0, 0.08))
_BELL_PARTIALS = ((1.0, 1.0), (2.0, 0.35), (3.01, 0.12))
_PAD_LEVEL = 0.16
_BELL_LEVEL = 0.30

CHORDS = (
    (50, 57, 62, 66, 69),
    (47, 54, 59, 62, 69),
    (43, 50, 59, 62, 66),
    (45, 52, 57, 61, 64),
)
"""D major, B minor seventh, G major seventh, A major: MIDI numbers, lowest first."""

MELODY = (
    ((0, 74), (1.5, 78), (3, 81), (5, 78), (6, 76)),
    ((0, 74), (2, 71), (3, 74), (4.5, 78), (6, 76)),
    ((0, 74), (1, 71), (3, 78), (5, 76), (6.5, 74)),
    ((0, 76), (2, 73), (3.5, 76), (5, 69), (6.5, 71)),
    ((0.5, 81), (2, 78), (3.5, 74), (5, 76)),
    ((0, 78), (1.5, 74), (4, 71), (6, 73)),
    ((0, 74), (2.5, 79), (4, 78), (6, 74)),
    ((0, 76), (1.5, 74), (3, 73), (5, 76), (7, 73)),
)
"""For each chord of the two rounds: on which beat of it a bell is struck, and its MIDI number."""


def piece() -> Samples:
    """The whole piece: 48 s at 8 kHz, as loud as the prompts."""
    seconds = BEAT_SECONDS * BEATS_A_CHORD * len(CHORDS) * ROUNDS
    canvas = np.zeros(round(seconds * RATE))
    for number, bells in enumerate(MELODY):
        start = number * BEATS_A_CHORD * BEAT_SECONDS
        for note in CHORDS[number % len(CHORDS)]:
            _lay(canvas, start, _pad(note))
        for beat, note in bells:
            _lay(canvas, start + beat * BEAT_SECONDS, _bell(note))
    return levelled(canvas)


def _lay(canvas: Samples, at_seconds: float, sound: Samples) -> None:
    """Add a sound to the canvas; what passes the end goes on at the beginning."""
    places = (round(at_seconds * RATE) + np.arange(sound.size)) % canvas.size
    np.add.at(canvas, places, sound)


def _pad(note: int) -> Samples:
    """A held note that swells for a second and fades into the next chord."""
    hold = BEATS_A_CHORD * BEAT_SECONDS
    time = np.arange(round((hold + 1.5) * RATE)) / RATE
    swell = np.clip(time / 1.2, 0, 1) * np.clip((time[-1] - time) / 1.5, 0, 1)
    tremor = 1 + 0.06 * np.sin(2 * np.pi * time / 3)
    return np.asarray(_PAD_LEVEL * np.sin(swell * np.pi / 2) ** 2 * tremor * _tone(note, time, _PAD_PARTIALS))


def _bell(note: int) -> Samples:
    """A struck note that rings for two and a half seconds."""
    time = np.arange(round(2.5 * RATE)) / RATE
    ring = np.clip(time / 0.012, 0, 1) * np.exp(-time / 0.7) * np.clip((time[-1] - time) / 0.1, 0, 1)
    return np.asarray(_BELL_LEVEL * ring * _tone(note, time, _BELL_PARTIALS))


def _tone(note: int, time: Samples, partials: tuple[tuple[float, float], ...]) -> Samples:
    frequency = 440 * 2 ** ((note - 69) / 12)
    waves = [level * np.sin(2 * np.pi * frequency * ratio * time) for ratio, level in partials]
    return np.asarray(np.sum(waves, axis=0))


if __name__ == "__main__":
    write_wav(Path(sys.argv[1]), piece())
