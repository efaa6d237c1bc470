"""The fallback as Asterisk reads it: which sentence, in which language, a caller hears whom nobody serves.

The sentence is the first piece of a class of music, so that it is heard while telephones ring already and
ends the moment somebody answers.
"""

import re
from collections.abc import Iterable

import msgspec

_SOUND = re.compile(r"[0-9A-Za-z._/-]{1,200}")
_NUMBER = re.compile(r"[+*#0-9A-Za-z_-]{1,64}")

CONTEXT = "fallback"
"""The context of the extensions in which a caller is whom nobody of ours serves."""

CONTEXTS = frozenset({CONTEXT, f"switchroom-{CONTEXT}"})
"""The same, in an Asterisk of our own and in one that we are attached to."""

MUSIC = "fallback"
"""The class of music of callers whose language is not known; ``fallback-LANGUAGE`` are the others."""


class Fallback(msgspec.Struct, frozen=True):
    """``sounds`` are a sentence's sound in each language, ``languages`` that of each number dialled.

    ``notices`` is, by number, the sound of what its callers hear before anybody hears them.

    Sounds are names in the instance's sounds folder, without an ending; those that are not there are
    passed over.  A caller of any other number hears the sentence in each language, one after the other.
    """

    sounds: dict[str, str] = {}
    languages: dict[str, str] = {}
    notices: dict[str, str] = {}


class BadFallbackError(ValueError):
    """A sound's name that could change the meaning of a file of Asterisk's."""


def music_of(fallback: Fallback, sounds: str, tunes: Iterable[str], prefix: str = "") -> str:
    """The classes of music, for musiconhold.conf: a sentence, then the tunes (paths without endings).

    ``sounds`` is the sounds folder as Asterisk sees it, ``prefix`` stands before each class's name.
    Raises BadFallbackError.
    """
    each = {f"{MUSIC}-{language}": (sound,) for language, sound in fallback.sounds.items()}
    spoken = {MUSIC: tuple(fallback.sounds.values())} | each
    after = tuple(tunes)
    return "\n".join(
        _class(prefix + name, (*(f"{sounds}/{_checked(sound)}" for sound in said), *after))
        for name, said in spoken.items()
    )


def globals_of(fallback: Fallback) -> str:
    """Which class each number's callers hear, as global variables for extensions.conf."""
    return "\n".join(
        f"FALLBACK_{number} = {MUSIC}-{language}"
        for number, language in sorted(fallback.languages.items())
        # Another number cannot be dialled: the extensions filter these very signs.
        if _NUMBER.fullmatch(number) and language in fallback.sounds
    )


def notices_of(fallback: Fallback, sounds: str) -> str:
    """Which notice each number's callers hear, as global variables for extensions.conf."""
    return "\n".join(
        f"NOTICE_{number} = {sounds}/{_checked(sound)}"
        for number, sound in sorted(fallback.notices.items())
        if _NUMBER.fullmatch(number)
    )


def languages_of(fallback: Fallback, prefix: str) -> str:
    """The same as extensions that set the channel's music, where global variables are not ours."""
    return "\n".join(
        f"exten => {number},1,Set(CHANNEL(musicclass)={prefix}{MUSIC}-{language})\n same => n,Return()"
        for number, language in sorted(fallback.languages.items())
        if _NUMBER.fullmatch(number) and language in fallback.sounds
    )


def _class(name: str, entries: tuple[str, ...]) -> str:
    return "\n".join((f"[{name}]", "mode = playlist", *(f"entry = {entry}" for entry in entries)))


def _checked(sound: str) -> str:
    if _SOUND.fullmatch(sound) is None:
        raise BadFallbackError(f"sound {sound!r}: use letters, digits and ._/-")
    return sound
