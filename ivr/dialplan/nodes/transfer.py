"""The node ``transfer``: the caller is put through to a number or an agent, or sent to another dialplan."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ivr.dialplan import conditions
from ivr.dialplan.deciding import Expression, decided, known_at, references_in, who_calls
from ivr.dialplan.document import Name, Shape, complaint
from ivr.dialplan.messages import Message
from ivr.dialplan.node import Exit, GoTo, HandOver, Here, Leave, Move, NodeDocument, Reference
from ivr.dialplan.step import ToAgent, ToNumber
from ivr.telephony.events import Event
from ivr.telephony.ids import AgentId

Destination = Annotated[
    str,
    Shape(
        r"\+?[0-9*#]{1,32}", "只写数字，国际号码以 + 开头", "write digits only, with + before a country code"
    ),
]
"""A telephone number as the trunk wants it."""

_GOALS = ("number", "agent", "agent_of", "dialplan")


class Transfer(NodeDocument):
    """Puts the caller through to a telephone number or to one agent, or sends him on to another dialplan.

    Of `number`, `agent`, `agent_of` and `dialplan` there is exactly one.

    - `number`: the number to call, as the trunk wants it dialled; the contact ends with that talk.
    - `trunk`: the trunk's name in `centre.yaml`, for a number.
    - `agent`: an agent, by extension or by name (张伟).
    - `agent_of`: an expression that gives an agent: `customer.agent` or `last_agent`.
    - `queue`: for an agent: the queue by whose rules he is rung, and in which the talk counts.
    - `dialplan`: another dialplan, from which the caller does not return.
    - `seconds`: how long to let a number ring, or to wait for the agent alone; 30 by default.
    - `failure`: the node that follows when the number or the agent is busy, does not answer or cannot be
      reached; needed for both.

    ```yaml
    duty_officer:
      type: transfer
      number: +8613800138000
      trunk: carrier
      failure: nobody_free
    ```

    中文

    把来电者转接到一个电话号码或一名坐席，或送往另一个对话方案。
    `number`、`agent`、`agent_of`、`dialplan` 之中写一个。

    - `number`：要呼叫的号码，按中继要求的格式填写；通话结束，来电随之结束。
    - `trunk`：号码所用的中继，`centre.yaml` 中的名称。
    - `agent`：坐席，写分机号或姓名（张伟）。
    - `agent_of`：得出坐席的表达式：`customer.agent`（专属坐席）或 `last_agent`（上次接待的坐席）。
    - `queue`：转给坐席时，按哪个队列的规则振铃和统计。
    - `dialplan`：另一个对话方案，来电者不再返回。
    - `seconds`：号码最长振铃秒数，或只等待该坐席的秒数，默认 30。
    - `failure`：占线、无人接听或无法接通时进入的节点；转接号码和坐席时必填。
    """

    ends = True

    type: Literal["transfer"]
    number: Destination | None = None
    trunk: Name | None = None
    agent: Name | None = None
    agent_of: Expression | None = None
    queue: Name | None = None
    dialplan: Name | None = None
    seconds: Annotated[float, Field(ge=1, le=300)] = 30
    failure: Name | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        goals = [name for name in _GOALS if getattr(self, name) is not None]
        if len(goals) != 1:
            raise complaint(
                Message("这里要写一个转接目标，且只写一个", "one goal is needed here, and no more"),
                Message(
                    "写 number、agent、agent_of、dialplan 之一",
                    "write one of number, agent, agent_of, dialplan",
                ),
            )
        needed = {"number": ("trunk", "failure"), "dialplan": ()}.get(goals[0], ("queue", "failure"))
        for name in needed:
            if getattr(self, name) is None:
                raise complaint(
                    Message(f"缺少“{name}”", f'"{name}" is missing'),
                    Message(f"补上 {name}:", f"add {name}:"),
                )
        return self

    def enter(self, here: Here) -> Move:
        """Hand the contact over, once it is known who calls if that matters."""
        asks = self.agent_of is not None and conditions.asks_who_calls(self.agent_of)
        return (who_calls(here) if asks else None) or self._hand_over(here)

    def told(self, here: Here, event: Event) -> Move:
        """It is known who calls."""
        return self._hand_over(decided(here))

    def silence(self, here: Here) -> Move:
        """Nobody knows in time who calls."""
        return self._hand_over(decided(here))

    def resume(self, here: Here) -> Move:
        """Who calls is not asked again."""
        return self._hand_over(decided(here))

    def exits(self) -> Iterator[Exit]:
        """Only ``failure``."""
        if self.failure is not None:
            yield Exit("failure", self.failure, ("failure",), silent=True)

    def references(self) -> Iterator[Reference]:
        """The trunk, the agent, the queue, the dialplan, and what the expression asks for."""
        for kind in ("trunk", "agent", "queue", "dialplan"):
            name = getattr(self, kind)
            if name is not None:
                yield Reference(kind, name, (kind,))
        if self.agent_of is not None:
            yield from references_in(self.agent_of, ("agent_of",))

    def _hand_over(self, here: Here) -> Move:
        if self.dialplan is not None:
            return GoTo(here.position, self.dialplan)
        if self.number is not None:
            to = ToNumber(number=self.number, trunk=self.trunk or "", seconds=self.seconds)
            return HandOver(here.position, to)
        wanted = self.agent or conditions.text_of(self.agent_of or '""', known_at(here)) or ""
        agent = here.surroundings.centre.agent_called(wanted)
        if agent is None:
            return Leave(here.position, "failure")
        to_agent = ToAgent(
            agent=AgentId(agent),
            queue=self.queue or "",
            seconds=self.seconds,
            priority=here.position.priority,
        )
        return HandOver(here.position, to_agent)
