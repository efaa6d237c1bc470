"""Lengths: how long prompts last, by their sounds."""

import wave

from ivr.rehearsal.room import spoken_seconds
from ivr.telephony.prompts import Prompt
from ivr.voice.library import PromptLibrary


class Lengths:
    """How long each prompt of a library lasts; one without a sound as long as it takes to say it, about."""

    def __init__(self, library: PromptLibrary) -> None:
        self._library = library
        self._known: dict[Prompt, float] = {}

    def seconds(self, prompt: Prompt) -> float:
        """How long the prompt lasts, in seconds."""
        if prompt not in self._known:
            self._known[prompt] = self._measured(prompt)
        return self._known[prompt]

    def _measured(self, prompt: Prompt) -> float:
        try:
            with wave.open(str(self._library.path(prompt)), "rb") as sound:
                return sound.getnframes() / sound.getframerate()
        except (OSError, EOFError, wave.Error, ZeroDivisionError):
            return spoken_seconds(prompt)
