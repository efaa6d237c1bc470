"""Live contacts: those that have not ended."""

from ivr.dialplan.document import Document
from ivr.web.asked import Asked
from ivr.web.masking import for_reader
from ivr.web.operation import operation
from ivr.web.port import LiveContactView


class LiveContacts(Document):
    """The contacts in the house, the earliest arrival first."""

    contacts: tuple[LiveContactView, ...]


@operation("GET", "/v1/live-contacts", "contacts:read")
async def list_live_contacts(asked: Asked) -> LiveContacts:
    """All contacts that have not ended, and the phases of their lives."""
    live = sorted(asked.house.live().values(), key=lambda view: (view.arrived_at, view.contact))
    return LiveContacts(contacts=tuple(for_reader(view, asked.may("pii")) for view in live))
