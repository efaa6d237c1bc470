"""What can go wrong with prompts and voices, each with its remedy."""

from pathlib import Path


class VoiceError(Exception):
    """Something about a prompt, a voice or their files is wrong."""


class PromptMissingError(VoiceError):
    """A prompt was asked for that nobody has rendered."""

    def __init__(self, text: str, language: str, file: Path) -> None:
        super().__init__(text, language, file)
        self.text = text
        self.language = language
        self.file = file

    def __str__(self) -> str:
        return (
            f"prompt “{self.text}” ({self.language}) has no sound at {self.file}; "
            "add the text to dialplans/prompts/texts.yaml if it is in no dialplan, "
            "and run: switchroom prompts render"
        )


class NoVoiceError(VoiceError):
    """A prompt is in a language that no voice speaks."""

    def __init__(self, language: str, spoken: tuple[str, ...]) -> None:
        super().__init__(language, spoken)
        self.language = language
        self.spoken = spoken

    def __str__(self) -> str:
        return (
            f"no voice speaks “{self.language}”; there are voices for {', '.join(self.spoken)}: "
            "correct the prompt's language, or add a file to ivr/voice/voices"
        )


class VoiceUnavailableError(VoiceError):
    """A voice could not be installed or started."""

    def __init__(self, voice: str, place: Path, reason: str) -> None:
        super().__init__(voice, place, reason)
        self.voice = voice
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        return f"voice {self.voice} in {self.place} cannot speak: {self.reason}"


class BadListError(VoiceError):
    """A folder's index or list of texts cannot be read."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.file} cannot be read: {self.reason}; mend it, or take it from version control again"
