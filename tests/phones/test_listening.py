"""What listening finds in sounds made for it."""

from pathlib import Path

import numpy as np
import pytest

from ivr.phones.listening import (
    Samples,
    dominant_frequency,
    find,
    longest_silence,
    loud_share,
    read_tracks,
    read_wav,
    rms,
    tone,
    tone_level,
    tone_share,
    write_wav,
)

RATE = 8000


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE))


def speech(seconds: float, seed: int) -> Samples:
    """Something like speech: noise below 1 kHz in syllables of a quarter of a second."""
    noise = np.random.default_rng(seed).normal(size=round(seconds * RATE))
    smooth = np.convolve(noise, np.hanning(9), "same")
    syllables = np.random.default_rng(seed + 1).uniform(0.1, 1.0, size=round(seconds * 4) + 1)
    samples = smooth * np.repeat(syllables, RATE // 4)[: smooth.size]
    return np.asarray(0.3 * samples / np.abs(samples).max(), dtype=np.float64)


def through_a_law(samples: Samples) -> Samples:
    """To A-law's 8 bits and back, by its formula."""
    a = 87.6
    sign, size = np.sign(samples), np.abs(samples)
    factor = 1 + np.log(a)
    squeezed = np.where(size < 1 / a, a * size / factor, (1 + np.log(np.maximum(a * size, 1))) / factor)
    steps = np.round(squeezed * 127) / 127
    opened = np.where(steps < 1 / factor, steps * factor / a, np.exp(steps * factor - 1) / a)
    return np.asarray(sign * opened, dtype=np.float64)


def test_a_tone_has_its_frequency_and_level() -> None:
    samples = tone(440, 1.0, level=0.5)
    assert dominant_frequency(samples, RATE) == pytest.approx(440, abs=1)
    assert rms(samples) == pytest.approx(0.5 / np.sqrt(2), rel=0.01)
    assert tone_level(samples, RATE, 440) == pytest.approx(0.5, rel=0.01)
    assert tone_level(samples, RATE, 1000) < 0.01


def test_silence_has_neither_level_nor_frequency() -> None:
    assert rms(silence(1)) == 0
    assert dominant_frequency(silence(1), RATE) == 0
    assert tone_level(silence(0), RATE, 440) == 0
    assert rms(silence(0)) == 0


def test_the_share_of_a_tone_is_the_time_it_is_heard() -> None:
    samples = np.concatenate([tone(440, 1.0), silence(1.0), tone(1000, 2.0)])
    assert tone_share(samples, RATE, 440) == pytest.approx(0.25, abs=0.02)
    assert tone_share(samples, RATE, 1000) == pytest.approx(0.5, abs=0.02)
    assert tone_share(samples, RATE, 600) == 0
    assert tone_share(tone(440, 1.0, level=1e-5), RATE, 440) == 0
    assert loud_share(samples, RATE) == pytest.approx(0.75, abs=0.01)


def test_the_share_of_a_tone_outlives_slips_of_its_phase() -> None:
    whole = tone(440, 4.0)
    slipped = np.concatenate([whole[place : place + 1500] for place in range(0, 30000, 1600)])
    assert tone_share(slipped, RATE, 440) > 0.9
    assert tone_level(slipped, RATE, 440) < 0.25


def test_the_longest_silence_is_found_between_sounds() -> None:
    samples = np.concatenate([tone(440, 0.5), silence(0.4), tone(440, 0.5), silence(1.2), tone(440, 0.1)])
    assert longest_silence(samples, RATE) == pytest.approx(1.2, abs=0.04)
    assert longest_silence(tone(440, 1.0), RATE) == 0
    assert longest_silence(silence(2.0), RATE) == pytest.approx(2.0)


def test_a_prompt_is_found_where_it_begins() -> None:
    prompt = speech(3.0, seed=1)
    heard = np.concatenate([silence(1.25), prompt, silence(0.5)])
    found = find(prompt, heard, RATE)
    assert found.offset == pytest.approx(1.25, abs=0.001)
    assert found.score > 0.999


def test_a_prompt_is_found_through_a_law_noise_and_other_speech() -> None:
    prompt = speech(3.0, seed=2)
    heard = np.concatenate([speech(2.0, seed=9), 0.5 * prompt, speech(2.0, seed=11)])
    noisy = through_a_law(heard) + np.random.default_rng(3).normal(scale=0.003, size=heard.size)
    found = find(prompt, noisy, RATE)
    assert found.offset == pytest.approx(2.0, abs=0.001)
    assert found.score > 0.95


def test_a_prompt_is_found_through_the_slips_of_a_jitter_buffer() -> None:
    prompt = speech(4.0, seed=4)
    slipped = np.concatenate([prompt[:9000], prompt[9160:20000], silence(0.02), prompt[20000:]])
    found = find(prompt, np.concatenate([silence(0.7), slipped]), RATE)
    assert found.offset == pytest.approx(0.7, abs=0.03)
    assert found.score > 0.8


def test_a_prompt_said_twice_is_found_though_each_saying_slips_elsewhere() -> None:
    prompt = speech(1.0, seed=5)
    early = np.concatenate([prompt[: RATE // 4], prompt[RATE // 4 + 160 :]])
    late = np.concatenate([prompt[: 3 * RATE // 4], prompt[3 * RATE // 4 + 160 :]])
    found = find(prompt, np.concatenate([silence(0.5), late, silence(2.0), early, silence(0.5)]), RATE)

    assert found.score > 0.7


def test_half_a_prompt_has_half_the_score() -> None:
    prompt = speech(4.0, seed=5)
    found = find(prompt, np.concatenate([silence(0.3), prompt[: 2 * RATE], silence(3.0)]), RATE)
    assert found.offset == pytest.approx(0.3, abs=0.001)
    assert found.score == pytest.approx(0.5, abs=0.06)


def test_a_prompt_whose_beginning_is_missing_begins_before_the_recording() -> None:
    prompt = speech(4.0, seed=6)
    found = find(prompt, np.concatenate([prompt[RATE:], silence(1.0)]), RATE)
    assert found.offset == pytest.approx(-1.0, abs=0.001)
    assert found.score == pytest.approx(0.75, abs=0.06)


def test_another_prompt_is_not_found() -> None:
    assert find(speech(3.0, seed=7), speech(8.0, seed=8), RATE).score < 0.4


def test_nothing_is_found_in_silence_and_silence_nowhere() -> None:
    assert find(speech(1.0, seed=1), silence(3.0), RATE).score == 0
    assert find(silence(1.0), speech(3.0, seed=1), RATE).score == 0
    assert find(speech(1.0, seed=1), silence(0.0), RATE).score == 0


def test_a_recording_shorter_than_a_piece_holds_nothing() -> None:
    assert find(speech(1.0, seed=1), speech(0.1, seed=1), RATE).score == 0


def test_tracks_are_kept_apart_and_a_file_is_their_mean(tmp_path: Path) -> None:
    import soundfile

    both = np.stack([tone(440, 1.0), tone(1000, 1.0)], axis=1)
    soundfile.write(tmp_path / "two.wav", both, RATE, subtype="PCM_16")
    (caller, agent), rate = read_tracks(tmp_path / "two.wav")
    assert dominant_frequency(caller, rate) == pytest.approx(440, abs=1)
    assert dominant_frequency(agent, rate) == pytest.approx(1000, abs=1)
    mixed, _ = read_wav(tmp_path / "two.wav")
    assert tone_level(mixed, rate, 440) == pytest.approx(0.15, abs=0.01)


def test_a_written_file_reads_back(tmp_path: Path) -> None:
    write_wav(tmp_path / "new" / "tone.wav", tone(440, 0.5))
    samples, rate = read_wav(tmp_path / "new" / "tone.wav")
    assert (samples.size, rate) == (4000, 8000)
    assert np.abs(samples - tone(440, 0.5)).max() < 1e-4
