"""Dialplans: what callers meet, as a graph of nodes."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field

from ivr.dialplan.callers.caller import Caller
from ivr.dialplan.document import Document, Name, Texts
from ivr.dialplan.node import Exit, Node
from ivr.dialplan.nodes import AnyNode
from ivr.telephony.prompts import Prompt

PERSON = "person"
"""The exit of every node that listens, by which callers reach a person."""

PERSON_KEY = "0"
"""The key that leads there, where the node gives it no other meaning."""


class Dialplan(Document):
    """One dialplan: its nodes by name, and the one at which callers begin.

    ``name`` is the file's name without ``.yaml``; the document itself does not say it.  ``person`` is the
    node to which ``0`` leads; ``arguments`` the values that whoever sends callers here may give;
    ``callers`` are simulated ones: they try the dialplan before anybody calls it.
    """

    name: Name
    title: Texts | None = None
    start: Name
    person: Name | None = None
    arguments: tuple[Name, ...] = ()
    nodes: Annotated[dict[Name, AnyNode], Field(min_length=1)]
    callers: tuple[Caller, ...] = ()

    @cached_property
    def ways(self) -> Mapping[str, Mapping[str, str]]:
        """Node → exit → the node it leads to: what the interpreter asks at every step."""
        return {name: {way.name: way.target for way in self.exits_of(name)} for name in self.nodes}

    def exits_of(self, name: str) -> Iterator[Exit]:
        """The ways out of a node: its own, and to a person where ``0`` has no other meaning."""
        node = self.nodes[name]
        yield from node.exits()
        if self.person is not None and node.listens and name != self.person and not node.takes(PERSON_KEY):
            yield Exit(PERSON, self.person, ("person",))

    def prompts(self, languages: Iterable[str] = ()) -> tuple[Prompt, ...]:
        """Every prompt of every node, in document order, each once; pieces of others in these languages."""
        known = tuple(languages)
        said = (prompt for node in self.nodes.values() for prompt in (*_texts(node), *node.pieces(known)))
        return tuple(dict.fromkeys(said))


def _texts(node: Node) -> Iterator[Prompt]:
    for spoken in node.spoken():
        for language, text in spoken.texts.items():
            yield Prompt(text, language)
