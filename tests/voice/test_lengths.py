"""How long prompts last."""

import wave
from pathlib import Path

import pytest

from ivr.telephony.prompts import Prompt
from ivr.voice.lengths import Lengths
from ivr.voice.library import PromptLibrary

GOODBYE = Prompt("再见。", "zh")


def test_a_prompt_lasts_as_long_as_its_sound(tmp_path: Path) -> None:
    sound = PromptLibrary(tmp_path).path(GOODBYE)
    sound.parent.mkdir(parents=True)
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8000 * 7)

    assert Lengths(PromptLibrary(tmp_path)).seconds(GOODBYE) == 7.0


def test_one_without_a_sound_lasts_as_long_as_it_takes_to_say_it(tmp_path: Path) -> None:
    assert Lengths(PromptLibrary(tmp_path)).seconds(GOODBYE) == pytest.approx(0.66)


def test_a_file_that_is_no_sound_counts_as_none(tmp_path: Path) -> None:
    sound = PromptLibrary(tmp_path).path(GOODBYE)
    sound.parent.mkdir(parents=True)
    sound.write_bytes(b"RIFF")

    assert Lengths(PromptLibrary(tmp_path)).seconds(GOODBYE) == pytest.approx(0.66)
