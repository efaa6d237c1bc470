"""Reach: which agents' telephones can be rung now, as the board is to know it."""

from collections.abc import Callable, Iterable

import routing


class Reach:
    """Tells the board of telephones; while the line to Asterisk is down none can be rung."""

    def __init__(self, agents: Callable[[], Iterable[str]], apply: Callable[[routing.Change], None]) -> None:
        self._agents = agents
        self._apply = apply
        self._registered: set[str] = set()
        self._linked = False

    def registered(self, agent: str, reachable: bool) -> None:
        """A telephone registered or went away."""
        (self._registered.add if reachable else self._registered.discard)(agent)
        if agent in set(self._agents()):
            self._apply(routing.PhoneChanged(agent, reachable and self._linked))

    def used(self, agent: str, in_use: bool) -> None:
        """A telephone is in use, or free again."""
        if agent in set(self._agents()):
            self._apply(routing.PhoneUsed(agent, in_use))

    def linked(self, up: bool) -> None:
        """The line to Asterisk came up or went down."""
        self._linked = up
        reachable = self._registered.intersection(self._agents()) if up else ()
        self._apply(routing.PhonesChanged(frozenset(reachable)))
