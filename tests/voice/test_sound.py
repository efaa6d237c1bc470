"""Sound made fit for the telephone."""

import wave
from pathlib import Path

import numpy as np
import pytest

from ivr.voice.loudness import Samples, loudness
from ivr.voice.sound import PEAK, SilentSoundError, finished, levelled, read_wav, trimmed, write_wav


def tone(seconds: float, level: float = 0.5) -> Samples:
    return np.asarray(level * np.sin(2 * np.pi * 500 * np.arange(round(seconds * 8000)) / 8000))


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * 8000))


def test_silence_around_speech_is_cut_to_50_ms() -> None:
    sound = trimmed(np.concatenate([silence(0.8), tone(1), silence(1.3)]))
    assert sound.size / 8000 == pytest.approx(1.1, abs=0.02)
    assert np.flatnonzero(sound)[0] / 8000 == pytest.approx(0.05, abs=0.01)


def test_silence_is_added_where_there_was_none() -> None:
    sound = trimmed(tone(1))
    assert sound.size / 8000 == pytest.approx(1.1, abs=0.02)
    assert np.flatnonzero(sound)[0] / 8000 == pytest.approx(0.05, abs=0.01)


def test_a_soft_click_apart_from_the_word_is_cut_off() -> None:
    click = tone(0.03, level=0.01)
    sound = trimmed(np.concatenate([click, silence(0.2), tone(0.5), silence(0.2), click]))
    assert sound.size / 8000 == pytest.approx(0.6, abs=0.02)


def test_a_soft_consonant_beside_the_word_stays() -> None:
    consonant = tone(0.03, level=0.01)
    sound = trimmed(np.concatenate([consonant, silence(0.07), tone(0.5), silence(0.07), consonant]))
    assert sound.size / 8000 == pytest.approx(0.8, abs=0.02)


def test_a_pause_within_speech_stays() -> None:
    assert trimmed(np.concatenate([tone(1), silence(0.7), tone(1)])).size / 8000 == pytest.approx(
        2.8, abs=0.02
    )


def test_soft_and_loud_speech_end_equally_loud() -> None:
    soft, loud = finished(tone(2, level=0.01)), finished(tone(2, level=0.99))
    assert loudness(soft, 8000) == pytest.approx(-23, abs=0.2)
    assert loudness(loud, 8000) == pytest.approx(-23, abs=0.2)


def test_a_click_is_rounded_and_not_cut() -> None:
    clicking = tone(2, level=0.01)
    clicking[8000] = 0.9
    assert np.abs(levelled(clicking)).max() <= PEAK


def test_silence_is_refused() -> None:
    with pytest.raises(SilentSoundError, match=r"2\.00 s"):
        finished(silence(2))


def test_a_file_is_8_khz_16_bit_mono_and_reads_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "en" / "tone.wav"
    write_wav(file, tone(0.5))
    with wave.open(str(file)) as read:
        assert (read.getframerate(), read.getsampwidth(), read.getnchannels()) == (8000, 2, 1)
    assert np.abs(read_wav(file) - tone(0.5)).max() < 1 / 32767
    assert list(file.parent.iterdir()) == [file]
