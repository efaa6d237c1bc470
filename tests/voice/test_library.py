"""The library of rendered prompts."""

from pathlib import Path

import pytest

from ivr.telephony.prompts import Prompt
from ivr.voice.errors import PromptMissingError
from ivr.voice.library import PromptLibrary
from ivr.voice.naming import sound_name

HELLO = Prompt("Hello.", "en")
GOODBYE = Prompt("Goodbye.", "en")


@pytest.fixture
def library(tmp_path: Path) -> PromptLibrary:
    file = tmp_path / f"{sound_name(HELLO)}.wav"
    file.parent.mkdir()
    file.write_bytes(b"sound")
    return PromptLibrary(tmp_path)


def test_a_rendered_prompt_is_there(library: PromptLibrary) -> None:
    assert library.has(HELLO)
    assert library.file(HELLO).read_bytes() == b"sound"


def test_a_prompt_nobody_rendered_is_missing(library: PromptLibrary) -> None:
    assert not library.has(GOODBYE)
    assert library.missing([GOODBYE, HELLO]) == (GOODBYE,)


def test_a_missing_prompt_is_named_once_however_often_it_is_said(library: PromptLibrary) -> None:
    assert library.missing([GOODBYE, Prompt(" Goodbye. ", "en"), GOODBYE]) == (GOODBYE,)


def test_asking_for_a_missing_prompts_file_names_text_place_and_remedy(library: PromptLibrary) -> None:
    with pytest.raises(PromptMissingError) as error:
        library.file(GOODBYE)
    assert "Goodbye." in str(error.value)
    assert str(library.path(GOODBYE)) in str(error.value)
    assert "switchroom prompts render" in str(error.value)


def test_the_sounds_present_are_named_as_prompts_are(library: PromptLibrary) -> None:
    assert library.present() == frozenset({sound_name(HELLO)})


def test_a_prompt_rendered_later_is_found_without_a_restart(library: PromptLibrary) -> None:
    library.path(GOODBYE).write_bytes(b"sound")
    assert library.has(GOODBYE)
    assert library.missing([GOODBYE]) == ()


def test_a_folder_that_does_not_exist_holds_nothing(tmp_path: Path) -> None:
    nowhere = PromptLibrary(tmp_path / "nowhere")
    assert nowhere.present() == frozenset()
    assert nowhere.missing([HELLO]) == (HELLO,)
