"""Names: the forms of ids and words in requests, the pages of lists, and who is called what."""

from typing import Annotated

from pydantic import Field

from ivr.dialplan.document import Document, Name, Shape
from ivr.web.port import Mark

AgentName = Annotated[str, Shape("[0-9]{2,10}", "坐席是 2 到 10 位的分机号", "an agent is an extension")]
ContactName = Annotated[
    str,
    Shape("[A-Za-z0-9_-]{1,100}", "呼叫编号有字母、数字、_ 和 -", "a contact has letters, digits, _ and -"),
]
Word = Annotated[
    str, Shape(r"[^\x00-\x1f\x7f]{1,100}", "写 1 到 100 个字符", "write 1 to 100 characters on one line")
]
Moment = Annotated[float, Field(ge=0, le=99_999_999_999)]
"""Seconds since the epoch."""

Cursor = Annotated[
    str,
    Shape(
        r"[0-9]{1,11}(\.[0-9]{1,9})?~[^\x00-\x1f\x7f]{1,300}",
        "原样使用上一页的 next",
        "take the former page's “next” as it is",
    ),
]
"""Where a list goes on: the ``next`` of the page before."""


class AgentPath(Document):
    """An agent in the path."""

    agent: AgentName


class QueuePath(Document):
    """A queue in the path."""

    queue: Name


class ContactPath(Document):
    """A contact in the path."""

    contact: ContactName


class Page(Document):
    """How many rows of a list, and from where; the newest come first."""

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Cursor | None = None

    def before(self) -> Mark | None:
        """The last row already seen."""
        if self.cursor is None:
            return None
        at, _, key = self.cursor.partition("~")
        return Mark(at=float(at), key=key)


def cursor_after(mark: Mark) -> str:
    """The cursor that goes on after this row."""
    return f"{mark.at:.9f}".rstrip("0").rstrip(".") + f"~{mark.key}"
