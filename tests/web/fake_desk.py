"""A desk of literals: two documents in plain memory, and figures that were told to it."""

from collections.abc import Sequence
from datetime import date

from ivr.dialplan.messages import Message
from ivr.dialplan.reading.editing import Edit, Put, edited
from ivr.dialplan.reading.problems import Problem
from ivr.dialplan.reading.reading import read_tree
from ivr.dialplan.reading.tree import Tree
from ivr.web.desk import AgentFigures, ChangedError, DocumentView, Figures, QueueFigures
from tests.web.fake_house import NOW

CENTRE = 'agents:\n  "8001": {name: 张伟, skills: {repair: 8}}   # since May\n'

QUEUE = QueueFigures(
    queue="repair",
    name={"zh": "报修", "en": "Repair"},
    offered=10,
    answered=8,
    abandoned=2,
    timed_out=0,
    answer_rate=0.8,
    service_level=0.7,
    service_level_seconds=20,
    average_wait_seconds=12.5,
    average_talk_seconds=90.0,
)
AGENT = AgentFigures(
    agent="8001",
    name="张伟",
    answered=8,
    missed=2,
    answer_rate=0.8,
    talks=8,
    talk_seconds=720.0,
    hold_seconds=30.0,
    average_talk_seconds=90.0,
    scores=4,
    average_score=4.5,
)
TOO_HIGH = Problem(
    file="centre.yaml",
    line=2,
    column=1,
    what=Message("等级过高", "the level is too high"),
    remedy=Message("写 1 到 10", "write 1 to 10"),
)


class FakeDesk:
    """Refuses every level above 10."""

    def __init__(self) -> None:
        self.texts = {"centre.yaml": CENTRE, "main.yaml": "start: menu\n"}
        self.asked: list[date | None] = []

    async def figures(self, day: date | None) -> Figures:
        self.asked.append(day)
        return Figures(since=NOW - 3600.0, until=NOW, queues=(QUEUE,), agents=(AGENT,))

    def documents(self) -> Sequence[DocumentView]:
        return [self._view(file) for file in self.texts]

    async def edit(
        self, file: str, version: str, edits: Sequence[Edit]
    ) -> DocumentView | tuple[Problem, ...]:
        if file not in self.texts or self._view(file).version != version:
            raise ChangedError(file)
        text = edited(self.texts[file], edits)
        if any(isinstance(edit, Put) and isinstance(edit.value, int) and edit.value > 10 for edit in edits):
            return (TOO_HIGH,)
        self.texts[file] = text
        return self._view(file)

    def _view(self, file: str) -> DocumentView:
        text = self.texts[file]
        tree = read_tree(file, text.encode())
        assert isinstance(tree, Tree)
        return DocumentView(file=file, version=str(len(text)), text=text, value=tree.value)
