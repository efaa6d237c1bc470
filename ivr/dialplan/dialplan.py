"""Dialplans: what callers meet, as a graph of nodes."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field

from ivr.dialplan.callers.caller import Caller
from ivr.dialplan.document import Document, Name, Texts
from ivr.dialplan.nodes import AnyNode
from ivr.telephony.prompts import Prompt


class Dialplan(Document):
    """One dialplan: its nodes by name, and the one at which callers begin.

    ``name`` is the file's name without ``.yaml``; the document itself does not say it.  ``callers`` are
    simulated ones: they try the dialplan before anybody calls it.
    """

    name: Name
    title: Texts | None = None
    start: Name
    nodes: Annotated[dict[Name, AnyNode], Field(min_length=1)]
    callers: tuple[Caller, ...] = ()

    @cached_property
    def ways(self) -> Mapping[str, Mapping[str, str]]:
        """Node → exit → the node it leads to: what the interpreter asks at every step."""
        return {name: {way.name: way.target for way in node.exits()} for name, node in self.nodes.items()}

    def prompts(self) -> tuple[Prompt, ...]:
        """Every prompt of every node, in document order, each once."""
        said = (
            Prompt(text, language)
            for node in self.nodes.values()
            for spoken in node.spoken()
            for language, text in spoken.texts.items()
        )
        return tuple(dict.fromkeys(said))
