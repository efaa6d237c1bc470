"""Nodes: what a type of node must answer, and the values in which it answers."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, Self

import msgspec

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.profiles import ORDINARY, Profile
from ivr.dialplan.document import Document
from ivr.dialplan.hours.openings import Openings
from ivr.dialplan.step import Facts, Handover, Position
from ivr.telephony.commands import Command
from ivr.telephony.events import Event
from ivr.telephony.prompts import Prompt

if TYPE_CHECKING:  # a rule knows the nodes' Here
    from ivr.dialplan.rulebook import Rule


class Surroundings(Protocol):
    """What a node may look up around it: the edition that the contact is served with."""

    @property
    def centre(self) -> Centre:
        """The centre as it is now."""

    @property
    def openings(self) -> Openings:
        """When it is open: every time of opening by its name."""

    @property
    def rules(self) -> "Mapping[str, Rule]":
        """The rules, in order."""


class Here(msgspec.Struct, frozen=True):
    """A contact at a node: its position, what is known of it, now (epoch seconds), and what is around it."""

    position: Position
    facts: Facts
    at: float
    surroundings: Surroundings

    @property
    def language(self) -> str:
        """The language in which the caller is spoken to."""
        return self.position.language or self.facts.language

    @property
    def profile(self) -> Profile:
        """How the caller is spoken to."""
        name = self.position.profile
        return self.surroundings.centre.profiles.get(name, ORDINARY) if name else ORDINARY

    def moved(self, position: Position) -> Self:
        """The same contact at the same moment, at another position."""
        return type(self)(position, self.facts, self.at, self.surroundings)


class Stay(msgspec.Struct, frozen=True):
    """The contact stays at the node and waits for what happens next."""

    position: Position
    commands: tuple[Command, ...] = ()


class Leave(msgspec.Struct, frozen=True):
    """The contact leaves the node by an exit."""

    position: Position
    exit: str
    commands: tuple[Command, ...] = ()


class Back(msgspec.Struct, frozen=True):
    """The contact goes back to the last menu of its trail, which is not empty."""

    position: Position
    commands: tuple[Command, ...] = ()


class HandOver(msgspec.Struct, frozen=True):
    """The contact leaves the dialplan: for a queue, for a number, or for good."""

    position: Position
    to: Handover
    commands: tuple[Command, ...] = ()


class Enter(msgspec.Struct, frozen=True):
    """The contact enters a sub-dialplan, which knows these values alone, and will return to the node."""

    position: Position
    dialplan: str
    arguments: dict[str, str]
    commands: tuple[Command, ...] = ()


class GoTo(msgspec.Struct, frozen=True):
    """The contact goes on in another dialplan, and never returns."""

    position: Position
    dialplan: str
    commands: tuple[Command, ...] = ()


class Return(msgspec.Struct, frozen=True):
    """The contact returns from a sub-dialplan by an exit of the node that sent it there.

    ``results`` are the values that the dialplan it returns to gets.
    """

    position: Position
    exit: str
    results: dict[str, str]
    commands: tuple[Command, ...] = ()


Move = Stay | Leave | Back | HandOver | Enter | GoTo | Return

Kind = Literal[
    "agent",
    "dialplan",
    "hours",
    "language",
    "profile",
    "queue",
    "rule",
    "service",
    "skill",
    "team",
    "trunk",
    "value",
]

EVERY_LANGUAGE = "*"
"""As the name of a reference: that of every language of the centre."""

ANY = "?"
"""As the name of a reference: whichever there is, but one there must be."""


class Reference(msgspec.Struct, frozen=True):
    """A name in a node that must be found elsewhere; ``path`` leads to it inside the node's document."""

    kind: Kind
    name: str
    path: tuple[str | int, ...]


class Spoken(msgspec.Struct, frozen=True):
    """A prompt of a node: language → text; ``path`` leads to it inside the node's document."""

    texts: Mapping[str, str]
    path: tuple[str | int, ...]


class Exit(msgspec.Struct, frozen=True):
    """A way out of a node: its name, the node it leads to, and where the document says so.

    ``silent``: a caller who does nothing at all is led out by it.
    """

    name: str
    target: str
    path: tuple[str | int, ...]
    silent: bool = False


class Node(Protocol):
    """One type of node.  The interpreter has checked that every event concerns this contact now."""

    type: str
    ends: ClassVar[bool]
    is_menu: ClassVar[bool]
    listens: ClassVar[bool]

    def takes(self, digit: str) -> bool:
        """Whether the key has a meaning of its own here."""

    def enter(self, here: Here) -> Move:
        """The contact has come to this node."""

    def key(self, here: Here, digit: str) -> Move:
        """The caller pressed a key."""

    def prompt_over(self, here: Here) -> Move:
        """The prompt that was playing is over; ``here`` has it no longer as playing."""

    def prompt_failed(self, here: Here) -> Move:
        """The prompt could not be played; ``here`` has it no longer as playing."""

    def silence(self, here: Here) -> Move:
        """The time for input has passed; ``here`` has no deadline any more."""

    def told(self, here: Here, event: Event) -> Move:
        """What became of the effect that the position awaits; it still awaits it."""

    def resume(self, here: Here) -> Move:
        """We were away: say again what the caller missed, or begin the wait for input anew.

        A node that waits for an effect is asked in any case, and gives the command again, with the same
        key; its position has a prompt as playing only if that is still being heard.
        """

    def exits(self) -> Iterator[Exit]:
        """The ways out that the document names."""

    def spoken(self) -> Iterator[Spoken]:
        """The prompts that the node may play."""

    def pieces(self, languages: Iterable[str]) -> Iterator[Prompt]:
        """What the node may say besides, piece by piece, in these languages."""

    def references(self) -> Iterator[Reference]:
        """The names that must be found in the centre or elsewhere in the dialplan."""

    def gives(self) -> Iterator[str]:
        """The names of the values that the caller gives here."""


class NodeDocument(Document):
    """What most nodes answer: the caller's keys mean nothing, and nothing is waited for.

    ``ends`` says that a contact which comes here can leave the dialplan for good, ``is_menu`` that
    callers who go back come here, ``listens`` that callers may press keys here.
    """

    ends: ClassVar[bool] = False
    is_menu: ClassVar[bool] = False
    listens: ClassVar[bool] = False

    def takes(self, digit: str) -> bool:
        """No key has a meaning of its own here."""
        return False

    def key(self, here: Here, digit: str) -> Move:
        """A key means nothing here."""
        return Stay(here.position)

    def prompt_over(self, here: Here) -> Move:
        """No prompt is played here."""
        return Stay(here.position)

    def prompt_failed(self, here: Here) -> Move:
        """The caller must go on, even without having heard it."""
        return self.prompt_over(here)

    def silence(self, here: Here) -> Move:
        """No input is waited for here."""
        return Stay(here.position)

    def told(self, here: Here, event: Event) -> Move:
        """No effect is waited for here."""
        return Stay(here.position)

    def resume(self, here: Here) -> Move:
        """Nothing was missed here."""
        return Stay(here.position)

    def spoken(self) -> Iterator[Spoken]:
        """No prompts."""
        yield from ()

    def pieces(self, languages: Iterable[str]) -> Iterator[Prompt]:
        """Nothing besides."""
        yield from ()

    def references(self) -> Iterator[Reference]:
        """No names."""
        yield from ()

    def gives(self) -> Iterator[str]:
        """No values."""
        yield from ()
