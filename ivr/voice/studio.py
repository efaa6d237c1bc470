"""The studio: installs a voice in an environment of its own and has it speak what is missing."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from ivr.telephony.prompts import Prompt
from ivr.voice.errors import NoVoiceError, VoiceUnavailableError
from ivr.voice.index import Entry, read_index, write_index
from ivr.voice.library import PromptLibrary
from ivr.voice.naming import normalised, sound_hash
from ivr.voice.speaking import Speaker, last_lines
from ivr.voice.voices import VOICES, Voice, requirements

Tell = Callable[[str], None]
"""Told what is being done now, in a few words."""

# The packages of the Chinese voice have no releases for later Pythons.
_PYTHONS = ("python3.12", "python3.11")


class Spoken(msgspec.Struct, frozen=True):
    """A prompt that was rendered, and how many seconds it lasts."""

    prompt: Prompt
    seconds: float


def render(
    library: PromptLibrary,
    prompts: Iterable[Prompt],
    studio: Path,
    tell: Tell,
    spoken: Callable[[Spoken], None],
) -> None:
    """Render those of the prompts that the library lacks, and note them in its index.

    Voices are installed under the folder ``studio`` when first needed.  ``spoken`` is told each
    prompt when its file and its line in the index are there.

    Raises NoVoiceError, VoiceUnavailableError, OSError.
    """
    by_language: dict[str, list[Prompt]] = {}
    for prompt in library.missing(prompts):
        by_language.setdefault(prompt.language, []).append(prompt)
    for language in by_language:
        if language not in VOICES:
            raise NoVoiceError(language, tuple(sorted(VOICES)))
    for language, lines in by_language.items():
        voice = VOICES[language]
        python = _environment(voice, studio / language, tell)
        tell(f"loading voice {voice.NAME}")
        with Speaker(voice, python) as speaker:
            for prompt in lines:
                seconds = speaker.say(normalised(prompt), library.path(prompt), prompt.pace)
                _note(library, prompt, voice)
                spoken(Spoken(prompt, seconds))


def _environment(voice: Voice, folder: Path, tell: Tell) -> Path:
    """The voice's own Python, with its pinned packages; made where it is not there in full."""
    python = folder / "bin" / "python"
    wanted = requirements(voice).read_bytes()
    stamp = folder / "installed.txt"
    if stamp.is_file() and stamp.read_bytes() == wanted:
        return python
    tell(f"installing voice {voice.NAME} into {folder} (about a minute, once)")
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _command(voice, folder, _python(voice, folder), "-m", "venv", str(folder))
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")
    _command(voice, folder, str(python), *install, "-r", str(requirements(voice)))
    stamp.write_bytes(wanted)
    return python


def _python(voice: Voice, folder: Path) -> str:
    """A Python for which the voices' packages exist: 3.11 or 3.12."""
    if sys.version_info[:2] <= (3, 12):
        return sys.executable
    for name in _PYTHONS:
        if found := shutil.which(name):
            return found
    raise VoiceUnavailableError(voice.NAME, folder, f"it needs {' or '.join(_PYTHONS)} on PATH: install one")


def _command(voice: Voice, folder: Path, *words: str) -> None:
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = f"{' '.join(words[1:4])} failed: {last_lines(done.stderr)}"
        raise VoiceUnavailableError(voice.NAME, folder, f"{reason}; mend that and run the same command again")


def _note(library: PromptLibrary, prompt: Prompt, voice: Voice) -> None:
    entry = Entry(language=prompt.language, text=normalised(prompt), voice=voice.NAME, pace=prompt.pace)
    write_index(library.folder, {**read_index(library.folder), sound_hash(prompt): entry})
