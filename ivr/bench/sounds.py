"""Row P13: how far the loudness of each prompt and each piece of music is from what all should have."""

from collections.abc import Iterable
from pathlib import Path

from ivr.bench.figures import figures_of
from ivr.bench.rows import Line
from ivr.voice.loudness import loudness
from ivr.voice.sound import LOUDNESS, RATE, read_wav

MOST = 2.0
"""Loudness units: that much is one prompt at most louder or softer than the music or another prompt."""


def p13(files: Iterable[Path]) -> Line:
    """The line of the report; native plays the same files."""
    figures = figures_of([abs(loudness(read_wav(file), RATE) - LOUDNESS) for file in files])
    return Line(
        row="P13 prompts and music",
        measure=f"distance from {LOUDNESS:g} LUFS, in LU (ITU-R BS.1770)",
        native=None,
        ours=figures,
        goal=f"all ≤ {MOST / 2:g} LU, so {MOST:g} LU of each other",
        reached=figures.most <= MOST / 2 if figures else None,
        failed_native=0,
        failed_ours=0,
    )
