"""The name of a prompt's sound file, which follows from its text, language and pace alone."""

import hashlib
import re
import unicodedata

from ivr.telephony.prompts import Prompt

_HEX_DIGITS = 16
_SPACE = re.compile(r"\s+")
# A text folded over several lines of YAML gains spaces, which mean nothing between Chinese characters.
_SPACE_BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")


def normalised(prompt: Prompt) -> str:
    """The prompt's text as it is spoken: composed Unicode, one space where there was any white space."""
    text = _SPACE.sub(" ", unicodedata.normalize("NFC", prompt.text)).strip()
    if prompt.language == "zh":
        return _SPACE_BESIDE_CHINESE.sub("", text)
    return text


def sound_hash(prompt: Prompt) -> str:
    """The 16 hexadecimal digits that stand for the prompt: SHA-256 of language, newline, normalised text.

    A pace that is not the ordinary one follows after another newline.
    """
    spoken = f"{prompt.language}\n{normalised(prompt)}" + (f"\n{prompt.pace:g}" if prompt.pace != 1 else "")
    return hashlib.sha256(spoken.encode()).hexdigest()[:_HEX_DIGITS]


def sound_name(prompt: Prompt) -> str:
    """The prompt's sound as Asterisk is told it: language, slash, hash, without a file's suffix."""
    return f"{prompt.language}/{sound_hash(prompt)}"
