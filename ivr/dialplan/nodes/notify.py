"""The node ``notify``: a message is sent, and the call goes on at once."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec.structs import replace
from pydantic import Field

from ivr.dialplan import awaiting
from ivr.dialplan.deciding import decided, who_calls
from ivr.dialplan.document import Language, Name
from ivr.dialplan.filling import Template, asks_who_calls, filled, values_of
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Reference
from ivr.telephony.commands import Notify as Send
from ivr.telephony.events import Event


class Notify(NodeDocument):
    """Sends a message over a service of the centre (SMS, for instance), and goes on at once.

    The message is stored first, and sent until the service takes it, for a day at most: it outlives a crash
    of the server.

    - `service`: over which service of `centre.yaml` it is sent (docs/how-to-lookup.md).
    - `to`: to which number or address; `{caller}` by default.
    - `text`: what it says, in each language.
    - `next`: the node that follows.
    - `failure`: the node that follows when `to` or something in `text` is not known (the caller withheld his
      number, for instance), so that nothing is sent; where it is left out, `next`.

    `to` and `text` may contain `{caller}`, `{customer.name}`, `{values.NAME}` and the like.

    ```yaml
    send_number:
      type: notify
      service: sms
      text:
        zh: 您的报修单号是 {values.ticket}。
        en: "Your repair number is {values.ticket}."
      next: goodbye
    ```

    中文

    通过中心的某个服务（例如短信）发送一条消息，并立即继续。
    消息先保存再发送，直到服务接收为止，最长一天；服务器崩溃也不会丢失。

    - `service`：通过 `centre.yaml` 中的哪个服务发送（见 docs/zh/how-to-lookup.md）。
    - `to`：发给哪个号码或地址，默认 `{caller}`。
    - `text`：内容，每种语言一句。
    - `next`：接下来的节点。
    - `failure`：`to` 或 `text` 中有未知的内容（例如来电未显示号码）、无法发送时进入的节点；
      不填则进入 `next`。

    `to` 和 `text` 中可以写 `{caller}`、`{customer.name}`、`{values.名称}` 等。
    """

    type: Literal["notify"]
    service: Name
    to: Template = "{caller}"
    text: Annotated[dict[Language, Template], Field(min_length=1)]
    next: Name
    failure: Name | None = None

    def enter(self, here: Here) -> Move:
        """Send it, once it is known who calls where that is asked with."""
        waiting = who_calls(here) if any(map(asks_who_calls, (self.to, *self.text.values()))) else None
        return waiting or self._send(decided(here))

    def silence(self, here: Here) -> Move:
        """Nobody knows who calls."""
        return self._send(decided(here))

    def told(self, here: Here, event: Event) -> Move:
        """It is known who calls."""
        return self._send(decided(here))

    def exits(self) -> Iterator[Exit]:
        """``next``, and ``failure`` if the document has it."""
        yield Exit("next", self.next, ("next",), silent=True)
        if self.failure is not None:
            yield Exit("failure", self.failure, ("failure",), silent=True)

    def references(self) -> Iterator[Reference]:
        """The service, and the values that are told."""
        yield Reference("service", self.service, ("service",))
        for value in values_of(self.to):
            yield Reference("value", value, ("to",))
        for language, text in self.text.items():
            for value in values_of(text):
                yield Reference("value", value, ("text", language))

    def _send(self, here: Here) -> Move:
        text = self.text.get(here.language) or next(iter(self.text.values()))
        to, said = filled(self.to, here), filled(text, here)
        if to is None or said is None:
            return Leave(here.position, "failure" if self.failure is not None else "next")
        send = Send(awaiting.next_key(here), self.service, to, said)
        return Leave(replace(here.position, effects=here.position.effects + 1), "next", (send,))
