"""The port to a database: what a storage backend brings."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from ivr.storage.writing import Batch


class WriteConnection(Protocol):
    """The one connection that writes.  It is made, used and closed on the writer's thread."""

    def commit(self, batch: Batch) -> None:
        """Store all of a batch in one transaction, or nothing of it.

        Raises a ``StorageError``: ``AlreadyThereError`` for a key that must be new,
        ``StorageLockedError`` after about a second of waiting for another process,
        ``StorageFullError``, and ``StorageFailedError`` for the rest.
        """

    def close(self) -> None:
        """Give the connection back."""


class Backend(Protocol):
    """One kind of database.  ``url`` is the setting's text; its scheme chose this backend."""

    scheme: str

    def place(self, url: str) -> str:
        """What an error message calls this database: never with a password in it."""

    def migrate(self, url: str, code_version: str) -> None:
        """Make the database if there is none and bring its tables to this version, all or nothing.

        Raises ``NewerDatabaseError``, ``BadUrlError`` and the errors of ``WriteConnection.commit``.
        """

    def connect(self, url: str) -> WriteConnection:
        """The connection that writes."""

    def reader(self, url: str) -> AsyncEngine:
        """The engine for queries; it cannot write."""
