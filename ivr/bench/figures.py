"""Figures: what is said of many measurements, and of ours beside native ones."""

import math
from collections.abc import Sequence

import msgspec


class Figures(msgspec.Struct, frozen=True):
    """A number of measurements in few words; ``p50``, ``p95`` and ``most`` are in their unit."""

    count: int
    p50: float
    p95: float
    most: float


def figures_of(measured: Sequence[float]) -> Figures | None:
    """The figures of some measurements, or None when there are none."""
    if not measured:
        return None
    ordered = sorted(measured)
    return Figures(len(ordered), percentile(ordered, 50), percentile(ordered, 95), ordered[-1])


def percentile(ordered: Sequence[float], share: float) -> float:
    """The least measurement that ``share`` percent do not exceed (nearest rank); ``ordered`` ascends."""
    return ordered[max(0, math.ceil(share / 100 * len(ordered)) - 1)]


def ratio(ours: float | None, native: float | None) -> float | None:
    """Ours ÷ native, or None when one is missing or native is nothing."""
    if ours is None or not native:
        return None
    return ours / native
