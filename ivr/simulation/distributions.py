"""Distributions: how long things last, as a scenario says it and as chance draws it."""

from collections.abc import Callable
from math import exp, inf, log, log1p, sqrt
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from ivr.dialplan.document import Document, complaint
from ivr.dialplan.messages import Message
from ivr.simulation.chance import Chance

Draw = Callable[[], float]
"""Draws one duration in seconds."""

Duration = Annotated[float, Field(gt=0, le=1e9)]
"""A duration in seconds, more than none."""


class Lognormal(Document):
    """``mean`` and ``spread`` (the standard deviation) in seconds; the spread is the mean if not given."""

    mean: Duration
    spread: Duration | None = None


def _mean_alone(value: Any) -> Any:
    return {"mean": value} if isinstance(value, str) else value


class Distribution(Document):
    """How long something lasts: exactly one of its fields is set.

    ``exponential`` and ``constant`` are means in seconds; ``observed`` are durations of which each is
    drawn as often.
    """

    exponential: Duration | None = None
    constant: Duration | None = None
    lognormal: Annotated[Lognormal, BeforeValidator(_mean_alone)] | None = None
    observed: Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            names = "、".join(Distribution.model_fields), ", ".join(Distribution.model_fields)
            raise complaint(
                Message("这里要写一种分布，而且只能一种", "exactly one distribution is expected here"),
                Message(
                    f"例如 {{exponential: 300}}；可用的有：{names[0]}",
                    f"write {{exponential: 300}}, say; there are: {names[1]}",
                ),
            )
        return self

    def draw(self, chance: Chance) -> Draw:
        """What draws durations of this distribution."""
        if self.exponential is not None:
            return _exponential(self.exponential, chance)
        if self.constant is not None:
            return _constant(self.constant)
        if self.lognormal is not None:
            spread = self.lognormal.spread
            return _lognormal(self.lognormal.mean, self.lognormal.mean if spread is None else spread, chance)
        return _observed(self.observed or (0.0,), chance)


def never() -> float:
    """The duration of what does not end: the patience of who never gives up."""
    return inf


def _exponential(mean: float, chance: Chance) -> Draw:
    uniform = chance.random
    return lambda: -mean * log(1.0 - uniform())


def _constant(seconds: float) -> Draw:
    return lambda: seconds


def _lognormal(mean: float, spread: float, chance: Chance) -> Draw:
    variance = log1p((spread / mean) ** 2)
    middle, sigma, gauss = log(mean) - variance / 2, sqrt(variance), chance.gauss
    return lambda: exp(gauss(middle, sigma))


def _observed(durations: tuple[float, ...], chance: Chance) -> Draw:
    uniform, count = chance.random, len(durations)
    return lambda: durations[int(uniform() * count)]
