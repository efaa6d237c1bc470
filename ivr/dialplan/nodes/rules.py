"""The node ``rules``: a rule point, where the rulebook decides for whom what is done."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from msgspec.structs import replace
from pydantic import Field

from ivr.dialplan import conditions, hearing
from ivr.dialplan.changes import traced
from ivr.dialplan.deciding import decided, known_at, who_calls
from ivr.dialplan.document import Name
from ivr.dialplan.node import ANY, Exit, HandOver, Here, Leave, Move, NodeDocument, Reference
from ivr.dialplan.rulebook import Rule
from ivr.dialplan.step import Position, ToQueue
from ivr.telephony.events import Event

_QUEUE, _SKIP = "queue ", "skip "


class Rules(NodeDocument):
    """A rule point: the rules of `rules.yaml` whose conditions hold fire here, in order.

    - `rules`: the names of those that are asked here, a list; all of them where it is left out.
    - `next`: the node that follows when no rule sends the caller elsewhere.
    - `skips`: what may be skipped from here, and the node that follows then: a rule with
      `skip: self_service` leads to the node that stands at `self_service`.
    - `timeout`: the node that follows when a queue that a rule named has not served the caller; where it is
      left out, `next` follows.

    ```yaml
    who_calls:
      type: rules
      next: main_menu
      skips: {self_service: service}
    ```

    中文

    规则点：`rules.yaml` 中条件成立的规则在这里依次触发。

    - `rules`：在这里使用的规则名称的列表；不填则使用全部。
    - `next`：没有规则把来电者送往别处时进入的节点。
    - `skips`：从这里可以跳过的部分，以及跳过后进入的节点：带 `skip: self_service` 的规则通向
      `self_service` 所写的节点。
    - `timeout`：规则指定的队列没有接待来电者时进入的节点；不填则进入 `next`。
    """

    ends = True
    listens: ClassVar[bool] = True

    type: Literal["rules"]
    rules: tuple[Name, ...] = ()
    next: Name
    skips: dict[Name, Name] = Field(default_factory=dict)
    timeout: Name | None = None

    def enter(self, here: Here) -> Move:
        """Let the rules fire, once it is known who calls if that matters to any of them."""
        asks = any(conditions.asks_who_calls(rule.when) for rule in self._asked(here).values())
        return (who_calls(here) if asks else None) or self._fire(here)

    def told(self, here: Here, event: Event) -> Move:
        """It is known who calls."""
        return self._fire(decided(here))

    def silence(self, here: Here) -> Move:
        """Nobody knows in time who calls."""
        return self._fire(decided(here))

    def prompt_over(self, here: Here) -> Move:
        """What the rules say has been said."""
        return self._go(here.position)

    def resume(self, here: Here) -> Move:
        """Rules that fired do not fire again; who calls is not asked again."""
        return self._go(here.position) if here.position.then else self._fire(decided(here))

    def exits(self) -> Iterator[Exit]:
        """``next``, what is skipped, and where a queue's time-out or failure leads."""
        yield Exit("next", self.next, ("next",), silent=True)
        for name, target in self.skips.items():
            yield Exit(f"{_SKIP}{name}", target, ("skips", name), silent=True)
        after, path = (self.next, "next") if self.timeout is None else (self.timeout, "timeout")
        yield Exit("timeout", after, (path,))
        yield Exit("failure", after, (path,))

    def references(self) -> Iterator[Reference]:
        """The rules."""
        if not self.rules:
            yield Reference("rule", ANY, ("type",))
        for number, name in enumerate(self.rules):
            yield Reference("rule", name, ("rules", number))

    def _asked(self, here: Here) -> Mapping[str, Rule]:
        book = here.surroundings.rules
        return {name: book[name] for name in self.rules if name in book} if self.rules else book

    def _fire(self, here: Here) -> Move:
        said = []
        for name, rule in self._asked(here).items():
            if conditions.evaluate(rule.when, known_at(here)):
                here = here.moved(self._fired(here, name, rule))
                said += [rule.say] if rule.say is not None else []
        ready = here.moved(replace(here.position, then=here.position.then or "next"))
        return hearing.play(ready, *said) if said else self._go(ready.position)

    def _fired(self, here: Here, name: str, rule: Rule) -> Position:
        """The position after one rule; the first that skips decides over any that names a queue."""
        position = rule.changed(
            traced(here.position, here.at, f"rule {name}: {rule.in_words()}"), known_at(here)
        )
        if rule.skip in self.skips and not position.then.startswith(_SKIP):
            return replace(position, then=f"{_SKIP}{rule.skip}")
        if rule.queue is not None and not position.then:
            return replace(position, then=f"{_QUEUE}{rule.queue}")
        return position

    def _go(self, position: Position) -> Move:
        if position.then.startswith(_QUEUE):
            queue = position.then.removeprefix(_QUEUE)
            return HandOver(position, ToQueue(queue=queue, needs={}, priority=position.priority))
        return Leave(position, position.then or "next")
