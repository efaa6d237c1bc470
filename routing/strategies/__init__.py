"""Strategies: which of several ready agents a call goes to; every module here is one, by its name.

To add one, write ``NAME.py`` with two functions, ``tier`` and ``turn`` (see ``Strategy``), and its test.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from routing.agents import ReadyAgent

Tier = Callable[[Mapping[str, int], Mapping[str, int]], float]
Turn = Callable[[ReadyAgent], float]


class Strategy(msgspec.Struct, frozen=True):
    """A rank of agents for a call, in two numbers, of which the lowest win; equals go by their ids.

    ``tier(skills, needs)`` ranks agents by what they can do, ``turn(agent)`` those of one tier by how
    they stand.  A turn is computed when the agent becomes idle and may use nothing that changes before
    he is taken.  Strategies that share a ``turn`` share the work of it.
    """

    tier: Tier
    turn: Turn


def _found() -> dict[str, Strategy]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    return {name: Strategy(module.tier, module.turn) for name, module in modules.items()}


STRATEGIES: Mapping[str, Strategy] = MappingProxyType(_found())
DEFAULT = STRATEGIES["longest_idle"]


def strategy_named(name: str) -> Strategy:
    """The strategy of that name; longest_idle where there is none."""
    return STRATEGIES.get(name, DEFAULT)
