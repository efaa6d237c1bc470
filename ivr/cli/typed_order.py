"""Options in the order they were typed, which the command line's parser knows and then forgets."""

from collections import Counter
from typing import Any

import typer
from typer.core import TyperCommand

from ivr.phones.script import Typed

_KEY = "switchroom.typed"


class InTypedOrder(TyperCommand):
    """A command whose function may ask ``typed(context)``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse as ever, and keep the order of the options."""
        values, _, order = self.make_parser(ctx).parse_args(args=list(args))
        seen: Counter[str] = Counter()
        kept: list[Typed] = []
        for parameter in order:
            name = str(parameter.name)
            kept.append(Typed(name, _text(values.get(name), seen[name])))
            seen[name] += 1
        ctx.meta[_KEY] = tuple(kept)
        return super().parse_args(ctx, args)


def typed(context: typer.Context) -> tuple[Typed, ...]:
    """The options of the running command, an ``InTypedOrder``: one for each time it was typed."""
    kept: tuple[Typed, ...] = context.meta[_KEY]
    return kept


def _text(value: object, place: int) -> str:
    """The text of an option's ``place``-th use; a switch has none."""
    match value:
        case list():
            return str(value[place])
        case str():
            return value
        case _:
            return ""
