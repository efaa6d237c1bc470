"""The node ``transfer``: the caller is put through to a telephone number."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from ivr.dialplan.document import Name, Shape
from ivr.dialplan.node import Exit, HandOver, Here, Move, NodeDocument, Reference
from ivr.dialplan.step import ToNumber

Destination = Annotated[
    str,
    Shape(
        r"\+?[0-9*#]{1,32}", "只写数字，国际号码以 + 开头", "write digits only, with + before a country code"
    ),
]
"""A telephone number as the trunk wants it."""


class Transfer(NodeDocument):
    """Calls a telephone number over a trunk and puts the caller through; the contact ends with that talk.

    - `number`: the number to call, as the trunk wants it dialled.
    - `trunk`: the trunk's name in `centre.yaml`.
    - `seconds`: how long to let it ring; 30 by default.
    - `failure`: the node that follows when the number is busy, does not answer or cannot be reached.

    ```yaml
    duty_officer:
      type: transfer
      number: +8613800138000
      trunk: carrier
      failure: nobody_free
    ```

    中文

    通过中继呼叫一个电话号码，接通后与来电者通话；通话结束，来电随之结束。

    - `number`：要呼叫的号码，按中继要求的格式填写。
    - `trunk`：`centre.yaml` 中的中继名称。
    - `seconds`：最长振铃秒数，默认 30。
    - `failure`：占线、无人接听或无法接通时进入的节点。
    """

    ends = True

    type: Literal["transfer"]
    number: Destination
    trunk: Name
    seconds: Annotated[float, Field(ge=1, le=300)] = 30
    failure: Name

    def enter(self, here: Here) -> Move:
        """Hand the contact to the number."""
        return HandOver(here.position, ToNumber(number=self.number, trunk=self.trunk, seconds=self.seconds))

    def exits(self) -> Iterator[Exit]:
        """Only ``failure``."""
        yield Exit("failure", self.failure, ("failure",), silent=True)

    def references(self) -> Iterator[Reference]:
        """The trunk."""
        yield Reference("trunk", self.trunk, ("trunk",))
