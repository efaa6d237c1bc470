"""Erlang: how long calls wait for one team, by formula: the oracle of the simulation, and a quick answer.

All of them take calls that come at random (Poisson), handle times and patience that are exponential, and
agents who all can take every call.  Times are in seconds, rates in calls a second.
"""

from collections.abc import Callable
from itertools import count
from math import exp, log

import msgspec

_STEPS = 2000


class Team(msgspec.Struct, frozen=True):
    """``agents`` at ``rate`` calls a second of ``handle_seconds`` each."""

    agents: int
    rate: float
    handle_seconds: float

    @property
    def load(self) -> float:
        """The load in Erlang: how many agents are busy at once where nobody is turned away."""
        return self.rate * self.handle_seconds

    @property
    def spare(self) -> float:
        """By how much the agents' rate is above that of the calls; not positive where the line only grows."""
        return self.agents / self.handle_seconds - self.rate


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """How callers fare: shares of all who call, and the mean wait of them all in seconds."""

    p_wait: float
    mean_wait_seconds: float
    service_level: float
    abandonment: float = 0.0


def erlang_b(agents: int, load: float) -> float:
    """The share of calls that find all agents busy and go away at once.

    Source: A. K. Erlang 1917; the recursion of Jagerman, Bell System Technical Journal 53 (1974).
    """
    inverse = 1.0
    for number in range(1, agents + 1):
        inverse = 1.0 + inverse * number / load
    return 1.0 / inverse


def erlang_c(team: Team, within: float) -> Service | None:
    """Where nobody gives up; ``None`` where calls come faster than they are handled.

    ``within`` is the service level's number of seconds.  Source: Erlang 1917; Cooper, Introduction to
    Queueing Theory (1981), 3.4.
    """
    if team.spare <= 0:
        return None
    blocked = erlang_b(team.agents, team.load)
    p_wait = blocked / (1 - team.load / team.agents * (1 - blocked))
    return Service(
        p_wait=p_wait,
        mean_wait_seconds=p_wait / team.spare,
        service_level=1 - p_wait * exp(-team.spare * within),
    )


def erlang_a(team: Team, within: float, patience_seconds: float) -> Service:
    """Where callers give up after a patience of this mean.

    With ``v(x) = exp(λ·H(x) − nμ·x)``, ``H(x) = (1 − e^(−θx))/θ``, the offered wait has the density
    ``λ·v(x)/(E + λJ)``, J being the integral of v, and 1/E Erlang's B of one agent less.  Source: Palm 1957;
    Zeltyn & Mandelbaum, Queueing Systems 51 (2005), section 3.
    """
    rate, theta, ability = team.rate, 1 / patience_seconds, team.agents / team.handle_seconds

    def exponent(x: float) -> float:
        return rate * (1 - exp(-theta * x)) / theta - ability * x

    # The exponent is largest where as many give up as come too many; what is far below it does not count.
    peak = max(0.0, log(rate / ability) / theta)
    top = exponent(peak)
    last = peak + 1 / ability
    while exponent(last) > top - 40:
        last = peak + 2 * (last - peak)
    inside = min(within, last)
    nobody = exp(-top) / erlang_b(team.agents - 1, team.load)
    waits = rate * _integral(lambda x: exp(exponent(x) - top), last)
    patient = rate * _integral(lambda x: exp(exponent(x) - top - theta * x), inside)
    all_calls = nobody + waits
    abandonment = (exp(-top) + (1 - ability / rate) * waits) / all_calls
    return Service(
        p_wait=waits / all_calls,
        mean_wait_seconds=abandonment * patience_seconds,
        service_level=(nobody + patient) / all_calls,
        abandonment=abandonment,
    )


def agents_needed(share: float, level: Callable[[int], float], least: int = 1) -> int:
    """The fewest agents, ``least`` or more, with whom ``level(agents)`` reaches the share."""
    return next(agents for agents in count(least) if level(agents) >= share)


def _integral(of: Callable[[float], float], last: float) -> float:
    """The integral from 0 to ``last``, by Simpson's rule."""
    step = last / _STEPS
    odd = sum(of(step * number) for number in range(1, _STEPS, 2))
    even = sum(of(step * number) for number in range(2, _STEPS, 2))
    return step / 3 * (of(0.0) + 4 * odd + 2 * even + of(last))
