"""Filling: texts of documents in which ``{values.order}`` stands for what is known of a contact."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, Field

from ivr.dialplan.document import complaint
from ivr.dialplan.messages import Message
from ivr.dialplan.node import Here

_PLACE = re.compile(r"\{([^{}]*)\}")
_VALUE = "values."
_FACTS: dict[str, Callable[[Here], str]] = {
    "caller": lambda here: here.facts.caller,
    "dialled": lambda here: here.facts.dialled,
    "language": lambda here: here.language,
    "queue": lambda here: here.facts.queue,
    "agent": lambda here: here.facts.agent,
    "customer.id": lambda here: here.facts.customer.id,
    "customer.name": lambda here: here.facts.customer.name,
    "customer.tier": lambda here: here.facts.customer.tier,
}
CODE = "code"
"""Stands for a one-time code, which is put in where it is sent."""


def _fillable(text: str) -> str:
    for found in _PLACE.finditer(text):
        name = found[1]
        if name in _FACTS or name == CODE or (name.startswith(_VALUE) and name != _VALUE):
            continue
        raise complaint(
            Message(f"不认识 {{{name}}}", f"nothing is known as {{{name}}}"),
            Message(
                f"可用：{'、'.join(_FACTS)}、values.名称", f"there are: {', '.join(_FACTS)}, values.NAME"
            ),
            offset=found.start(),
        )
    return text


Template = Annotated[str, Field(max_length=1000), AfterValidator(_fillable)]
"""A text with places to fill, in braces: ``caller``, ``customer.id``, ``values.NAME`` and others."""


def values_of(template: str) -> Iterator[str]:
    """The names of the values that a template asks for."""
    for name in _PLACE.findall(template):
        if name.startswith(_VALUE):
            yield name.removeprefix(_VALUE)


def asks_who_calls(template: str) -> bool:
    """Whether the template asks for something of the customer."""
    return any(name.startswith("customer.") for name in _PLACE.findall(template))


def filled(template: str, here: Here, written: Callable[[str], str] = str) -> str | None:
    """The template with what is known put in as ``written``; None when something of it is not known.

    ``{code}`` stays as it is.
    """
    known = {name: _known(name, here) for name in _PLACE.findall(template) if name != CODE}
    if any(not value for value in known.values()):
        return None
    return _PLACE.sub(lambda found: written(known[found[1]]) if found[1] in known else found[0], template)


def quoted(value: str) -> str:
    """The value as one part of a path: whatever is in it, it leads nowhere else."""
    return quote(value, safe="") if value.strip(".") else "%2E" * len(value)


def _known(name: str, here: Here) -> str:
    if name.startswith(_VALUE):
        return here.position.values.get(name.removeprefix(_VALUE), "")
    return _FACTS[name](here)
