"""The window to the customers: what the HTTP API sees of the directory."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import msgspec

from ivr.storage.customers.directory import Directory
from ivr.storage.customers.entries import Entry, NumberTakenError
from ivr.storage.errors import StorageError
from ivr.telephony.customers import Customer
from ivr.telephony.numbers import NumberingPlan, can_call, normal
from ivr.web.customers import CustomerView, NoNumber
from ivr.web.port import Unavailable

Found = TypeVar("Found")


class CustomersWindow:
    """``ivr.web.customers.Customers`` over the directory; ``changed`` hears of every change."""

    def __init__(
        self, directory: Directory, numbering: Callable[[], NumberingPlan], changed: Callable[[], None]
    ) -> None:
        self._directory = directory
        self._numbering = numbering
        self._changed = changed

    async def page(self, after: str, limit: int) -> Sequence[CustomerView]:
        """Customers by their ids, from after ``after`` on."""
        return [_view(entry) for entry in await _stored(self._directory.page(after, limit))]

    async def with_number(self, number: str) -> CustomerView | None:
        """Whose number this is."""
        customer = await _stored(self._directory.find(normal(number, self._numbering())))
        return await self.one(customer.id) if customer.known else None

    async def one(self, customer: str) -> CustomerView | None:
        """The customer with this id."""
        entry = await _stored(self._directory.entry(customer))
        return _view(entry) if entry else None

    async def put(self, customer: CustomerView) -> CustomerView:
        """Keep the customer in place of what was known of him."""
        numbers = tuple(dict.fromkeys(normal(number, self._numbering()) for number in customer.numbers))
        for number in numbers:
            if not can_call(number):
                raise NoNumber(number)
        known = msgspec.convert(customer.model_dump(exclude={"numbers"}), Customer)
        try:
            await _stored(self._directory.put(Entry(customer=known, numbers=numbers)))
        except NumberTakenError as taken:
            raise NoNumber(taken.number, taken.owner) from taken
        self._changed()
        return customer.model_copy(update={"numbers": numbers})

    async def remove(self, customer: str) -> bool:
        """Forget the customer."""
        removed = await _stored(self._directory.remove(customer))
        self._changed()
        return removed


def _view(entry: Entry) -> CustomerView:
    return CustomerView(**msgspec.structs.asdict(entry.customer), numbers=entry.numbers)


async def _stored(doing: Awaitable[Found]) -> Found:
    try:
        return await doing
    except StorageError as error:
        raise Unavailable("storage", str(error)) from error
