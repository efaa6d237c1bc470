"""The exact answer where calls go first come, first served to the agent who is idle longest.

I. Adan, G. Weiss: A skill based parallel service system under FCFS-ALIS: steady state, overloads, and
abandonments, Stochastic Systems 4(1), 2014.  With Poisson arrivals and exponential service whose rate
depends on the server alone, the stationary probability of a state is a product.  The state has the busy
servers in the order in which their customers came, S1 first, with n1 customers waiting between the first
and the second and so on, and the idle servers from the one idle longest, T1, on:

    ∏ λ(U(S1…Sj))^nj / μ(S1…Sj)^(nj+1)  ·  ∏ 1/λ(C(T1…Tj))

U(S): the types that only servers in S can take; C(T): those that somebody in T can take.  The factors hang
on the sets alone, so the sum over all orders is one over sets; servers who are alike are only counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from math import comb
from typing import NamedTuple

Busy = tuple[int, ...]
"""How many servers of each pool are meant."""


class Exact(NamedTuple):
    """Of each type: the mean wait in the unit of 1/rate, and the share that waits."""

    mean_wait: Mapping[str, float]
    p_wait: Mapping[str, float]


def exact(
    arrivals: Mapping[str, float], pools: Sequence[tuple[int, float]], able: Mapping[str, frozenset[int]]
) -> Exact:
    """``arrivals``: type → rate; ``pools``: (servers, rate of each); ``able``: type → the pools that can."""
    sizes = tuple(size for size, _ in pools)
    none = (0,) * len(pools)

    def only(busy: Busy) -> list[str]:
        """U: the types all of whose servers are among these."""
        return [name for name, able_pools in able.items() if all(busy[p] == sizes[p] for p in able_pools)]

    def some(idle: Busy) -> float:
        """λ(C): the rate of the types that one of these can take."""
        return sum(arrivals[name] for name, able_pools in able.items() if any(idle[p] for p in able_pools))

    def fewer(those: Busy) -> Iterator[tuple[int, Busy]]:
        for pool, number in enumerate(those):
            if number:
                yield number, (*those[:pool], number - 1, *those[pool + 1 :])

    def excess(busy: Busy) -> tuple[float, float]:
        ability = sum(number * rate for number, (_, rate) in zip(busy, pools, strict=True))
        return ability, sum(arrivals[name] for name in only(busy))

    @cache
    def busy_weight(busy: Busy) -> float:
        if busy == none:
            return 1.0
        ability, waiting_rate = excess(busy)
        assert waiting_rate < ability, f"the line of {busy} only grows"
        return sum(number * busy_weight(less) for number, less in fewer(busy)) / (ability - waiting_rate)

    @cache
    def waiting(busy: Busy) -> dict[str, float]:
        """busy_weight times the mean number of each type that waits."""
        if busy == none:
            return dict.fromkeys(arrivals, 0.0)
        ability, waiting_rate = excess(busy)
        before = [(number, waiting(less)) for number, less in fewer(busy)]
        sums = {
            name: sum(number * less[name] for number, less in before) / (ability - waiting_rate)
            for name in arrivals
        }
        for name in only(busy):
            # The mean of a geometric number, λ/(μ − λ), of which this type has its share of λ.
            sums[name] += busy_weight(busy) * arrivals[name] / (ability - waiting_rate)
        return sums

    @cache
    def idle_weight(idle: Busy) -> float:
        if idle == none:
            return 1.0
        return sum(number * idle_weight(less) for number, less in fewer(idle)) / some(idle)

    whole, length, waits = 0.0, dict.fromkeys(arrivals, 0.0), dict.fromkeys(arrivals, 0.0)
    for busy in product(*(range(size + 1) for size in sizes)):
        idle = tuple(size - number for size, number in zip(sizes, busy, strict=True))
        ways = 1
        for size, number in zip(sizes, busy, strict=True):
            ways *= comb(size, number)
        weight = ways * busy_weight(busy) * idle_weight(idle)
        whole += weight
        for name, able_pools in able.items():
            length[name] += ways * waiting(busy)[name] * idle_weight(idle)
            if not any(idle[pool] for pool in able_pools):
                waits[name] += weight
    return Exact(
        {name: length[name] / whole / rate for name, rate in arrivals.items()},
        {name: waits[name] / whole for name in arrivals},
    )
