"""The process in which a voice speaks: requests as JSON lines in, answers as JSON lines out.

It runs in the voice's own environment, which has neither the server's packages nor needs them; so
only the standard library, the voice's packages and the few files of ours beside this one are imported.

Request ``{"text": …, "file": …, "pace": …}``; answer ``{"seconds": …}`` or
``{"failed": …}``, in the same order.
"""

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from ivr.voice.sound import RATE, finished, write_wav
from ivr.voice.voices import SPOKEN_RATE, VOICES, Speak


def main(language: str) -> None:
    """Answer requests until the input ends."""
    answers = _private_output()
    speak = VOICES[language].load()
    for line in sys.stdin:
        request = json.loads(line)
        answer = _answer(speak, request["text"], request["pace"], Path(request["file"]))
        print(json.dumps(answer), file=answers, flush=True)


def _private_output() -> TextIO:
    """The standard output for us alone: what libraries print goes to the standard error instead."""
    ours = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return ours


def _answer(speak: Speak, text: str, pace: float, file: Path) -> dict[str, Any]:
    soxr: Any = importlib.import_module("soxr")
    try:
        samples = finished(soxr.resample(speak(text, pace), SPOKEN_RATE, RATE, "VHQ").astype("float64"))
    except ValueError as reason:
        return {"failed": str(reason)}
    write_wav(file, samples)
    return {"seconds": samples.size / RATE}
