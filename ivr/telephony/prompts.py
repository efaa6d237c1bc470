"""Prompts: what is said to somebody, as text in a language."""

import msgspec


class Prompt(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to say.  The shell finds the sound for it; the core never sees a file.

    ``text`` is what the caller hears, word for word; ``language`` is ``zh`` or ``en``; ``pace``
    how fast it is spoken, 1 being as fast as ever.
    """

    text: str
    language: str
    pace: float = 1.0
