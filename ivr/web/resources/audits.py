"""Audits: who listened to, whispered into or joined whose talk, and who was refused it."""

from ivr.dialplan.document import Document
from ivr.web.asked import Asked
from ivr.web.names import Moment, Page, Word, cursor_after
from ivr.web.operation import operation
from ivr.web.port import AuditsWanted, AuditView, Mark


class AuditsQuery(Page):
    """Which audits are looked for: all that is given must hold; ``since`` ≤ time < ``until``."""

    agent: Word | None = None
    watched: Word | None = None
    contact: Word | None = None
    since: Moment | None = None
    until: Moment | None = None


class Audits(Document):
    """A page of audits, the latest first; ``next`` is the cursor of the page after it."""

    audits: tuple[AuditView, ...]
    next: str | None


@operation("GET", "/v1/audits", "audits:read")
async def search_audits(asked: Asked, query: AuditsQuery) -> Audits:
    """Look for audits by supervisor, agent, contact and time."""
    wanted = AuditsWanted(**query.model_dump(exclude={"limit", "cursor"}))
    found = await asked.house.audits(wanted, query.limit + 1, query.before())
    page = found[: query.limit]
    more = len(found) > query.limit
    return Audits(
        audits=tuple(page),
        next=cursor_after(Mark(at=page[-1].at, key=page[-1].key)) if more else None,
    )
