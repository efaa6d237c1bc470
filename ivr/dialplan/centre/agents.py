"""An agent, as ``centre.yaml`` has him."""

from typing import Annotated, Literal, Self

from pydantic import Field

from ivr.dialplan.document import Document, Language, Level, Name, Shape

Line = Annotated[
    str,
    Shape(
        r"[^\x00-\x1f\x7f]{1,100}", "写一行文字，最长 100 个字符", "write one line, at most 100 characters"
    ),
]
"""One line of text without control characters."""

Extension = Annotated[str, Shape("[0-9]{2,10}", "分机号是 2 到 10 位数字", "an extension has 2 to 10 digits")]
"""An agent's extension: his telephone's name and number."""


class Agent(Document):
    """One agent.

    ``language`` is that of his announcements; ``skills`` from skill to level; ``supervises`` the
    queues whose talks he may listen to and whose agents may call him for help.
    """

    name: Line
    language: Language = ""
    skills: dict[Name, Level] = Field(default_factory=dict)
    supervises: Literal["all"] | tuple[Name, ...] = ()

    def may_supervise(self, queue: str) -> bool:
        """Whether the queue's talks are his to supervise."""
        return self.supervises == "all" or queue in self.supervises

    def speaking(self, language: str) -> Self:
        """The agent with that language, if the document names none."""
        return self if self.language else self.model_copy(update={"language": language})
