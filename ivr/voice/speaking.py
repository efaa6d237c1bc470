"""The process in which a voice speaks, seen from this side."""

import os
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

import ivr
from ivr.voice.errors import VoiceUnavailableError
from ivr.voice.voices import Voice

# Our files come last on the path, so that nothing installed beside them hides the voice's packages.
_START = "import sys; sys.path.append(sys.argv[1]); from ivr.voice.worker import main; main(sys.argv[2])"
_LAST_LINES = 3
_PATIENCE_SECONDS = 10


class _Request(msgspec.Struct, frozen=True):
    text: str
    file: str
    pace: float


class _Answer(msgspec.Struct, frozen=True):
    seconds: float = 0.0
    failed: str = ""


class Speaker:
    """A running voice.  A context manager: the process ends with the block."""

    def __init__(self, voice: Voice, python: Path) -> None:
        """``python`` is the interpreter of the voice's own environment."""
        self._voice = voice
        self._folder = python.parents[1]
        # A file and no pipe: what libraries complain about may be longer than a pipe holds.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the block
        self._process = subprocess.Popen(
            [str(python), "-c", _START, str(Path(ivr.__file__).parents[1]), voice.LANGUAGE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env={**os.environ, "KOKORO_JA_CACHE": str(self._folder / "model")},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._process.communicate(timeout=_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        finally:
            self._complaints.close()

    def say(self, text: str, file: Path, pace: float = 1.0) -> float:
        """Speak a text into a WAV file; answers its length in seconds.  Raises VoiceUnavailableError."""
        answer = self._ask(_Request(text, str(file.absolute()), pace))
        if answer.failed:
            raise VoiceUnavailableError(
                self._voice.NAME, self._folder, f"“{text}” gave {answer.failed}; rephrase it"
            )
        return answer.seconds

    def _ask(self, request: _Request) -> _Answer:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(msgspec.json.encode(request) + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            raise self._ended()
        return msgspec.json.decode(line, type=_Answer)

    def _ended(self) -> VoiceUnavailableError:
        self._process.wait()
        self._complaints.seek(0)
        said = last_lines(self._complaints.read().decode(errors="replace"))
        remedy = f"remove {self._folder} and render again"
        return VoiceUnavailableError(self._voice.NAME, self._folder, f"its process ended: {said}; {remedy}")


def last_lines(text: str) -> str:
    """The end of what a program said, on one line."""
    return " / ".join(text.strip().splitlines()[-_LAST_LINES:])
