"""Strategies: which of several ready agents a call goes to; every module here is one, by its name.

To add one, write ``NAME.py`` with a function ``key`` (see ``Strategy``), and its test.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol, cast

from routing.agents import ReadyAgent
from routing.calls import CallClass


class Strategy(Protocol):
    """A rank of agents for a class of calls; the lowest wins, equals are told apart by their ids.

    It is computed when the agent becomes idle and may use nothing that changes before he is taken.
    """

    def __call__(self, agent: ReadyAgent, call_class: CallClass, /) -> tuple[float, ...]:
        """The agent's rank for calls of this class."""


def _found() -> dict[str, Strategy]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: cast(Strategy, importlib.import_module(f"{__name__}.{name}").key) for name in names}


STRATEGIES: Mapping[str, Strategy] = MappingProxyType(_found())
DEFAULT = STRATEGIES["longest_idle"]
