"""Customers: who a caller is, as far as the house or its CRM knows, and what he had to do with us before."""

import msgspec

from ivr.telephony.ids import AgentId

SECONDS_IN_A_DAY = 86_400.0


class Customer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person, whatever number he calls from.

    ``id`` is the house's or the CRM's own name for him, empty when nobody is known under the number; then
    all else is empty too.  ``tier`` is one word (``vip``), ``tags`` are words in their order; ``language``
    is ``zh`` or ``en``, ``agent`` the extension of the agent who looks after him; ``starred``: whoever
    serves him should know that he is dear to the house.
    """

    id: str = ""
    name: str = ""
    tier: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    agent: AgentId = AgentId("")
    starred: bool = False

    @classmethod
    def unknown(cls) -> "Customer":
        """Nobody that is known."""
        return cls()

    @property
    def known(self) -> bool:
        """Whether somebody is known under the number."""
        return bool(self.id)


class History(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The contacts of a customer's numbers that ended before this one.

    ``arrivals`` are when they came, the latest first (epoch seconds; at most the latest hundred);
    ``last_agent`` is who spoke last with him, empty when nobody did; ``last_outcome`` how the last contact
    ended, empty when there was none.
    """

    arrivals: tuple[float, ...] = ()
    last_agent: AgentId = AgentId("")
    last_outcome: str = ""

    def contacts(self, days: float, at: float) -> int:
        """How many of them came within the ``days`` before ``at`` (epoch seconds)."""
        since = at - days * SECONDS_IN_A_DAY
        return sum(since <= arrival for arrival in self.arrivals)
