"""The node ``hours``: the call goes one way while it is open, and another while it is not."""

from collections.abc import Iterator
from typing import Literal

from ivr.dialplan.document import Name
from ivr.dialplan.node import ANY, Exit, Here, Leave, Move, NodeDocument, Reference


class Hours(NodeDocument):
    """Asks whether it is open, by the opening hours of `hours.yaml`.

    - `hours`: the name of the opening hours; those that come first in `hours.yaml` where it is left out.
    - `open`: the node that follows while it is open.
    - `closed`: the node that follows while it is not.

    ```yaml
    office_hours:
      type: hours
      hours: office
      open: main_menu
      closed: we_are_closed
    ```

    中文

    按 `hours.yaml` 中的工作时间判断现在是否开放。

    - `hours`：工作时间的名称；不填则用 `hours.yaml` 中的第一个。
    - `open`：开放时进入的节点。
    - `closed`：不开放时进入的节点。
    """

    type: Literal["hours"]
    hours: Name | None = None
    open: Name
    closed: Name

    def enter(self, here: Here) -> Move:
        """Leave by ``open`` or ``closed``; hours that are gone from the book are open."""
        openings = here.surroundings.openings
        opening = openings.get(self.hours) if self.hours else next(iter(openings.values()), None)
        return Leave(here.position, "open" if opening is None or opening.is_open(here.at) else "closed")

    def exits(self) -> Iterator[Exit]:
        """``open`` and ``closed``."""
        yield Exit("open", self.open, ("open",), silent=True)
        yield Exit("closed", self.closed, ("closed",), silent=True)

    def references(self) -> Iterator[Reference]:
        """The hours."""
        yield Reference("hours", self.hours or ANY, ("hours",))
