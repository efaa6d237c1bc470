"""Fetching: values of a business system, tried more than once where that may help."""

import asyncio

from ivr.business.errors import BusinessError, NothingThereError
from ivr.business.pointing import at, taken, text
from ivr.business.systems import Request, Systems
from ivr.dialplan.centre.services import Crm
from ivr.dialplan.filling import quoted
from ivr.telephony.commands import Fetch
from ivr.telephony.customers import Customer
from ivr.telephony.ids import AgentId

SECONDS_BETWEEN_TRIES = 0.2
"""How long the first wait between two tries is; each further one is twice as long."""


async def fetch(systems: Systems, wanted: Fetch) -> dict[str, str]:
    """The values that are wanted, by name.  Raises BusinessError."""
    request = Request(
        service=wanted.service,
        method="GET",
        path=wanted.path,
        query=wanted.query,
        seconds=wanted.seconds,
    )
    for number in range(wanted.tries):
        try:
            return taken(wanted.service, await systems.ask(request), wanted.take)
        except BusinessError as error:
            if not error.again or number + 1 >= wanted.tries:
                raise
        await asyncio.sleep(SECONDS_BETWEEN_TRIES * 2**number)
    raise BusinessError(wanted.service, "was not to be tried at all", again=False)


class CrmCustomers:
    """Customers as an outside CRM knows them."""

    def __init__(self, systems: Systems, crm: Crm) -> None:
        self._systems = systems
        self._crm = crm

    async def find(self, number: str) -> Customer:
        """Whose number this is; ``Customer.unknown()`` when the CRM knows nobody.  Raises BusinessError."""
        crm = self._crm
        request = Request(
            service=crm.service,
            method="GET",
            path=crm.path.replace("{caller}", quoted(number)),
            query={name: value.replace("{caller}", number) for name, value in crm.query.items()},
            seconds=crm.seconds,
        )
        try:
            answer = await self._systems.ask(request)
        except NothingThereError:
            return Customer.unknown()
        return _customer(answer, {str(field): pointer for field, pointer in crm.take.items()}, number)


def _customer(answer: object, take: dict[str, str], number: str) -> Customer:
    def said(field: str) -> str:
        return text(at(answer, take[field])) or "" if field in take else ""

    tags = at(answer, take["tags"]) if "tags" in take else None
    words = tags if isinstance(tags, list) else said("tags").replace("，", ",").split(",")
    language = said("language").lower()[:2]
    if "id" in take and not said("id"):
        return Customer.unknown()
    return Customer(
        id=said("id") or number,
        name=said("name"),
        tier=said("tier"),
        tags=tuple(filter(None, (text(word) or "" for word in words))),
        language=language if language in ("zh", "en") else "",
        agent=AgentId(said("agent")),
        starred=said("starred").lower() in ("true", "1", "yes"),
    )
