"""The types of node: every file of this folder is one, and this folder is their registry."""

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from ivr.dialplan.node import Node, NodeDocument


def _types() -> tuple[type[NodeDocument], ...]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, NodeDocument) and kind.__module__ == module.__name__
    )


NODE_TYPES: tuple[type[NodeDocument], ...] = _types()
"""Every type of node, in the order of its file's name."""

if TYPE_CHECKING:
    AnyNode = Node
else:
    AnyNode = Annotated[Union[NODE_TYPES], Field(discriminator="type")]  # noqa: UP007 -- made at run time
