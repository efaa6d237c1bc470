"""Confidence: between which bounds the mean of dependent observations lies, by batch means."""

from itertools import pairwise
from math import exp, sqrt

BATCHES = 20
"""The observations, in their order, are cut into so many batches."""

_MOST_ALIKE = 0.8

_T: tuple[float, ...] = (
    *(2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201),
    *(2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093),
)
"""Student's t for 4 to 19 degrees of freedom: 97.5 % of the distribution lie below."""


class BatchMeans:
    """A mean and its 95 % confidence interval.

    Waits of contacts that come one after the other resemble each other, so the spread of single waits says
    too little; long batches of them are nearly independent.  Where batches, too, still resemble their
    neighbours (in a centre near its limit the crowd of one hour is there in the next), they count as
    fewer: with a correlation r of neighbours as 20·(1−r)/(1+r).  The interval is that of a ratio, sum ÷
    count, over the batches, and of its logarithm, as waits are skewed: few long ones make the mean.
    Source: Law, Simulation Modeling and Analysis (5th ed.), 9.5.3; the effective number is that of a
    first-order autoregressive process (ibid., 4.4).
    """

    __slots__ = ("_counts", "_sums")

    def __init__(self) -> None:
        self._sums = [0.0] * BATCHES
        self._counts = [0] * BATCHES

    def add(self, batch: int, value: float) -> None:
        """Count an observation of that batch (from 0)."""
        self._sums[batch] += value
        self._counts[batch] += 1

    def count(self) -> int:
        """How many observations there are."""
        return sum(self._counts)

    def mean(self) -> float | None:
        """The mean of all; None without observations."""
        count = self.count()
        return sum(self._sums) / count if count else None

    def interval(self) -> tuple[float, float] | None:
        """The 95 % confidence interval of the mean of what is never negative; None without observations."""
        mean = self.mean()
        if mean is None:
            return None
        off = [total - mean * count for total, count in zip(self._sums, self._counts, strict=True)]
        squares = sum(each**2 for each in off)
        if not squares:
            return (mean, mean)
        alike = sum(one * next_one for one, next_one in pairwise(off)) / squares
        # A correlation that is estimated from so few comes out too small by about 1/20.
        alike = min(_MOST_ALIKE, max(0.0, alike + 1 / BATCHES))
        effective = BATCHES * (1 - alike) / (1 + alike)
        student = _T[max(0, int(effective) - 5)]
        half = student * sqrt(squares * BATCHES / (BATCHES - 1) * BATCHES / effective) / self.count()
        return (mean * exp(-half / mean), mean * exp(half / mean))
