"""The node ``queue``: the caller waits for an agent."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from ivr.dialplan.document import Level, Name
from ivr.dialplan.node import EVERY_LANGUAGE, Exit, HandOver, Here, Leave, Move, NodeDocument, Reference
from ivr.dialplan.step import ToQueue


class Queue(NodeDocument):
    """Puts the caller into a queue of the centre, with music, until an agent answers.

    - `queue`: the queue's name in `centre.yaml`.
    - `needs`: skills that the agent must have besides those of the queue, with their least level (1 to 10);
      may be left out.
    - `language_level`: the least level at which the agent must master the caller's language, a skill of
      the same name (`zh`, `en`); 0, the default, asks for none.
    - `priority`: each point counts like ten minutes of waiting (see [routing.md](routing.md)); 0 by default.
    - `timeout`: the node that follows when nobody answered within the queue's `max_wait_seconds`.
    - `closed`: the node that follows outside the queue's opening hours, where it has any; where it is left
      out, the call goes to `timeout`.
    - `failure`: the node that follows when the queue cannot take the call; where it is left out, the
      call goes to `timeout`.

    ```yaml
    repair:
      type: queue
      queue: repair
      language_level: 3
      timeout: nobody_free
    ```

    中文

    让来电者进入队列，播放等待音乐，直到有坐席接听。

    - `queue`：`centre.yaml` 中的队列名称。
    - `needs`：除队列要求之外，坐席还须具备的技能和最低等级（1 到 10）；可以不填。
    - `language_level`：坐席掌握来电者语言（同名技能 `zh`、`en`）的最低等级；默认 0，即不要求。
    - `priority`：优先级，每一点相当于已等待十分钟（见 [routing.md](routing.md)）；默认 0。
    - `timeout`：超过队列的 `max_wait_seconds` 仍无人接听时进入的节点。
    - `closed`：队列有工作时间而现在不在其中时进入的节点；不填则进入 `timeout`。
    - `failure`：队列无法接收来电时进入的节点；不填则进入 `timeout`。
    """

    ends = True

    type: Literal["queue"]
    queue: Name
    needs: dict[Name, Level] = Field(default_factory=dict)
    language_level: Annotated[int, Field(ge=0, le=10)] = 0
    priority: Annotated[int, Field(ge=-100, le=100)] = 0
    timeout: Name
    closed: Name | None = None
    failure: Name | None = None

    def enter(self, here: Here) -> Move:
        """Hand the contact to the queue, if it is open."""
        if self._is_closed(here):
            return Leave(here.position, "closed")
        spoken = {here.language: self.language_level} if self.language_level else {}
        return HandOver(
            here.position,
            ToQueue(
                queue=self.queue,
                needs={**spoken, **self.needs},
                priority=self.priority + here.position.priority,
            ),
        )

    def exits(self) -> Iterator[Exit]:
        """``timeout``, ``closed`` and ``failure``."""
        yield Exit("timeout", self.timeout, ("timeout",))
        if self.closed is None:
            yield Exit("closed", self.timeout, ("timeout",))
        else:
            yield Exit("closed", self.closed, ("closed",), silent=True)
        if self.failure is None:
            yield Exit("failure", self.timeout, ("timeout",))
        else:
            yield Exit("failure", self.failure, ("failure",))

    def references(self) -> Iterator[Reference]:
        """The queue and the skills."""
        yield Reference("queue", self.queue, ("queue",))
        if self.language_level:
            yield Reference("skill", EVERY_LANGUAGE, ("language_level",))
        for skill in self.needs:
            yield Reference("skill", skill, ("needs", skill))

    def _is_closed(self, here: Here) -> bool:
        queue = here.surroundings.centre.queues.get(self.queue)
        hours = queue.hours if queue is not None else None
        opening = here.surroundings.openings.get(hours) if hours is not None else None
        return opening is not None and not opening.is_open(here.at)
