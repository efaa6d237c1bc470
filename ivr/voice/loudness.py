"""Loudness of mono sound as ITU-R BS.1770-4 measures it, at any sampling rate.

The standard gives its two filters as coefficients for 48 kHz.  They are a high shelf of 4 dB, which
stands for the head, and a high pass, for the ear; here their frequency response is computed for the
rate at hand, since only the weighted power is wanted.
"""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

_BLOCK_SECONDS = 0.4
_STEPS_A_BLOCK = 4
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_OFFSET = -0.691
_QUIETEST = 1e-12


def loudness(samples: Samples, rate: int) -> float:
    """The integrated loudness in LUFS of samples between -1 and 1 at ``rate`` Hz.

    Sound shorter than one block of 400 ms is measured as one block of its own length.
    """
    powers = _block_powers(_weighted(samples, rate), rate)
    heard = powers[_lufs(powers) > _ABSOLUTE_GATE]
    if heard.size == 0:
        return float("-inf")
    gate = float(_lufs(heard.mean())) + _RELATIVE_GATE
    return float(_lufs(heard[_lufs(heard) > gate].mean()))


def _lufs(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(_OFFSET + 10 * np.log10(np.maximum(power, _QUIETEST)))


def _block_powers(weighted: Samples, rate: int) -> NDArray[np.float64]:
    block = min(int(_BLOCK_SECONDS * rate), weighted.size)
    step = max(1, block // _STEPS_A_BLOCK)
    energy = np.concatenate([[0.0], np.cumsum(weighted**2)])
    starts = np.arange(0, weighted.size - block + 1, step)
    return np.asarray((energy[starts + block] - energy[starts]) / max(1, block))


def _weighted(samples: Samples, rate: int) -> Samples:
    """The samples through the K-weighting filters, padded so that the end does not meet the start."""
    size = samples.size + rate
    response = _shelf(size, rate) * _high_pass(size, rate)
    return np.asarray(np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: samples.size])


def _shelf(size: int, rate: int) -> NDArray[np.complex128]:
    """The first stage: a high shelf of 3.99984 dB at 1681.97 Hz, Q 0.70718."""
    gain, quality, tangent = (
        10 ** (3.99984385397 / 20),
        0.7071752369554193,
        _tangent(1681.9744509555319, rate),
    )
    middle = gain**0.499666774155
    ahead = (
        gain + middle * tangent / quality + tangent**2,
        2 * (tangent**2 - gain),
        gain - middle * tangent / quality + tangent**2,
    )
    return _response(ahead, _poles(tangent, quality), size)


def _high_pass(size: int, rate: int) -> NDArray[np.complex128]:
    """The second stage: a high pass at 38.135 Hz, Q 0.50033."""
    tangent = _tangent(38.13547087613982, rate)
    return _response((1.0, -2.0, 1.0), _poles(tangent, 0.5003270373253953), size)


def _tangent(frequency: float, rate: int) -> float:
    return float(np.tan(np.pi * frequency / rate))


def _poles(tangent: float, quality: float) -> tuple[float, float, float]:
    return (
        1 + tangent / quality + tangent**2,
        2 * (tangent**2 - 1),
        1 - tangent / quality + tangent**2,
    )


def _response(
    ahead: tuple[float, float, float], back: tuple[float, float, float], size: int
) -> NDArray[np.complex128]:
    """The frequency response of a second-order section at the frequencies of a real FFT."""
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    return np.asarray(np.polyval(ahead[::-1], delay) / np.polyval(back[::-1], delay))
