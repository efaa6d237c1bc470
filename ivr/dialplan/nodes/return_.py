"""The node ``return``: a dialplan gives the caller back to the one that sent him."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from ivr.dialplan.document import Name
from ivr.dialplan.node import Exit, Here, Move, NodeDocument, Reference, Return


class GiveBack(NodeDocument):
    """Gives the caller back to the dialplan whose node `dialplan` sent him here.

    - `exit`: the exit of that node by which he goes on; the other dialplan names where it leads.
    - `results`: the names of the values that he takes along, a list; those that nobody has given are left
      out.

    ```yaml
    found:
      type: return
      exit: known
      results: [account]
    ```

    中文

    把来电者交还给用 `dialplan` 节点送他来的对话方案。

    - `exit`：从那个节点的哪个出口继续；对方写明它通向哪里。
    - `results`：带回的值的名称的列表；没有的值不带。
    """

    ends: ClassVar[bool] = True

    type: Literal["return"]
    exit: Name
    results: tuple[Name, ...] = ()

    def enter(self, here: Here) -> Move:
        """Give him back."""
        values = here.position.values
        return Return(
            here.position, self.exit, {name: values[name] for name in self.results if name in values}
        )

    def exits(self) -> Iterator[Exit]:
        """None here."""
        yield from ()

    def references(self) -> Iterator[Reference]:
        """The values given back."""
        for number, name in enumerate(self.results):
            yield Reference("value", name, ("results", number))
