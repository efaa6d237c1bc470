"""Rendering what is missing, with a stand-in for the process in which a voice speaks."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ivr.telephony.prompts import Prompt
from ivr.voice.errors import NoVoiceError, VoiceUnavailableError
from ivr.voice.index import Entry, read_index
from ivr.voice.library import PromptLibrary
from ivr.voice.naming import sound_hash
from ivr.voice.speaking import Speaker
from ivr.voice.studio import Spoken, render
from ivr.voice.voices import VOICES, requirements

HELLO = Prompt("Hello.", "en")
GOODBYE = Prompt("Goodbye.", "en")

STAND_IN = f"""#!{sys.executable}
import json, pathlib, sys
for line in sys.stdin:
    asked = json.loads(line)
    if asked["text"] == "Crash.":
        sys.exit("out of memory")
    if asked["text"] == "Hush.":
        print(json.dumps({{"failed": "nothing to hear"}}), flush=True)
        continue
    file = pathlib.Path(asked["file"])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(asked["text"])
    print(json.dumps({{"seconds": 1.5}}), flush=True)
"""


@pytest.fixture
def library(tmp_path: Path) -> PromptLibrary:
    folder = tmp_path / "prompts"
    folder.mkdir()
    return PromptLibrary(folder)


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    """A studio in which the English voice is installed, and is the stand-in."""
    home = tmp_path / "studio" / "en"
    python = home / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STAND_IN)
    python.chmod(0o755)
    (home / "installed.txt").write_bytes(requirements(VOICES["en"]).read_bytes())
    return tmp_path / "studio"


def rendered(library: PromptLibrary, prompts: list[Prompt], studio: Path) -> list[Spoken]:
    told: list[Spoken] = []
    render(library, prompts, studio, lambda doing: None, told.append)
    return told


def test_what_is_missing_is_spoken_and_told(library: PromptLibrary, studio: Path) -> None:
    assert rendered(library, [HELLO, GOODBYE], studio) == [Spoken(HELLO, 1.5), Spoken(GOODBYE, 1.5)]
    assert library.file(HELLO).read_text() == "Hello."


def test_what_is_there_is_not_spoken_again(library: PromptLibrary, studio: Path) -> None:
    rendered(library, [HELLO], studio)
    assert rendered(library, [HELLO, GOODBYE], studio) == [Spoken(GOODBYE, 1.5)]


def test_the_index_tells_what_each_file_says_and_who_says_it(library: PromptLibrary, studio: Path) -> None:
    rendered(library, [HELLO], studio)
    rendered(library, [Prompt("Goodbye.\n", "en")], studio)
    voice = VOICES["en"].NAME
    assert read_index(library.folder) == {
        sound_hash(HELLO): Entry("en", "Hello.", voice),
        sound_hash(GOODBYE): Entry("en", "Goodbye.", voice),
    }


def test_a_voice_that_dies_is_named_with_its_last_words_and_what_it_said_before_is_kept(
    library: PromptLibrary, studio: Path
) -> None:
    with pytest.raises(VoiceUnavailableError, match="out of memory") as error:
        rendered(library, [HELLO, Prompt("Crash.", "en"), GOODBYE], studio)
    assert str(studio / "en") in str(error.value)
    assert list(read_index(library.folder)) == [sound_hash(HELLO)]
    assert not library.has(GOODBYE)


def test_a_text_that_gives_no_sound_is_named(library: PromptLibrary, studio: Path) -> None:
    with pytest.raises(VoiceUnavailableError, match=r"“Hush\.” gave nothing to hear; rephrase it"):
        rendered(library, [Prompt("Hush.", "en")], studio)


def test_a_language_without_a_voice_is_refused_before_anything_is_spoken(
    library: PromptLibrary, studio: Path
) -> None:
    with pytest.raises(NoVoiceError, match=r"“fr”.*en, zh"):
        rendered(library, [HELLO, Prompt("Allô.", "fr")], studio)
    assert library.present() == frozenset()


def test_the_process_ends_with_the_block(studio: Path, tmp_path: Path) -> None:
    with Speaker(VOICES["en"], studio / "en" / "bin" / "python") as speaker:
        speaker.say("Hello.", tmp_path / "hello.wav")
    assert speaker._process.returncode == 0


def test_an_installation_that_fails_says_why_and_is_begun_anew_next_time(
    library: PromptLibrary, studio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(words: tuple[str, ...], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(words, int("pip" in words), "", "no route to host\n")

    (studio / "en" / "installed.txt").write_text("older packages")
    monkeypatch.setattr(subprocess, "run", no_network)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(VoiceUnavailableError, match=r"pip install failed: no route to host; mend that"):
        rendered(library, [HELLO], studio)
    assert not (studio / "en" / "installed.txt").exists()


def test_a_voice_starts_without_the_servers_packages() -> None:
    """Its environment has none of them; numpy is among its own."""
    blocked = ("msgspec", "yaml", "pydantic", "typer", "rich", "structlog")
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({blocked!r})); import ivr.voice.worker; "
        "print(sorted(ivr.voice.worker.VOICES))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "['en', 'zh']\n"


def test_every_voice_pins_its_packages_by_hash() -> None:
    for voice in VOICES.values():
        pinned = requirements(voice).read_text()
        assert pinned.count("==") > 5
        assert all("--hash=sha256:" in package for package in pinned.split("==")[1:])
