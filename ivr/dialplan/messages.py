"""Messages: what is said to administrators, in Chinese and in English."""

import msgspec


class Message(msgspec.Struct, frozen=True):
    """One sentence in both languages of the house."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in Chinese for ``zh`` and in English for every other language."""
        return self.zh if language == "zh" else self.en


NOTHING = Message("", "")
"""The message that says nothing: a problem whose remedy is plain from what it says."""
