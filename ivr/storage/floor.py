"""The floor: who is there, who waits, who talks; as values, as a port, and kept in this process."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from ivr.telephony.ids import AgentId, ContactId


class FloorAgent(msgspec.Struct, frozen=True):
    """An agent's presence.  ``state`` is a word of the house (offline, ready, talking …).

    ``since`` is when the state began, in seconds since the epoch; ``reason`` belongs to a pause;
    ``contact`` is the call that the agent has, or ``None``.
    """

    agent: AgentId
    name: str
    state: str
    since: float
    reason: str = ""
    contact: ContactId | None = None


class FloorCall(msgspec.Struct, frozen=True):
    """A waiting call.  ``position`` counts from 1; ``since`` is when the caller began to wait."""

    contact: ContactId
    queue: str
    since: float
    position: int
    priority: int = 0


class FloorContact(msgspec.Struct, frozen=True, rename={"caller": "pii_caller"}):
    """A live contact and the phase of its life, which began at ``since``."""

    contact: ContactId
    phase: str
    caller: str
    agent: AgentId | None
    since: float


class AgentGone(msgspec.Struct, frozen=True):
    """The agent is no longer one of the centre's."""

    agent: AgentId


class CallGone(msgspec.Struct, frozen=True):
    """The call no longer waits."""

    contact: ContactId


class ContactGone(msgspec.Struct, frozen=True):
    """The contact has ended."""

    contact: ContactId


FloorChange = FloorAgent | FloorCall | FloorContact | AgentGone | CallGone | ContactGone


class Floor(Protocol):
    """Where every change of the floor is published."""

    def publish(self, change: FloorChange) -> None:
        """Show a change to whoever watches.  Returns at once, and never raises."""


class Picture:
    """The present floor, kept by its changes."""

    def __init__(self) -> None:
        self._agents: dict[AgentId, FloorAgent] = {}
        self._waiting: dict[ContactId, FloorCall] = {}
        self._contacts: dict[ContactId, FloorContact] = {}

    @property
    def agents(self) -> Mapping[AgentId, FloorAgent]:
        """Every agent, by id."""
        return self._agents

    @property
    def waiting(self) -> Mapping[ContactId, FloorCall]:
        """Every waiting call, by its contact."""
        return self._waiting

    @property
    def contacts(self) -> Mapping[ContactId, FloorContact]:
        """Every live contact, by id."""
        return self._contacts

    def apply(self, change: FloorChange) -> None:
        """Make a change; one that is there already changes nothing."""
        match change:
            case FloorAgent(agent=agent):
                self._agents[agent] = change
            case FloorCall(contact=contact):
                self._waiting[contact] = change
            case FloorContact(contact=contact):
                self._contacts[contact] = change
            case AgentGone(agent=agent):
                self._agents.pop(agent, None)
            case CallGone(contact=contact):
                self._waiting.pop(contact, None)
            case ContactGone(contact=contact):
                self._contacts.pop(contact, None)


class InProcessFloor(Picture):
    """The floor of a centre without Redis: its picture is all there is."""

    def publish(self, change: FloorChange) -> None:
        """Show a change to whoever looks at the picture."""
        self.apply(change)
