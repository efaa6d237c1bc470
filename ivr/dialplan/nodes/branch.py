"""The node ``branch``: the call goes one way or another, by what is known of it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ivr.dialplan import conditions
from ivr.dialplan.document import Document, Name, complaint
from ivr.dialplan.messages import Message
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Reference
from ivr.telephony.numbers import WITHHELD


def _compilable(expression: str) -> str:
    try:
        conditions.compile(expression)
    except conditions.ConditionError as error:
        raise complaint(
            Message(f"条件有误：{error.reason}", f"the condition is wrong: {error.reason}"),
            Message(
                "可用的名称：caller、caller_withheld、dialled、language、values.名称；"
                "文字要加英文引号，比较用 ==",
                "it may name caller, caller_withheld, dialled, language, values.NAME; quote texts, "
                "compare with ==",
            ),
            offset=error.offset,
        ) from None
    return expression


class Case(Document):
    """One condition and the node it leads to."""

    condition: Annotated[str, Field(alias="if"), AfterValidator(_compilable)]
    next: Name


class Branch(NodeDocument):
    """Goes to the node of the first condition that holds.

    - `when`: the conditions in order, each with `if` (an expression) and `next` (a node).
    - `otherwise`: the node that follows when none holds.

    Expressions are written in CEL. They may name `caller` (the number in one form whatever its spelling:
    `+8613800138000`; service numbers such as `95588` and extensions as they are; empty when it was
    withheld), `caller_withheld` (true or false), `dialled` (the number as `centre.yaml` writes it),
    `language` (`zh`, `en`) and `values.NAME` (what a `collect` node keeps). A condition on a value that
    the caller has not given does not hold.

    ```yaml
    whose_account:
      type: branch
      when:
        - {if: values.account.startsWith("88"), next: vip}
        - {if: caller.startsWith("+8610") && language == "zh", next: beijing}
      otherwise: service
    ```

    中文

    依次判断条件，进入第一个成立的条件所指的节点。

    - `when`：条件列表，每项有 `if`（表达式）和 `next`（节点）。
    - `otherwise`：都不成立时进入的节点。

    表达式用 CEL 书写，可以使用 `caller`（主叫号码，无论来电写法如何都是同一形式：`+8613800138000`；
    `95588` 等服务号码和分机号保持原样；未显示号码时为空）、`caller_withheld`（是否未显示号码）、
    `dialled`（被叫号码，写法同 `centre.yaml`）、`language`（`zh`、`en`）和 `values.名称`
    （`collect` 节点保存的数字）。来电者没有输入过的值，相关条件视为不成立。
    """

    type: Literal["branch"]
    when: Annotated[tuple[Case, ...], Field(min_length=1)]
    otherwise: Name

    def enter(self, here: Here) -> Move:
        """Take the first condition that holds."""
        facts, values = here.facts, here.position.values
        withheld = facts.caller == WITHHELD
        known = conditions.Known(facts.caller, facts.dialled, here.language, values, withheld)
        for number, case in enumerate(self.when, start=1):
            if conditions.evaluate(case.condition, known):
                return Leave(here.position, f"when {number}")
        return Leave(here.position, "otherwise")

    def exits(self) -> Iterator[Exit]:
        """One exit a condition, and ``otherwise``."""
        for number, case in enumerate(self.when, start=1):
            yield Exit(f"when {number}", case.next, ("when", number - 1, "next"), silent=True)
        yield Exit("otherwise", self.otherwise, ("otherwise",), silent=True)

    def references(self) -> Iterator[Reference]:
        """The values that conditions ask for."""
        for number, case in enumerate(self.when):
            for value in conditions.values_in(case.condition):
                yield Reference("value", value, ("when", number, "if"))
