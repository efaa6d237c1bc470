"""The node ``set``: values, priority, tags and manner of speaking of a contact are set."""

from collections.abc import Iterator
from typing import Literal

from ivr.dialplan import conditions
from ivr.dialplan.changes import Changes
from ivr.dialplan.deciding import decided, known_at, references_in, who_calls
from ivr.dialplan.document import Name
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Reference
from ivr.telephony.events import Event


class Set(Changes, NodeDocument):
    """Sets values and other things that the contact carries along, and goes on.

    - `set`: values by name, each an expression (see `branch`): a text in quotes within quotes, `'"repair"'`;
      a value that cannot be decided stays as it was.
    - `priority`: by how much the rank in every line rises or falls, as `+5`.
    - `tag`: one tag or several.
    - `profile`: one of the `profiles` of `centre.yaml`.
    - `next`: the node that follows.

    ```yaml
    about_repair:
      type: set
      set: {subject: '"repair"', again: 'contacts(7d)'}
      priority: +5
      tag: repair
      next: repair
    ```

    中文

    设置随来电保存的值等，然后继续。

    - `set`：要设置的值，以名称为键，各为一个表达式（见 `branch`）；文字要双重引号：`'"repair"'`。
      无法得出结果的值保持不变。
    - `priority`：在各队列中的优先级升降，如 `+5`。
    - `tag`：一个或几个标签。
    - `profile`：`centre.yaml` 中 `profiles` 的一种。
    - `next`：接下来的节点。
    """

    type: Literal["set"]
    next: Name

    def enter(self, here: Here) -> Move:
        """Set it all, once it is known who calls if that matters."""
        asks = any(conditions.asks_who_calls(expression) for expression in self.set.values())
        return (who_calls(here) if asks else None) or self._set(here)

    def told(self, here: Here, event: Event) -> Move:
        """It is known who calls."""
        return self._set(decided(here))

    def silence(self, here: Here) -> Move:
        """Nobody knows in time who calls."""
        return self._set(decided(here))

    def resume(self, here: Here) -> Move:
        """Who calls is not asked again."""
        return self._set(decided(here))

    def exits(self) -> Iterator[Exit]:
        """Only ``next``."""
        yield Exit("next", self.next, ("next",), silent=True)

    def references(self) -> Iterator[Reference]:
        """The values and hours that expressions ask for, and the profile."""
        for name, expression in self.set.items():
            yield from references_in(expression, ("set", name))
        if self.profile is not None:
            yield Reference("profile", self.profile, ("profile",))

    def gives(self) -> Iterator[str]:
        """The values' names."""
        yield from self.set

    def _set(self, here: Here) -> Move:
        return Leave(self.changed(here.position, known_at(here)), "next")
