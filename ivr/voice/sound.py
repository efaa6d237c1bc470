"""Making a sound fit for the telephone: trimmed, equally loud, 8 kHz, 16 bit, mono."""

import os
import wave
from pathlib import Path

import numpy as np

from ivr.voice.loudness import Samples, loudness

RATE = 8000
LOUDNESS = -23.0
PEAK = 0.9
SILENCE_SECONDS = 0.05

_FRAME = RATE // 100
_SPEECH_ABOVE = 10 ** (-35 / 20)
_SILENT_BELOW = 10 ** (-50 / 20)
_LONGEST_GAP = 10
"""Frames of 10 ms: a stop consonant closes the mouth for less."""
_FULL_SCALE = 32767


class SilentSoundError(ValueError):
    """There is nothing to hear in a sound that should be heard."""


def finished(samples: Samples) -> Samples:
    """Speech at 8 kHz, brought to -23 LUFS, with 50 ms of near silence before and after it.

    Raises SilentSoundError.
    """
    # Twice: what counts as silence depends on the level, and the level on what is left.
    return levelled(trimmed(levelled(samples)))


def levelled(samples: Samples) -> Samples:
    """The sound at -23 LUFS; single peaks above 90 % of full scale are rounded off.

    Raises SilentSoundError.
    """
    present = loudness(samples, RATE)
    if present == float("-inf"):
        raise SilentSoundError(f"{samples.size / RATE:.2f} s of sound without anything to hear")
    return _rounded(samples * 10 ** ((LOUDNESS - present) / 20))


def trimmed(samples: Samples) -> Samples:
    """The sound with 50 ms of what surrounded it at both ends, faded in and out.

    Soft clicks apart from the speech, which voices make before and after short words, are cut off.
    Raises SilentSoundError when no frame of 10 ms is above -35 dBFS.
    """
    frames = samples[: samples.size // _FRAME * _FRAME].reshape(-1, _FRAME)
    first, last = _extent(np.sqrt((frames**2).mean(axis=1)))
    margin = int(SILENCE_SECONDS * RATE)
    kept = np.pad(samples, margin)[first * _FRAME : (last + 1) * _FRAME + 2 * margin].copy()
    fade = np.linspace(0.0, 1.0, margin // 2)
    kept[: fade.size] *= fade
    kept[-fade.size :] *= fade[::-1]
    return kept


def _extent(levels: Samples) -> tuple[int, int]:
    """The first and last frame of speech, with what is softer and less than 100 ms away."""
    speech = np.flatnonzero(levels > _SPEECH_ABOVE)
    if speech.size == 0:
        raise SilentSoundError(f"{levels.size / 100:.2f} s of sound below -35 dBFS")
    audible = np.flatnonzero(levels > _SILENT_BELOW)
    first, last = int(speech[0]), int(speech[-1])
    for frame in audible[audible < first][::-1]:
        if first - frame > _LONGEST_GAP:
            break
        first = int(frame)
    for frame in audible[audible > last]:
        if frame - last > _LONGEST_GAP:
            break
        last = int(frame)
    return first, last


def _rounded(samples: Samples) -> Samples:
    """Peaks bent towards ``PEAK`` from three quarters of it on, so that none is cut off square."""
    knee = 0.75 * PEAK
    room = PEAK - knee
    size = np.abs(samples)
    bent = knee + room * np.tanh((size - knee) / room)
    return np.asarray(np.where(size > knee, np.sign(samples) * bent, samples))


def write_wav(file: Path, samples: Samples) -> None:
    """Write samples at 8 kHz as 16-bit mono WAV, so that the file is there whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    with wave.open(str(beside), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(np.round(samples * _FULL_SCALE).astype("<i2").tobytes())
    os.replace(beside, file)


def read_wav(file: Path) -> Samples:
    """The samples of a file that ``write_wav`` wrote, between -1 and 1."""
    with wave.open(str(file), "rb") as source:
        raw = source.readframes(source.getnframes())
    return np.frombuffer(raw, dtype="<i2").astype(np.float64) / _FULL_SCALE
