"""The voices: one file of code and one list of pinned packages each.

A voice runs only in a Python environment of its own, where the packages of its ``.txt`` file are
installed.  Everywhere else its file can be imported, for it asks for them when it begins to speak.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Speak = Callable[[str, float], "NDArray[np.float32]"]
"""Says a text at a pace, 1 being the ordinary one: samples at 24 kHz, mono, between -1 and 1."""

SPOKEN_RATE = 24000


class Voice(Protocol):
    """What a file in this folder holds."""

    LANGUAGE: str
    """The language it speaks, as in a Prompt: ``en``."""
    NAME: str
    """The voice's name, kept in the index beside what it said."""

    def load(self) -> Speak:
        """Load the voice and answer the function that speaks.  Only in the voice's own environment."""


def _voices() -> Mapping[str, Voice]:
    found = (
        cast(Voice, importlib.import_module(f"{__name__}.{module.name}"))
        for module in pkgutil.iter_modules(__path__)
    )
    return {voice.LANGUAGE: voice for voice in found}


VOICES = _voices()
"""The voice of each language."""


def requirements(voice: Voice) -> Path:
    """The file that pins the voice's packages, by version and hash."""
    module = cast(str, getattr(voice, "__name__", "")).rpartition(".")[2]
    return Path(__file__).with_name(f"{module}.txt")
