"""Loudness, held against the figures of the standard."""

import numpy as np
import pytest

from ivr.voice.loudness import Samples, loudness


def sine(frequency: float, level: float, seconds: float, rate: int) -> Samples:
    time = np.arange(round(seconds * rate)) / rate
    return np.asarray(10 ** (level / 20) * np.sin(2 * np.pi * frequency * time))


@pytest.mark.parametrize("rate", [8000, 24000, 48000])
def test_a_full_tone_of_997_hz_on_one_channel_has_minus_3_lufs(rate: int) -> None:
    """The calibration of BS.1770-4."""
    assert loudness(sine(997, 0, 10, rate), rate) == pytest.approx(-3.01, abs=0.1)


def test_ten_decibels_less_are_ten_units_less() -> None:
    assert loudness(sine(997, -33, 5, 8000), 8000) == pytest.approx(-36.01, abs=0.1)


def test_bass_counts_little_and_treble_much() -> None:
    middle = loudness(sine(1000, -20, 5, 8000), 8000)
    assert loudness(sine(40, -20, 5, 8000), 8000) < middle - 3
    assert loudness(sine(3500, -20, 5, 8000), 8000) > middle + 2


def test_pauses_do_not_count() -> None:
    tone = sine(997, -20, 4, 8000)
    assert loudness(np.concatenate([tone, np.zeros(40_000), tone]), 8000) == pytest.approx(-23, abs=0.5)


def test_a_word_shorter_than_a_block_has_a_loudness() -> None:
    assert loudness(sine(997, -20, 0.2, 8000), 8000) == pytest.approx(-23, abs=0.5)


def test_silence_is_endlessly_soft() -> None:
    assert loudness(np.zeros(8000), 8000) == float("-inf")
