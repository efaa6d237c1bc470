"""The node ``dialplan``: the caller goes through another dialplan, and comes back."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ivr.dialplan import conditions
from ivr.dialplan.deciding import Expression, decided, known_at, references_in, who_calls
from ivr.dialplan.document import Name
from ivr.dialplan.node import Enter, Exit, Here, Move, NodeDocument, Reference
from ivr.telephony.events import Event


class SubDialplan(NodeDocument):
    """Sends the caller through another dialplan, which gives him back at one of its `return` nodes.

    The other dialplan knows no values but its arguments, and leaves behind no others than its results;
    who the caller is, his language and his verification it shares.

    - `dialplan`: the name of the other dialplan.
    - `arguments`: its arguments by name, each an expression (see `branch`); they stand in its `arguments`.
    - `results`: the names of the values that it gives back, a list.
    - `exits`: each exit that a `return` node there names, and the node that follows here.

    ```yaml
    who_are_you:
      type: dialplan
      dialplan: identify
      arguments: {why: '"balance"'}
      results: [account]
      exits: {known: balance, unknown: service}
    ```

    中文

    让来电者经过另一个对话方案，在它的 `return` 节点返回。

    另一个对话方案只知道给它的参数，也只留下它的结果；来电者是谁、语言和身份核实则是共同的。

    - `dialplan`：另一个对话方案的名称。
    - `arguments`：参数，以名称为键，各为一个表达式（见 `branch`）；须列在对方的 `arguments` 中。
    - `results`：它交回的值的名称的列表。
    - `exits`：对方 `return` 节点写的每个出口，以及在这里进入的节点。
    """

    listens: ClassVar[bool] = True

    type: Literal["dialplan"]
    dialplan: Name
    arguments: dict[Name, Expression] = Field(default_factory=dict)
    results: tuple[Name, ...] = ()
    exits_: Annotated[dict[Name, Name], Field(alias="exits", min_length=1)]

    def enter(self, here: Here) -> Move:
        """Go there, once it is known who calls if an argument depends on it."""
        asks = any(conditions.asks_who_calls(one) for one in self.arguments.values())
        return (who_calls(here) if asks else None) or self._go(here)

    def told(self, here: Here, event: Event) -> Move:
        """It is known who calls."""
        return self._go(decided(here))

    def silence(self, here: Here) -> Move:
        """Nobody knows in time who calls."""
        return self._go(decided(here))

    def resume(self, here: Here) -> Move:
        """Who calls is not asked again."""
        return self._go(decided(here))

    def exits(self) -> Iterator[Exit]:
        """Those of the document."""
        for name, target in self.exits_.items():
            yield Exit(name, target, ("exits", name))

    def references(self) -> Iterator[Reference]:
        """The dialplan, and the values that arguments ask for."""
        yield Reference("dialplan", self.dialplan, ("dialplan",))
        for name, expression in self.arguments.items():
            yield from references_in(expression, ("arguments", name))

    def gives(self) -> Iterator[str]:
        """The results."""
        yield from self.results

    def _go(self, here: Here) -> Move:
        known = known_at(here)
        given = {name: conditions.text_of(one, known) for name, one in self.arguments.items()}
        arguments = {name: text for name, text in given.items() if text is not None}
        return Enter(here.position, self.dialplan, arguments)
