"""The prompts and the music that are shipped."""

import wave
from pathlib import Path

import numpy as np
import pytest

from ivr.telephony.prompts import Prompt
from ivr.voice.index import read_index
from ivr.voice.library import PromptLibrary
from ivr.voice.loudness import loudness
from ivr.voice.music import piece
from ivr.voice.naming import sound_name
from ivr.voice.sound import read_wav
from ivr.voice.texts import read_texts
from ivr.voice.voices import VOICES

DIALPLANS = Path(__file__).parents[2] / "dialplans"
PROMPTS = DIALPLANS / "prompts"
SOUNDS = sorted(PROMPTS.glob("*/*.wav"))
MUSIC = sorted((DIALPLANS / "music").glob("*/*.wav"))

every_sound = pytest.mark.parametrize("file", SOUNDS, ids=lambda file: f"{file.parent.name}/{file.stem}")
every_piece = pytest.mark.parametrize("file", MUSIC, ids=lambda file: f"{file.parent.name}/{file.stem}")


def test_every_text_listed_has_its_sound() -> None:
    texts = read_texts(PROMPTS / "texts.yaml")
    assert len(texts) > 90
    assert PromptLibrary(PROMPTS).missing(texts) == ()


def test_the_index_names_every_sound_and_no_other() -> None:
    named = {f"{entry.language}/{name}" for name, entry in read_index(PROMPTS).items()}
    assert named == PromptLibrary(PROMPTS).present()


def test_every_sound_is_named_by_what_the_index_says_it_says() -> None:
    for name, entry in read_index(PROMPTS).items():
        assert sound_name(Prompt(entry.text, entry.language)) == f"{entry.language}/{name}"


def test_every_sound_was_spoken_by_the_voice_of_its_language() -> None:
    for entry in read_index(PROMPTS).values():
        assert entry.voice == VOICES[entry.language].NAME


def test_the_sounds_stay_small_enough_to_ship() -> None:
    assert sum(file.stat().st_size for file in SOUNDS + MUSIC) < 20_000_000


@pytest.mark.parametrize("file", SOUNDS + MUSIC, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_it_is_8_khz_16_bit_mono_equally_loud_and_unclipped(file: Path) -> None:
    with wave.open(str(file)) as read:
        assert (read.getframerate(), read.getsampwidth(), read.getnchannels()) == (8000, 2, 1)
    samples = read_wav(file)
    assert loudness(samples, 8000) == pytest.approx(-23, abs=1)
    assert np.abs(samples).max() < 0.95


@every_sound
def test_speech_begins_and_ends_within_a_tenth_of_a_second(file: Path) -> None:
    samples = read_wav(file)
    heard = np.flatnonzero(np.abs(samples) > 0.006)
    assert 0.02 < heard[0] / 8000 < 0.12
    assert 0.02 < (samples.size - heard[-1]) / 8000 < 0.12


@every_sound
def test_no_prompt_has_a_hole(file: Path) -> None:
    assert longest_silence(file) < 1.0


@every_piece
def test_music_never_falls_silent(file: Path) -> None:
    assert longest_silence(file) < 0.5
    assert 30 <= read_wav(file).size / 8000 <= 60


@every_piece
def test_music_repeats_without_a_click(file: Path) -> None:
    samples = read_wav(file)
    bend = np.abs(np.diff(np.concatenate([samples[-80:], samples[:80]]), 2))
    assert bend[78:80].max() <= 2 * bend[:78].max()


def test_the_music_shipped_is_what_the_script_plays() -> None:
    assert np.abs(read_wav(DIALPLANS / "music" / "default" / "round.wav") - piece()).max() < 0.001


def longest_silence(file: Path) -> float:
    """The longest time in seconds during which every 10 ms is below -50 dBFS."""
    samples = read_wav(file)
    frames = samples[: samples.size // 80 * 80].reshape(-1, 80)
    loud = np.flatnonzero(np.sqrt((frames**2).mean(axis=1)) > 10 ** (-50 / 20))
    edges = np.concatenate([[-1], loud, [len(frames)]])
    return float((np.diff(edges) - 1).max()) / 100
