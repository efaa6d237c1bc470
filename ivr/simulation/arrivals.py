"""Arrivals: contacts in the order in which they come."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from math import log

import msgspec

from ivr.simulation.chance import Chance
from ivr.simulation.distributions import never
from ivr.simulation.scenario import ContactClass
from routing import CallQueued, Care, Relaxation


class Kind(msgspec.Struct, frozen=True):
    """What the contacts of a class have in common; the fields are those of ``routing.CallQueued``."""

    name: str
    needs: dict[str, int]
    priority: int = 0
    strategy: str = "longest_idle"
    wrap_up_seconds: float = 0.0
    relax: tuple[Relaxation, ...] = ()
    care: Care | None = None

    def queued(self, call: str, since: float) -> CallQueued:
        """What the board is told of such a contact."""
        needs, priority, strategy = self.needs, self.priority, self.strategy
        return CallQueued(
            call, self.name, needs, priority, since, strategy, self.wrap_up_seconds, self.relax, self.care
        )


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """A contact that comes at ``at`` (seconds).  ``number`` counts all of them from 0.

    ``handle_seconds`` is what an agent of speed 1 needs for it, ``patience_seconds`` after how long
    a wait it gives up.
    """

    number: int
    at: float
    kind: Kind
    handle_seconds: float
    patience_seconds: float


def at_random(
    classes: tuple[ContactClass, ...], contacts: int, strategy: str, chance: Chance
) -> Iterator[Arrival]:
    """So many contacts of these classes, each class a Poisson process of its rate, from time 0 on.

    A contact's times are drawn when it arrives: whoever changes the staff or the rules and keeps the
    seed has the same contacts again.
    """
    kinds = [Kind(each.name, each.needs, each.priority, strategy) for each in classes]
    handles = [each.handle_seconds.draw(chance) for each in classes]
    patiences = [each.patience_seconds.draw(chance) if each.patience_seconds else never for each in classes]
    rates = [each.per_minute / 60 for each in classes]
    sums, mean_gap, last = list(accumulate(rates))[:-1], 1 / sum(rates), len(rates) - 1
    scale, uniform, at = sum(rates), chance.random, 0.0
    for number in range(contacts):
        at -= mean_gap * log(1.0 - uniform())
        which = bisect_right(sums, uniform() * scale) if last else 0
        yield Arrival(number, at, kinds[which], handles[which](), patiences[which]())
