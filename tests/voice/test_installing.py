"""Bringing sounds into Asterisk's folders."""

import os
import shutil
from pathlib import Path

import pytest

from ivr.voice.installing import install_music, install_sounds
from ivr.voice.library import PromptLibrary


@pytest.fixture
def library(tmp_path: Path) -> PromptLibrary:
    folder = tmp_path / "prompts"
    for name in ("en/1111111111111111", "zh/2222222222222222"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.wav").write_bytes(name.encode())
    (folder / "index.json").write_text("{}")
    return PromptLibrary(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_all_sounds_and_nothing_else_are_brought(library: PromptLibrary, tmp_path: Path) -> None:
    target = tmp_path / "sounds"
    assert install_sounds(library, target) == ("en/1111111111111111", "zh/2222222222222222")
    assert contents(target) == {
        "en/1111111111111111.wav": b"en/1111111111111111",
        "zh/2222222222222222.wav": b"zh/2222222222222222",
    }


def test_what_is_there_already_is_not_brought_again(library: PromptLibrary, tmp_path: Path) -> None:
    install_sounds(library, tmp_path / "sounds")
    (library.folder / "en" / "3333333333333333.wav").write_bytes(b"new")
    assert install_sounds(library, tmp_path / "sounds") == ("en/3333333333333333",)


def test_a_sound_rendered_again_replaces_the_older(library: PromptLibrary, tmp_path: Path) -> None:
    target = tmp_path / "sounds"
    install_sounds(library, target)
    (library.folder / "en" / "1111111111111111.wav").write_bytes(b"spoken by somebody else")
    assert install_sounds(library, target) == ("en/1111111111111111",)
    assert (target / "en" / "1111111111111111.wav").read_bytes() == b"spoken by somebody else"


def test_a_call_that_listens_to_the_older_sound_hears_it_to_the_end(
    library: PromptLibrary, tmp_path: Path
) -> None:
    target = tmp_path / "sounds"
    install_sounds(library, target)
    with (target / "en" / "1111111111111111.wav").open("rb") as listening:
        (library.folder / "en" / "1111111111111111.wav").write_bytes(b"new")
        install_sounds(library, target)
        assert listening.read() == b"en/1111111111111111"


def test_asterisk_may_read_what_only_we_could_read(library: PromptLibrary, tmp_path: Path) -> None:
    source = library.folder / "en" / "1111111111111111.wav"
    source.chmod(0o600)
    install_sounds(library, tmp_path / "sounds")
    assert (tmp_path / "sounds" / "en" / source.name).stat().st_mode & 0o777 == 0o644
    assert source.stat().st_mode & 0o777 == 0o600


def test_a_copy_that_fails_leaves_no_half_a_sound(
    library: PromptLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_full(source: Path, target: Path) -> None:
        target.write_bytes(b"en/1")
        raise OSError("no space left on device")

    monkeypatch.setattr(shutil, "copy2", disk_full)
    with pytest.raises(OSError, match="no space"):
        install_sounds(library, tmp_path / "sounds")
    assert contents(tmp_path / "sounds") == {}


def test_music_keeps_its_class(tmp_path: Path) -> None:
    piece = tmp_path / "music" / "default" / "round.wav"
    piece.parent.mkdir(parents=True)
    piece.write_bytes(b"music")
    assert install_music(tmp_path / "music", tmp_path / "moh") == ("default/round",)
    assert install_music(tmp_path / "music", tmp_path / "moh") == ()
    assert os.listdir(tmp_path / "moh" / "default") == ["round.wav"]
