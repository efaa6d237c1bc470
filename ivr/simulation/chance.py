"""Chance, as the simulation is handed it: a ``random.Random`` with a seed of the caller's will do."""

from typing import Protocol


class Chance(Protocol):
    """A source of chance."""

    def random(self) -> float:
        """A number from 0 up to, not including, 1, each as likely."""

    def gauss(self, mu: float, sigma: float, /) -> float:
        """A number of the normal distribution with this mean and standard deviation."""
