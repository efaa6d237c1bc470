"""Contacts that have ended: looked for, and one with its survey and its recording's row."""

from ivr.dialplan.document import Document
from ivr.dialplan.messages import Message
from ivr.web.asked import Asked
from ivr.web.door import needs
from ivr.web.masking import for_reader
from ivr.web.names import ContactPath, Moment, Page, Word, cursor_after
from ivr.web.operation import operation
from ivr.web.port import ContactsWanted, ContactView, Mark, RecordingView
from ivr.web.problems import NOT_FOUND, Refused


class ContactsQuery(Page):
    """Which contacts are looked for: all that is given must hold; ``since`` ≤ arrival < ``until``.

    ``caller`` is a whole number in any spelling and needs the scope ``pii``; who withheld his is found by
    none.
    """

    caller: Word | None = None
    agent: Word | None = None
    queue: Word | None = None
    outcome: Word | None = None
    since: Moment | None = None
    until: Moment | None = None


class Contacts(Document):
    """A page of contacts, the latest arrival first; ``next`` is the cursor of the page after it."""

    contacts: tuple[ContactView, ...]
    next: str | None


class ContactDetail(Document):
    """A contact with its recording's row in the ledger, if there is one."""

    contact: ContactView
    recording: RecordingView | None


@operation("GET", "/v1/contacts", "contacts:read")
async def search_contacts(asked: Asked, query: ContactsQuery) -> Contacts:
    """Look for contacts by caller, agent, queue, outcome and time."""
    if query.caller is not None and not asked.may("pii"):
        raise needs("pii", Message("按主叫号码查找需要权限 pii", "looking by caller needs the scope pii"))
    wanted = ContactsWanted(**query.model_dump(exclude={"limit", "cursor"}))
    found = await asked.house.search(wanted, query.limit + 1, query.before())
    page = found[: query.limit]
    more = len(found) > query.limit
    return Contacts(
        contacts=tuple(for_reader(view, asked.may("pii")) for view in page),
        next=cursor_after(Mark(at=page[-1].arrived_at, key=page[-1].contact)) if more else None,
    )


@operation("GET", "/v1/contacts/{contact}", "contacts:read", kinds=(NOT_FOUND,))
async def show_contact(asked: Asked, path: ContactPath) -> ContactDetail:
    """One contact that has ended, with its survey and its recording's row."""
    contact = await asked.house.contact(path.contact)
    if contact is None:
        raise Refused(NOT_FOUND, Message("没有这个已结束的呼叫", "no ended contact has this id"))
    return ContactDetail(
        contact=for_reader(contact, asked.may("pii")), recording=await asked.house.recording(path.contact)
    )
