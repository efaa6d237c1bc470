"""Lists of texts to be rendered: YAML, each line one thing to say in several languages."""

from pathlib import Path

import msgspec
import yaml

from ivr.telephony.prompts import Prompt
from ivr.voice.errors import BadListError


def read_texts(file: Path) -> tuple[Prompt, ...]:
    """The prompts of a list such as ``- {zh: 再见。, en: Goodbye.}``, in its order.

    Texts are strings: a bare ``1`` has to be quoted.  Raises BadListError, OSError.
    """
    try:
        read = yaml.load(file.read_bytes(), yaml.CSafeLoader)
        lines = msgspec.convert(read or [], list[dict[str, str]])
    except (yaml.YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadListError(file, str(error)) from error
    return tuple(Prompt(text, language) for line in lines for language, text in line.items())
