"""Answers: what callers said in surveys."""

from ivr.dialplan.document import Document
from ivr.web.asked import Asked
from ivr.web.names import Moment, Page, Word, cursor_after
from ivr.web.operation import operation
from ivr.web.port import AnswersWanted, AnswerView, Mark


class AnswersQuery(Page):
    """Which answers are looked for: all that is given must hold; ``since`` ≤ time < ``until``."""

    contact: Word | None = None
    survey: Word | None = None
    question: Word | None = None
    agent: Word | None = None
    queue: Word | None = None
    since: Moment | None = None
    until: Moment | None = None


class Answers(Document):
    """A page of answers, the latest first; ``next`` is the cursor of the page after it."""

    answers: tuple[AnswerView, ...]
    next: str | None


@operation("GET", "/v1/answers", "answers:read")
async def search_answers(asked: Asked, query: AnswersQuery) -> Answers:
    """Look for survey answers by contact, survey, question, agent, queue and time."""
    wanted = AnswersWanted(**query.model_dump(exclude={"limit", "cursor"}))
    found = await asked.house.answers(wanted, query.limit + 1, query.before())
    page = found[: query.limit]
    more = len(found) > query.limit
    return Answers(
        answers=tuple(page),
        next=cursor_after(Mark(at=page[-1].at, key=page[-1].key)) if more else None,
    )
