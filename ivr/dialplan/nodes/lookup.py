"""The node ``lookup``: a business system is asked, and its answer is kept."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Literal, Self

from msgspec.structs import replace
from pydantic import Field, model_validator

from ivr.dialplan import awaiting
from ivr.dialplan.awaiting import Comfort
from ivr.dialplan.centre.services import Pointer
from ivr.dialplan.deciding import decided, who_calls
from ivr.dialplan.document import Name, complaint
from ivr.dialplan.filling import Template, asks_who_calls, filled, quoted, values_of
from ivr.dialplan.messages import Message
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Reference, Spoken, Stay
from ivr.telephony.commands import Fetch
from ivr.telephony.events import Event, Fetched, FetchFailed
from ivr.telephony.ids import EffectKey

NOTHING_THERE = "not_found"
"""The reason of a business system that knows no such thing."""

Type = Literal["text", "number", "whole", "date", "yes_or_no"]

_IS: Mapping[Type, Callable[[str], bool]] = {
    "text": bool,
    "number": lambda text: re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", text, re.ASCII) is not None,
    "whole": lambda text: re.fullmatch(r"-?\d{1,15}", text, re.ASCII) is not None,
    "date": lambda text: re.match(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text, re.ASCII) is not None,
    "yes_or_no": lambda text: text in ("true", "false"),
}


class Lookup(NodeDocument):
    """Asks a business system over HTTP, and keeps what it answers under names.

    While it is waited for longer than a second the caller hears that it goes on, then music.

    - `service`: whom to ask: a service of `centre.yaml`, which holds its address (docs/how-to-lookup.md).
    - `path`: what follows its address, such as `/orders/{values.order}`; may be left out.
    - `query`: by name, what is asked for besides; may be left out.
    - `take`: the values that are kept, each by its place in the answer (a JSON pointer):
      `{status: /data/status}` is `values.status` in conditions and when it is spoken.
    - `types`: what kind of value one must be: `number`, `whole`, `date` (2026-01-31), `yes_or_no` (`true` or
      `false`); `text` where nothing is said. Another one is a failure.
    - `seconds`: how long one answer may take; 2 by default.
    - `tries`: how often to ask when there is no answer or the system has an error; 2 by default.
    - `comfort`: what is heard after a second; "One moment, please." by default.
    - `next`: the node that follows with the values.
    - `no_match`: the node that follows when the system says that there is no such thing (404); where it is
      left out that is a failure.
    - `failure`: the node that follows when there was no answer that could be used.

    `path` and `query` may contain `{caller}`, `{dialled}`, `{language}`, `{customer.id}` and `{values.NAME}`.
    With one of them unknown nothing is asked, and that is a failure.

    ```yaml
    order:
      type: lookup
      service: orders
      path: /orders/{values.order}
      take: {status: /data/status, amount: /data/amount}
      types: {amount: number}
      next: tell_status
      no_match: unknown_order
      failure: service
    ```

    中文

    通过 HTTP 查询业务系统，并以名称保存结果。等待超过一秒时，来电者会听到提示语，然后是音乐。

    - `service`：查询哪个系统，即 `centre.yaml` 中 `services` 的名称，地址写在那里
      （见 docs/zh/how-to-lookup.md）。
    - `path`：地址后面的部分，例如 `/orders/{values.order}`；可以不填。
    - `query`：查询参数，按名称书写；可以不填。
    - `take`：要保存的值和它在答复中的位置（JSON 指针）：`{status: /data/status}`
      在条件和播报中即 `values.status`。
    - `types`：值必须是什么：`number`（数）、`whole`（整数）、`date`（日期 2026-01-31）、
      `yes_or_no`（`true` 或 `false`）；不写则为 `text`（文字）。不符时走 `failure`。
    - `seconds`：一次答复最多等几秒，默认 2。
    - `tries`：没有答复或系统出错时最多问几次，默认 2。
    - `comfort`：一秒之后要说的话，默认“请稍候。”。
    - `next`：得到结果后进入的节点。
    - `no_match`：系统回答没有这一项（404）时进入的节点；不填则走 `failure`。
    - `failure`：没有得到可用答复时进入的节点。

    `path` 和 `query` 中可以写 `{caller}`、`{dialled}`、`{language}`、`{customer.id}` 和 `{values.名称}`。
    其中有未知的，就不查询，走 `failure`。
    """

    type: Literal["lookup"]
    service: Name
    path: Annotated[Template, Field(pattern="^(/.*)?$")] = ""
    query: dict[str, Template] = Field(default_factory=dict)
    take: Annotated[dict[Name, Pointer], Field(min_length=1)]
    types: dict[Name, Type] = Field(default_factory=dict)
    seconds: Annotated[float, Field(ge=0.2, le=10)] = 2.0
    tries: Annotated[int, Field(ge=1, le=5)] = 2
    comfort: Comfort
    next: Name
    no_match: Name | None = None
    failure: Name

    @model_validator(mode="after")
    def _types_are_of_values(self) -> Self:
        for name in self.types.keys() - self.take.keys():
            raise complaint(
                Message(f"take 中没有“{name}”", f'there is no "{name}" in take'),
                Message("在 take 中写出它的位置", "say in take where it stands"),
            )
        return self

    def enter(self, here: Here) -> Move:
        """Ask, once it is known who calls where that is asked with."""
        waiting = who_calls(here) if any(map(asks_who_calls, self._templates())) else None
        return waiting or self._ask(decided(here))

    def silence(self, here: Here) -> Move:
        """Comfort the caller; who has waited too long leaves by ``failure``."""
        if awaiting.waits_for_customer(here):
            return self._ask(decided(here))
        return awaiting.comfort(here, self.comfort, self._longest()) or self._leave(here, "failure")

    def prompt_over(self, here: Here) -> Move:
        """Music follows."""
        return awaiting.music(here)

    def told(self, here: Here, event: Event) -> Move:
        """Keep the values, and go on; whatever is no answer leads to ``failure``."""
        match event:
            case _ if awaiting.waits_for_customer(here):
                return self._ask(decided(here))
            case Fetched(values=values) if self._are_right(values):
                kept = {**here.position.values, **{name: values[name] for name in self.take}}
                return self._leave(here.moved(replace(here.position, values=kept)), "next")
            case FetchFailed(reason=reason) if reason == NOTHING_THERE and self.no_match is not None:
                return self._leave(here, "no_match")
            case _:
                return self._leave(here, "failure")

    def resume(self, here: Here) -> Move:
        """Ask again, under the same key."""
        if awaiting.waits_for_customer(here):
            return Stay(here.position)
        fetch = self._fetch(here, EffectKey(here.position.awaiting or ""))
        if fetch is None:
            return self._leave(here, "failure")
        return awaiting.again(here, self._longest(), fetch)

    def exits(self) -> Iterator[Exit]:
        """``next`` and ``failure``, and ``no_match`` if the document has it."""
        yield Exit("next", self.next, ("next",), silent=True)
        if self.no_match is not None:
            yield Exit("no_match", self.no_match, ("no_match",), silent=True)
        yield Exit("failure", self.failure, ("failure",), silent=True)

    def spoken(self) -> Iterator[Spoken]:
        """The comforting word."""
        yield Spoken(self.comfort, ("comfort",))

    def references(self) -> Iterator[Reference]:
        """The service, and the values that are asked with."""
        yield Reference("service", self.service, ("service",))
        for value in values_of(self.path):
            yield Reference("value", value, ("path",))
        for name, template in self.query.items():
            for value in values_of(template):
                yield Reference("value", value, ("query", name))

    def gives(self) -> Iterator[str]:
        """The names under which the answer is kept."""
        yield from self.take

    def _templates(self) -> tuple[str, ...]:
        return (self.path, *self.query.values())

    def _ask(self, here: Here) -> Move:
        key = awaiting.next_key(here)
        fetch = self._fetch(here, key)
        return Leave(here.position, "failure") if fetch is None else awaiting.begin(here, key, fetch)

    def _fetch(self, here: Here, key: EffectKey) -> Fetch | None:
        path = filled(self.path, here, quoted)
        query = {name: filled(template, here) for name, template in self.query.items()}
        known = {name: text for name, text in query.items() if text is not None}
        if path is None or len(known) < len(query):
            return None
        take = {str(name): str(pointer) for name, pointer in self.take.items()}
        return Fetch(key, self.service, path, known, take, self.seconds, self.tries)

    def _are_right(self, values: Mapping[str, str]) -> bool:
        return all(name in values and _IS[self.types.get(name, "text")](values[name]) for name in self.take)

    def _longest(self) -> float:
        pauses = sum(0.2 * 2.0**number for number in range(self.tries - 1))
        return self.seconds * self.tries + pauses

    def _leave(self, here: Here, exit: str) -> Leave:
        position, commands = awaiting.settled(here)
        return Leave(position, exit, commands)
