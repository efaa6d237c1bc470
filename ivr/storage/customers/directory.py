"""The directory: every customer of the house, found by any of his numbers."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, select

from ivr.storage import tables
from ivr.storage.customers.entries import Entry, NumberTakenError
from ivr.storage.store import Store
from ivr.storage.writing import Batch, Cell, How, Write
from ivr.telephony.customers import Customer, History
from ivr.telephony.ids import AgentId

TOGETHER = 200
"""So many customers change in one transaction: calls are saved between two of them."""

MOST_CONTACTS = 100
"""So many of the latest contacts make a history."""

_NUMBERS_IN_A_QUERY = 500


class Directory:
    """Customers in the store.  Every method may raise a ``StorageError``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, number: str) -> Customer:
        """Whose number this is (in its one form); nobody's: ``Customer.unknown()``."""
        table, numbers = tables.customers, tables.customer_numbers
        query = (
            select(table)
            .join(numbers, numbers.c.customer == table.c.customer)
            .where(numbers.c.number == number)
        )
        rows = await self._store.rows(query)
        return _customer(rows[0]) if rows else Customer.unknown()

    async def history(self, number: str, before: float) -> History:
        """The ended contacts of the number, and of its customer's other ones, that came before then."""
        table = tables.contacts
        query = (
            select(table.c.arrived_at, table.c.agent, table.c.outcome)
            .where(table.c.caller.in_(await self._beside(number)), table.c.arrived_at < before)
            .order_by(table.c.arrived_at.desc())
            .limit(MOST_CONTACTS)
        )
        rows = await self._store.rows(query)
        return History(
            arrivals=tuple(row.arrived_at for row in rows),
            last_agent=AgentId(next((row.agent for row in rows if row.agent), "")),
            last_outcome=rows[0].outcome if rows else "",
        )

    async def entry(self, customer: str) -> Entry | None:
        """One customer with his numbers."""
        table = tables.customers
        rows = await self._store.rows(select(table).where(table.c.customer == customer))
        return (await self._entries(rows))[0] if rows else None

    async def page(self, after: str = "", limit: int = 100) -> tuple[Entry, ...]:
        """Customers by their ids, at most ``limit`` after the id ``after`` ("" for the first)."""
        table = tables.customers
        query = select(table).where(table.c.customer > after).order_by(table.c.customer).limit(limit)
        return await self._entries(await self._store.rows(query))

    async def owners(self, numbers: Iterable[str]) -> dict[str, str]:
        """Number → customer, for those of the numbers that are somebody's."""
        wanted, found = list(dict.fromkeys(numbers)), {}
        table = tables.customer_numbers
        for start in range(0, len(wanted), _NUMBERS_IN_A_QUERY):
            part = wanted[start : start + _NUMBERS_IN_A_QUERY]
            rows = await self._store.rows(select(table).where(table.c.number.in_(part)))
            found.update({row.number: row.customer for row in rows})
        return found

    async def put(self, entry: Entry) -> None:
        """Keep the customer in place of what was kept of him; his PIN stays.

        Raises NumberTakenError when one of his numbers is another's.
        """
        for number, owner in (await self.owners(entry.numbers)).items():
            if owner != entry.customer.id:
                raise NumberTakenError(number, owner)
        await self.put_all((entry,))

    async def put_all(self, entries: Sequence[Entry]) -> None:
        """Keep these customers, all at once: a number that was another's becomes theirs.

        A few (``TOGETHER``) at a time, so that calls are not kept waiting; PINs stay.
        """
        before = await self._numbers_of([entry.customer.id for entry in entries])
        kept = {number for entry in entries for number in entry.numbers}
        gone = [
            Write(How.REMOVE, "customer_numbers", {"number": number})
            for numbers in before.values()
            for number in numbers
            if number not in kept
        ]
        changed = [write for entry in entries for write in _writes(entry)]
        await self._store.write(Batch((*gone, *changed), durable=True))

    async def remove(self, customer: str) -> bool:
        """Forget the customer, his numbers and his PIN; False when nobody has this id."""
        numbers = await self._numbers_of([customer])
        if await self.entry(customer) is None:
            return False
        gone = [Write(How.REMOVE, "customer_numbers", {"number": one}) for one in numbers.get(customer, ())]
        person = (
            Write(How.REMOVE, table, {"customer": customer}) for table in ("customers", "customer_pins")
        )
        await self._store.write(Batch((*gone, *person), durable=True))
        return True

    async def pin(self, customer: str) -> str | None:
        """The hash of the customer's PIN; None when he has none."""
        table = tables.customer_pins
        rows = await self._store.rows(select(table).where(table.c.customer == customer))
        return str(rows[0].hash) if rows else None

    async def set_pin(self, customer: str, hashed: str) -> None:
        """Give the customer the PIN with this hash in place of any he has."""
        row = {"customer": customer, "hash": hashed}
        await self._store.write(Batch((Write(How.REPLACE, "customer_pins", row),), durable=True))

    async def clear_pin(self, customer: str) -> None:
        """Take the customer's PIN away, if he has one."""
        write = Write(How.REMOVE, "customer_pins", {"customer": customer})
        await self._store.write(Batch((write,), durable=True))

    async def _beside(self, number: str) -> list[str]:
        """The number, and the other numbers of whose it is."""
        table = tables.customer_numbers
        owner = select(table.c.customer).where(table.c.number == number).scalar_subquery()
        rows = await self._store.rows(select(table.c.number).where(table.c.customer == owner))
        return list({number, *(row.number for row in rows)})

    async def _entries(self, rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[Entry, ...]:
        numbers = await self._numbers_of([row.customer for row in rows])
        return tuple(
            Entry(customer=_customer(row), numbers=tuple(numbers.get(row.customer, ()))) for row in rows
        )

    async def _numbers_of(self, customers: Sequence[str]) -> dict[str, list[str]]:
        table, found = tables.customer_numbers, dict[str, list[str]]()
        for start in range(0, len(customers), _NUMBERS_IN_A_QUERY):
            part = customers[start : start + _NUMBERS_IN_A_QUERY]
            query = select(table).where(table.c.customer.in_(part)).order_by(table.c.place, table.c.number)
            for row in await self._store.rows(query):
                found.setdefault(row.customer, []).append(row.number)
        return found


def _customer(row: Row[*tuple[Any, ...]]) -> Customer:
    return Customer(
        id=row.customer,
        name=row.name,
        tier=row.tier,
        tags=msgspec.json.decode(row.tags, type=tuple[str, ...]),
        language=row.language,
        agent=AgentId(row.agent),
        starred=row.starred,
    )


def _writes(entry: Entry) -> tuple[Write, ...]:
    customer = entry.customer
    row: dict[str, Cell] = {
        "customer": customer.id,
        "name": customer.name,
        "tier": customer.tier,
        "tags": msgspec.json.encode(customer.tags).decode(),
        "language": customer.language,
        "agent": customer.agent,
        "starred": customer.starred,
    }
    numbers = (
        Write(How.REPLACE, "customer_numbers", {"number": number, "customer": customer.id, "place": place})
        for place, number in enumerate(entry.numbers)
    )
    return (Write(How.REPLACE, "customers", row), *numbers)
