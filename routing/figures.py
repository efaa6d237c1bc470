"""Figures: one function each, with its formula."""

import msgspec


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the waits in a queue that ended within some time.

    ``offered`` are all of them; ``in_time`` those answered within the queue's service level's seconds;
    ``short`` those given up so soon that nobody could have answered.
    """

    offered: int = 0
    in_time: int = 0
    abandoned: int = 0
    short: int = 0

    def __add__(self, other: "Waits") -> "Waits":
        """Both together."""
        return Waits(
            offered=self.offered + other.offered,
            in_time=self.in_time + other.in_time,
            abandoned=self.abandoned + other.abandoned,
            short=self.short + other.short,
        )


def service_level(waits: Waits) -> float | None:
    """Answered within T ÷ (offered − short abandons); ``None`` where that would divide by nothing."""
    counted = waits.offered - waits.short
    return waits.in_time / counted if counted else None


def abandonment(waits: Waits) -> float | None:
    """Abandoned ÷ offered, short abandons included; ``None`` where nobody waited."""
    return waits.abandoned / waits.offered if waits.offered else None


def answer_rate(answered: int, offered: int) -> float | None:
    """Answered ÷ offered (接通率); ``None`` where nothing was offered.

    For a queue what is offered are its waits, for an agent the calls that rang at his telephone.
    """
    return answered / offered if offered else None


def mean(total: float, count: int) -> float | None:
    """Total ÷ count, as in ASA = waits of the answered ÷ answered; ``None`` where there is none.

    AHT is (talk + wrap-up) ÷ handled, holds being parts of their talks.
    """
    return total / count if count else None
