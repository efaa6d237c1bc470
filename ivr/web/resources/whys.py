"""Whys: the reasons of the routing, offer by offer."""

from ivr.dialplan.document import Document
from ivr.dialplan.messages import Message
from ivr.web.asked import Asked
from ivr.web.names import AgentName, ContactPath
from ivr.web.operation import operation
from ivr.web.port import WhyView
from ivr.web.problems import NOT_FOUND, Refused


class WhyQuery(Document):
    """Of which agent alone it is to be told: why her, why not me; all agents if not given."""

    agent: AgentName | None = None


class Whys(Document):
    """Each offer of the contact's calls and its waits, in their order."""

    whys: tuple[WhyView, ...]


@operation("GET", "/v1/contacts/{contact}/why", "contacts:read", kinds=(NOT_FOUND,))
async def why_contact(asked: Asked, path: ContactPath, query: WhyQuery) -> Whys:
    """Why a contact was offered to whom it was, and why it waits: candidates, exclusions, ranks."""
    found = await asked.house.why(path.contact, query.agent or "")
    if found is None:
        raise Refused(NOT_FOUND, Message("没有这个呼叫的日志", "there is no journal of this contact"))
    return Whys(whys=tuple(found))
