"""The rulebook: ``rules.yaml``, what is done for which callers at every rule point."""

from typing import Annotated

from pydantic import Field

from ivr.dialplan.changes import Changes
from ivr.dialplan.deciding import Condition
from ivr.dialplan.document import Document, Name, Texts


class Rule(Changes):
    """One rule: when it fires, and what it does then.

    ``skip`` is the part of the dialplan that the caller is spared, as the rule point names it; ``say`` a
    prompt; ``queue`` the queue that he goes to at once.
    """

    when: Condition
    skip: Name | None = None
    say: Texts | None = None
    queue: Name | None = None

    def in_words(self) -> str:
        """What it does, for a trace."""
        words = [f"skip {self.skip}"] if self.skip else []
        changes = super().in_words()
        words += [changes] if changes else []
        words += ["say"] if self.say else []
        return ", ".join([*words, *([f"queue {self.queue}"] if self.queue else [])])


class Rulebook(Document):
    """What is done for which callers: `rules.yaml`, which may be left out. A running call keeps its rules.

    - `rules`: the rules by name, in order. At a rule point (the node `rules`) every rule whose `when` holds
      fires, one after the other; each firing is written into the contact's trace.
        - `when`: a condition, as in the node `branch`.
        - `skip`: a part of the dialplan that these callers are spared; the rule point names where it leads.
          The first rule that skips something which the rule point offers decides.
        - `priority`: by how much the rank in every line rises or falls, as `+50`.
        - `say`: a prompt, in each language.
        - `queue`: the queue that they go to at once, after what is said; `skip` comes first.
        - `set`: values by name, each an expression: a text in quotes within quotes, `'"repair"'`.
        - `tag`: one tag or several; conditions find them in `tags`, and so does every agent and report.
        - `profile`: one of the `profiles` of `centre.yaml`.

    ```yaml
    rules:
      vip_first:
        when: customer.tier == "vip" && !closed
        skip: self_service
        priority: +50
      often:
        when: contacts(7d) >= 3
        say: {zh: 很抱歉让您多次来电。, en: We are sorry that you had to call again.}
        tag: repeat
        queue: complaint
    ```

    中文

    对哪些来电者做什么，写在 `rules.yaml` 中；可以没有这个文件。进行中的通话沿用开始时的规则。

    - `rules`：规则，以名称为键，按顺序。在规则点（`rules` 节点），所有 `when` 成立的规则依次触发；
      每次触发都记入这次来电的轨迹。
        - `when`：条件，写法同 `branch` 节点。
        - `skip`：为这些来电者省去的部分；规则点写明它通向哪里。第一条跳过规则点所列部分的规则起作用。
        - `priority`：在各队列中的优先级升降，如 `+50`。
        - `say`：提示语，每种语言一句。
        - `queue`：说完之后立即进入的队列；`skip` 优先。
        - `set`：要设置的值，以名称为键，各为一个表达式；文字要双重引号：`'"repair"'`。
        - `tag`：一个或几个标签；条件中用 `tags` 查询，坐席和报表也能看到。
        - `profile`：`centre.yaml` 中 `profiles` 的一种。
    """

    rules: Annotated[dict[Name, Rule], Field(min_length=1)]
