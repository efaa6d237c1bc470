"""Conditions: CEL expressions over what a dialplan may know of a contact, typed before a call meets them."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import msgspec
from cel_expr_python import cel

from ivr.dialplan.hours.openings import Openings
from ivr.dialplan.wording import CONTACTS, FIRST, OPENINGS, Wording, worded
from ivr.telephony.customers import Customer, History


class Known(msgspec.Struct, frozen=True):
    """What the variables of an expression are at one moment, which is ``at`` (epoch seconds)."""

    caller: str
    dialled: str
    language: str
    values: Mapping[str, str]
    caller_withheld: bool = False
    customer: Customer = Customer()
    history: History = History()
    at: float = 0.0
    openings: Openings = {}
    queue: str = ""
    agent: str = ""
    verified: str = ""
    priority: int = 0
    profile: str = ""
    tags: tuple[str, ...] = ()


_TEXT, _YES, _NUMBER = cel.Type.STRING, cel.Type.BOOL, cel.Type.INT
_LIST = cel.Type.List(_TEXT)

_VARIABLES: Mapping[str, tuple[cel.Type, Callable[[Known], Any]]] = {
    "caller": (_TEXT, lambda known: known.caller),
    "caller_withheld": (_YES, lambda known: known.caller_withheld),
    "dialled": (_TEXT, lambda known: known.dialled),
    "language": (_TEXT, lambda known: known.language),
    "values": (cel.Type.Map(_TEXT, _TEXT), lambda known: known.values),
    "customer.known": (_YES, lambda known: known.customer.known),
    "customer.id": (_TEXT, lambda known: known.customer.id),
    "customer.name": (_TEXT, lambda known: known.customer.name),
    "customer.tier": (_TEXT, lambda known: known.customer.tier),
    "customer.tags": (_LIST, lambda known: list(known.customer.tags)),
    "customer.language": (_TEXT, lambda known: known.customer.language),
    "customer.agent": (_TEXT, lambda known: known.customer.agent),
    "customer.starred": (_YES, lambda known: known.customer.starred),
    "last_agent": (_TEXT, lambda known: known.history.last_agent),
    "last_outcome": (_TEXT, lambda known: known.history.last_outcome),
    "queue": (_TEXT, lambda known: known.queue),
    "agent": (_TEXT, lambda known: known.agent),
    "verified": (_TEXT, lambda known: known.verified),
    "priority": (_NUMBER, lambda known: known.priority),
    "profile": (_TEXT, lambda known: known.profile),
    "tags": (_LIST, lambda known: list(known.tags)),
}
_MAPS = {OPENINGS: cel.Type.Map(_TEXT, _YES), CONTACTS: cel.Type.Map(_TEXT, _NUMBER)}
_ENVIRONMENT = cel.NewEnv(variables={name: kind for name, (kind, _) in _VARIABLES.items()} | _MAPS)

VARIABLES = tuple(_VARIABLES)
"""What an expression may name besides ``open``, ``closed`` and ``contacts(7d)``; ``values`` leads from a
name to what was typed or looked up."""

_OF_THE_CUSTOMER = ("customer.", "last_agent", "last_outcome", CONTACTS)
_VALUE = re.compile(r"\bvalues(?:\.([A-Za-z_]\w*)|\[\"([^\"]+)\"\])", re.ASCII)


class ConditionError(ValueError):
    """An expression that cannot be used: why, and how many characters into it."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason, offset)
        self.reason = reason
        self.offset = offset

    def __str__(self) -> str:
        return f"{self.reason} (at character {self.offset + 1})"


class Compiled(msgspec.Struct, frozen=True):
    """An expression ready to be evaluated, and the variables that it reads."""

    expression: cel.Expression
    wording: Wording
    reads: tuple[str, ...]

    def gives(self, known: Known) -> cel.Value:
        """What it gives at this moment."""
        data = {name: _VARIABLES[name][1](known) for name in self.reads}
        if self.wording.hours:
            data[OPENINGS] = {name: _is_open(name, known) for name in self.wording.hours}
        if self.wording.contacts:
            stretches = self.wording.contacts.items()
            data[CONTACTS] = {name: known.history.contacts(days, known.at) for name, days in stretches}
        return self.expression.eval(data=data)


@lru_cache(maxsize=4096)
def compile(expression: str) -> Compiled:
    """The expression, ready to be evaluated.  Raises ConditionError where it is not a yes or no."""
    compiled = _compiled(expression)
    kind = compiled.expression.return_type()
    if kind != cel.Type.BOOL:
        raise ConditionError(f"the expression gives {kind.name()}, not true or false", 0)
    return compiled


@lru_cache(maxsize=4096)
def compile_text(expression: str) -> Compiled:
    """An expression that gives a text or a number.  Raises ConditionError where it does not."""
    compiled = _compiled(expression)
    kind = compiled.expression.return_type()
    if kind not in (cel.Type.STRING, cel.Type.INT, cel.Type.DOUBLE):
        raise ConditionError(f"the expression gives {kind.name()}, not a text or a number", 0)
    return compiled


def evaluate(expression: str, known: Known) -> bool:
    """Whether the expression holds.  One that cannot be decided (a value nobody typed) does not hold."""
    return compile(expression).gives(known).plain_value() is True


def text_of(expression: str, known: Known) -> str | None:
    """What the expression gives, as a text; None when it cannot be decided (a value nobody typed)."""
    given = compile_text(expression).gives(known)
    if given.type() == cel.Type.ERROR:
        return None
    plain = given.plain_value()
    return f"{plain:g}" if isinstance(plain, float) else str(plain)


def explain(expression: str, known: Known) -> str:
    """What the expression gives and from what, in one line, for a trace."""
    compiled = compile(expression)
    answer = compiled.gives(known).plain_value()
    given = ", ".join(f"{name}={_VARIABLES[name][1](known)!r}" for name in compiled.reads)
    return f"{expression} → {answer} ({given})" if given else f"{expression} → {answer}"


def values_in(expression: str) -> tuple[str, ...]:
    """The names of the values that the expression asks for, as ``values.NAME``."""
    found = _VALUE.findall(worded(expression).cel)
    return tuple(dict.fromkeys(dotted or quoted for dotted, quoted in found))


def hours_in(expression: str) -> tuple[str, ...]:
    """The names of the hours that the expression asks for; the empty one is that of the first hours."""
    return worded(expression).hours


def asks_who_calls(expression: str) -> bool:
    """Whether the answer depends on who the customer is, or on his contacts before."""
    cel_text = worded(expression).cel
    return any(name in cel_text for name in _OF_THE_CUSTOMER)


def _compiled(expression: str) -> Compiled:
    wording = worded(expression)
    try:
        compiled = _ENVIRONMENT.compile(wording.cel)
    except RuntimeError as error:
        raise _told(str(error), wording) from None
    reads = tuple(name for name in VARIABLES if re.search(rf"(?<![\w.]){re.escape(name)}\b", wording.cel))
    return Compiled(compiled, wording, reads)


def _is_open(name: str, known: Known) -> bool:
    """Whether the hours hold; those that are gone from the book hold always."""
    opening = next(iter(known.openings.values()), None) if name == FIRST else known.openings.get(name)
    return opening is None or opening.is_open(known.at)


def _told(report: str, wording: Wording) -> ConditionError:
    # The library reports "INVALID_ARGUMENT: ERROR: <input>:LINE:COLUMN: REASON\n | …caret".
    first = report.partition("\n")[0].removeprefix("INVALID_ARGUMENT: ").removeprefix("ERROR: <input>:")
    place, _, reason = first.partition(": ")
    line, _, column = place.partition(":")
    offset = int(column) - 1 if line == "1" and column.isdecimal() else 0
    return ConditionError(reason.removesuffix(" [INVALID_ARGUMENT]"), wording.offset(offset) if offset else 0)
