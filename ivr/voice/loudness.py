"""Loudness of mono sound as ITU-R BS.1770-4 measures it, at any sampling rate.

The standard gives its two filters, one for the head and one for the ear, as coefficients for 48 kHz.
Only the weighted power is wanted, so their frequency response is applied as it is, at every rate.
"""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

_BLOCK_SECONDS = 0.4
_STEPS_A_BLOCK = 4
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_OFFSET = -0.691
_STANDARD_RATE = 48000
_HEAD = (1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)
_EAR = (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)
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
    """The samples through both filters, padded so that the end does not meet the start."""
    size = samples.size + rate
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / rate) / _STANDARD_RATE)
    response = np.ones_like(delay)
    for ahead, back in (_HEAD, _EAR):
        response *= np.polyval(ahead[::-1], delay) / np.polyval(back[::-1], delay)
    return np.asarray(np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: samples.size])
