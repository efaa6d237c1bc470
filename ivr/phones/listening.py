"""Listening: what is in a recording — how loud, which tones, how long the silences, where a prompt begins.

Samples are one-dimensional float arrays from -1 to 1, rates are hertz, times seconds.
"""

from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import soundfile

Samples = npt.NDArray[np.float64]

_FRAME_SECONDS = 0.02
_PIECE_SECONDS = 0.5
_SAME_PLACE_SECONDS = 0.25
_ALIKE = 0.4
"""A slip in its middle leaves a piece half of its likeness; a piece of other speech has less than this."""
_QUIET = 1e-4


class Found(msgspec.Struct, frozen=True):
    """Where something begins in a recording (seconds), and how like it that place is (0 to 1)."""

    offset: float
    score: float


def read_tracks(path: Path) -> tuple[tuple[Samples, ...], int]:
    """The tracks of a sound file, each as samples, and their rate."""
    frames, rate = soundfile.read(str(path), dtype="float64", always_2d=True)
    return tuple(np.ascontiguousarray(track) for track in frames.T), int(rate)


def read_wav(path: Path) -> tuple[Samples, int]:
    """A sound file as one track, the mean of all it has, and its rate."""
    tracks, rate = read_tracks(path)
    return np.asarray(np.mean(tracks, axis=0), dtype=np.float64), rate


def write_wav(path: Path, samples: Samples, rate: int = 8000) -> None:
    """Write samples as a 16-bit mono WAV file, which is what telephones play."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(str(path), samples, rate, subtype="PCM_16", format="WAV")


def tone(frequency: float, seconds: float, level: float = 0.3, rate: int = 8000) -> Samples:
    """A sine of that frequency (hertz), length and peak level (0 to 1)."""
    times = np.arange(round(seconds * rate)) / rate
    return np.asarray(level * np.sin(2 * np.pi * frequency * times), dtype=np.float64)


def rms(samples: Samples) -> float:
    """The root of the mean square, 0 to 1; 0 for no samples."""
    return float(np.sqrt(np.mean(np.square(samples)))) if samples.size else 0.0


def dominant_frequency(samples: Samples, rate: int) -> float:
    """The strongest frequency (hertz), to the resolution of the length (1 / seconds); 0 for silence."""
    if rms(samples) < _QUIET:
        return 0.0
    spectrum = np.abs(np.fft.rfft((samples - samples.mean()) * np.hanning(samples.size)))
    return float(np.argmax(spectrum)) * rate / samples.size


def tone_level(samples: Samples, rate: int, frequency: float) -> float:
    """The peak level (0 to 1) of one frequency over the whole of the samples, phase kept (Goertzel's sum)."""
    if not samples.size:
        return 0.0
    turns = np.exp(-2j * np.pi * frequency / rate * np.arange(samples.size))
    return float(2 * np.abs(np.dot(samples, turns)) / samples.size)


def tone_share(samples: Samples, rate: int, frequency: float) -> float:
    """How much of the time (0 to 1) a frequency carries most of the sound, in steps of 20 ms.

    Unlike ``tone_level`` it does not mind a slip of the phase, as a jitter buffer makes.
    """
    frames = _frames(samples, rate)
    if not len(frames):
        return 0.0
    turns = np.exp(-2j * np.pi * frequency / rate * np.arange(frames.shape[1]))
    of_tone = np.square(2 * np.abs(frames @ turns) / frames.shape[1]) / 2
    of_all = np.mean(np.square(frames), axis=1)
    return float(np.mean((of_tone > of_all / 2) & (of_all > _QUIET**2)))


def loud_share(samples: Samples, rate: int, threshold: float = 0.01) -> float:
    """How much of the time (0 to 1) the sound is louder than ``threshold`` (RMS), in steps of 20 ms."""
    levels = _levels(samples, rate)
    return float(np.mean(levels > threshold)) if levels.size else 0.0


def longest_silence(samples: Samples, rate: int, threshold: float = 0.01) -> float:
    """The longest stretch (seconds) without sound louder than ``threshold`` (RMS), in steps of 20 ms."""
    longest = current = 0
    for loud in _levels(samples, rate) > threshold:
        current = 0 if loud else current + 1
        longest = max(longest, current)
    return longest * _FRAME_SECONDS


def find(needle: Samples, haystack: Samples, rate: int) -> Found:
    """Where ``needle`` (a prompt) begins in ``haystack`` (what was heard), both of that rate.

    The needle is cut into pieces of half a second, and each is sought by normalised cross-correlation.
    Wherever a piece fits best the needle may begin; a piece agrees with that when it fits there too, within
    a quarter of a second, be it that it fits elsewhere still better, as it does when the needle was said
    twice.  The score of the best such place is the sum of the correlations of those that agree divided by
    the number of pieces.  So it is near 1 for the whole needle, through A-law and a jitter buffer's slips,
    and about one half when half of it was played.
    The offset is negative when the beginning is missing.  Silence is found nowhere: score 0.
    """
    pieces = _pieces(needle, rate)
    if not pieces or haystack.size == 0:
        return Found(0.0, 0.0)
    correlate = _Correlator(haystack)
    curves = [(start, correlate(piece)) for start, piece in pieces]
    near = round(_SAME_PLACE_SECONDS * rate)
    begins = {int(np.argmax(curve)) - start for start, curve in curves}
    groups = [[vote for start, curve in curves for vote in _votes(start, curve, at, near)] for at in begins]
    best = max(groups, key=lambda group: sum(score for _, score in group))
    offset = float(np.median([place for place, _ in best])) / rate
    return Found(offset, sum(score for _, score in best) / len(pieces))


def _votes(start: int, curve: Samples, begin: int, near: int) -> list[tuple[int, float]]:
    """Where a piece has the needle begin near ``begin``, and how well it fits; nothing when it does not."""
    first = max(0, begin + start - near)
    around = curve[first : begin + start + near + 1]
    if not around.size:
        return []
    place = first + int(np.argmax(around))
    fits = around.max() >= _ALIKE or around.max() == curve.max()
    return [(place - start, float(around.max()))] if fits else []


class _Correlator:
    """Lays one piece after another along the same recording, by FFT."""

    def __init__(self, haystack: Samples) -> None:
        self._haystack = haystack
        self._energy = np.concatenate(([0.0], np.cumsum(np.square(haystack))))
        self._spectra: dict[int, npt.NDArray[np.complex128]] = {}

    def __call__(self, piece: Samples) -> Samples:
        """How well the piece fits at each place, 0 to 1."""
        last = self._haystack.size - piece.size
        if last < 0:
            return np.zeros(1)
        size = 1 << (self._haystack.size + piece.size - 1).bit_length()
        if size not in self._spectra:
            self._spectra[size] = np.fft.rfft(self._haystack, size)
        products = np.fft.irfft(self._spectra[size] * np.conj(np.fft.rfft(piece, size)), size)[: last + 1]
        energies = self._energy[piece.size :] - self._energy[: last + 1]
        floor = _QUIET**2 * piece.size
        norms = np.sqrt(np.maximum(energies, floor) * float(np.dot(piece, piece)))
        return np.asarray(np.maximum(0.0, products / norms), dtype=np.float64)


def _pieces(needle: Samples, rate: int) -> list[tuple[int, Samples]]:
    """The pieces of a needle that hold sound, each with its place; a short needle is one piece."""
    size = round(_PIECE_SECONDS * rate)
    starts = range(0, max(1, needle.size - size // 2), size)
    cut = [(start, needle[start : start + size]) for start in starts]
    enough = max(_QUIET, 0.1 * rms(needle))
    return [(start, piece) for start, piece in cut if rms(piece) > enough]


def _frames(samples: Samples, rate: int) -> Samples:
    size = round(_FRAME_SECONDS * rate)
    count = samples.size // size
    return samples[: count * size].reshape(count, size)


def _levels(samples: Samples, rate: int) -> Samples:
    frames = _frames(samples, rate)
    return np.asarray(np.sqrt(np.mean(np.square(frames), axis=1)), dtype=np.float64)
