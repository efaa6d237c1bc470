"""Conditions: CEL expressions over what a dialplan may know of a contact, typed before a call meets them."""

import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec
from cel_expr_python import cel

VARIABLES = ("caller", "caller_withheld", "dialled", "language", "values")
"""What an expression may name: texts, whether the caller's number was withheld, and ``values`` from a
name to the digits that were typed."""

_VALUE = re.compile(r"\bvalues\.([A-Za-z_]\w*)", re.ASCII)
_TEXTS = cel.Type.Map(cel.Type.STRING, cel.Type.STRING)
_TYPES = {name: cel.Type.STRING for name in VARIABLES} | {
    "caller_withheld": cel.Type.BOOL,
    "values": _TEXTS,
}
_ENVIRONMENT = cel.NewEnv(variables=_TYPES)


class ConditionError(ValueError):
    """An expression that cannot be used: why, and how many characters into it."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason, offset)
        self.reason = reason
        self.offset = offset

    def __str__(self) -> str:
        return f"{self.reason} (at character {self.offset + 1})"


class Known(msgspec.Struct, frozen=True):
    """What the variables of an expression are at one moment."""

    caller: str
    dialled: str
    language: str
    values: Mapping[str, str]
    caller_withheld: bool = False


@lru_cache(maxsize=4096)
def compile(expression: str) -> cel.Expression:
    """The expression, ready to be evaluated.  Raises ConditionError where it is not a yes or no."""
    try:
        compiled = _ENVIRONMENT.compile(expression)
    except RuntimeError as error:
        raise _told(str(error)) from None
    if compiled.return_type() != cel.Type.BOOL:
        raise ConditionError(f"the expression gives {compiled.return_type().name()}, not true or false", 0)
    return compiled


def evaluate(expression: str, known: Known) -> bool:
    """Whether the expression holds.  One that cannot be decided (a value nobody typed) does not hold."""
    return compile(expression).eval(data=msgspec.structs.asdict(known)).plain_value() is True


def explain(expression: str, known: Known) -> str:
    """What the expression gives and from what, in one line, for a trace."""
    answer = compile(expression).eval(data=msgspec.structs.asdict(known)).plain_value()
    given = ", ".join(f"{name}={getattr(known, name)!r}" for name in VARIABLES if name in expression)
    return f"{expression} → {answer} ({given})" if given else f"{expression} → {answer}"


def values_in(expression: str) -> tuple[str, ...]:
    """The names of the values that the expression asks for, as ``values.NAME``."""
    return tuple(dict.fromkeys(_VALUE.findall(expression)))


def _told(report: str) -> ConditionError:
    # The library reports "INVALID_ARGUMENT: ERROR: <input>:LINE:COLUMN: REASON\n | …caret".
    first = report.partition("\n")[0].removeprefix("INVALID_ARGUMENT: ").removeprefix("ERROR: <input>:")
    place, _, reason = first.partition(": ")
    line, _, column = place.partition(":")
    offset = int(column) - 1 if line == "1" and column.isdecimal() else 0
    return ConditionError(reason.removesuffix(" [INVALID_ARGUMENT]"), offset)
