"""Messages: what is to be told to somebody outside, kept until his service has taken it."""

import msgspec
from sqlalchemy import select

from ivr.storage import tables
from ivr.storage.reading import as_value
from ivr.storage.store import Store
from ivr.storage.values import Message
from ivr.storage.writing import Batch, How, Write


class Messages:
    """The messages that wait in the store.  Every method may raise a ``StorageError``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def due(self, now: float, limit: int) -> tuple[Message, ...]:
        """Those that are to be sent now, the longest due first."""
        table = tables.messages
        query = (
            select(table).where(table.c.next_at <= now).order_by(table.c.next_at, table.c.key).limit(limit)
        )
        return tuple(as_value(row, Message) for row in await self._store.rows(query))

    async def put(self, message: Message) -> None:
        """Keep a message, in place of the one of its key."""
        await self._store.write(
            Batch((Write(How.REPLACE, "messages", msgspec.structs.asdict(message)),), True)
        )

    async def remove(self, key: str) -> None:
        """It was sent, or is given up: nothing of it is kept."""
        await self._store.write(Batch((Write(How.REMOVE, "messages", {"key": key}),), durable=True))
