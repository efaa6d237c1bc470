"""The node ``branch``: the call goes one way or another, by what is known of it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from ivr.dialplan import conditions
from ivr.dialplan.deciding import Condition, decided, known_at, references_in, who_calls
from ivr.dialplan.document import Document, Name
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Reference
from ivr.telephony.events import Event


class Case(Document):
    """One condition and the node it leads to."""

    condition: Annotated[Condition, Field(alias="if")]
    next: Name


class Branch(NodeDocument):
    """Goes to the node of the first condition that holds.

    - `when`: the conditions in order, each with `if` (an expression) and `next` (a node).
    - `otherwise`: the node that follows when none holds.

    Expressions are written in CEL; texts stand in quotes. They may name:

    - `caller` (the number in one form whatever its spelling: `+8613800138000`; service numbers such as
      `95588` and extensions as they are; empty when it was withheld), `caller_withheld` (true or false),
      `dialled` (the number as `centre.yaml` writes it), `language` (`zh`, `en`);
    - `values.NAME`: what a `collect` node keeps, a `lookup` finds or a `set` node sets. A condition on a
      value that nobody has given does not hold;
    - `customer.tier`, `customer.tags`, `customer.name`, `customer.language`, `customer.agent`,
      `customer.starred`, `customer.known`, `customer.id`: who calls; all empty or false when nobody knows.
      `"complaint" in customer.tags` asks for one tag;
    - `contacts(7d)`: how many contacts there were in the last seven days (`24h`, `2w`), `last_agent` and
      `last_outcome`: who served the latest and how it ended;
    - `open("office")`, `closed("office")`: opening hours; alone those that come first in `hours.yaml`;
    - `verified`: how the caller was identified, empty while he is not; `tags`, `priority`, `profile`: what
      rules have made of the contact; `queue`, `agent`: those of the talk before a survey.

    ```yaml
    whose_account:
      type: branch
      when:
        - {if: values.account.startsWith("88"), next: vip}
        - {if: 'customer.tier == "vip" && closed', next: vip}
        - {if: contacts(7d) >= 2, next: service}
        - {if: caller.startsWith("+8610") && language == "zh", next: beijing}
      otherwise: service
    ```

    中文

    依次判断条件，进入第一个成立的条件所指的节点。

    - `when`：条件列表，每项有 `if`（表达式）和 `next`（节点）。
    - `otherwise`：都不成立时进入的节点。

    表达式用 CEL 书写，文字加英文引号。可以使用：

    - `caller`（主叫号码，无论来电写法如何都是同一形式：`+8613800138000`；`95588` 等服务号码和分机号保持原样；
      未显示号码时为空）、`caller_withheld`（是否未显示号码）、`dialled`（被叫号码，写法同 `centre.yaml`）、
      `language`（`zh`、`en`）；
    - `values.名称`：`collect` 节点保存、`lookup` 查到或 `set` 设置的值。没有的值，相关条件视为不成立；
    - `customer.tier`（等级）、`customer.tags`（标签）、`customer.name`、`customer.language`、
      `customer.agent`（专属坐席）、`customer.starred`（星标）、`customer.known`（是否认识）、`customer.id`：
      来电的客户；不认识时都为空。`"投诉" in customer.tags` 询问是否有某个标签；
    - `contacts(7d)`：最近七天的来电次数（也可以写 `24h`、`2w`），`last_agent`、`last_outcome`：
      上一次由谁接待、结果如何；
    - `open("office")`、`closed("office")`：工作时间；单独写时指 `hours.yaml` 中的第一个；
    - `verified`：来电者通过何种方式核实了身份，未核实时为空；`tags`、`priority`、`profile`：规则给这次来电的
      标签、优先级和服务方式；`queue`、`agent`：调查之前那次通话的队列和坐席。
    """

    type: Literal["branch"]
    when: Annotated[tuple[Case, ...], Field(min_length=1)]
    otherwise: Name

    def enter(self, here: Here) -> Move:
        """Take the first condition that holds, once it is known who calls if that matters."""
        asks = any(conditions.asks_who_calls(case.condition) for case in self.when)
        return (who_calls(here) if asks else None) or self._decide(here)

    def told(self, here: Here, event: Event) -> Move:
        """It is known who calls."""
        return self._decide(decided(here))

    def silence(self, here: Here) -> Move:
        """Nobody knows in time who calls."""
        return self._decide(decided(here))

    def resume(self, here: Here) -> Move:
        """Who calls is not asked again."""
        return self._decide(decided(here))

    def exits(self) -> Iterator[Exit]:
        """One exit a condition, and ``otherwise``."""
        for number, case in enumerate(self.when, start=1):
            yield Exit(f"when {number}", case.next, ("when", number - 1, "next"), silent=True)
        yield Exit("otherwise", self.otherwise, ("otherwise",), silent=True)

    def references(self) -> Iterator[Reference]:
        """The values and hours that conditions ask for."""
        for number, case in enumerate(self.when):
            yield from references_in(case.condition, ("when", number, "if"))

    def _decide(self, here: Here) -> Move:
        known = known_at(here)
        for number, case in enumerate(self.when, start=1):
            if conditions.evaluate(case.condition, known):
                return Leave(here.position, f"when {number}")
        return Leave(here.position, "otherwise")
