"""What keeps us from attaching or detaching, told to the administrator in both languages."""

from ivr.dialplan.messages import Message


class AttachError(Exception):
    """It cannot be done as things are; nothing was changed unless the sentence says so."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message)

    def __str__(self) -> str:
        return self.message.en

    def in_language(self, language: str) -> str:
        """The sentence in Chinese for ``zh``, in English for every other language."""
        return self.message.in_language(language)
