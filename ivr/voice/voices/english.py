"""English: hibari's voice “heart”, a small model distilled from Kokoro-82M's voice af_heart."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ivr.voice.voices import Speak

LANGUAGE = "en"
NAME = "hibari heart"

_SPEED = 0.95
"""Slower than the model's own pace: callers listen with one ear, on a telephone's band."""


def load() -> "Speak":
    """Load the voice.  The same text gives the same samples each time."""
    hibari = importlib.import_module("hibari")
    engine = hibari.Hibari()
    return lambda text, pace: engine(text, speed=_SPEED * pace, seed=0)
