"""SQLite: one file beside the server, in write-ahead mode; the default.

A commit without sync survives the death of the process; one with sync (``synchronous=FULL``) also
that of the machine.
"""

import logging
import os
import sqlite3
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from ivr.storage.errors import (
    AlreadyThereError,
    BadUrlError,
    StorageError,
    StorageFailedError,
    StorageFullError,
    StorageLockedError,
)
from ivr.storage.migrations import migrate
from ivr.storage.writing import Batch, How, Write, statement

_READERS = 4
_BUSY_SECONDS = 1.0
_MIGRATION_BUSY_SECONDS = 60.0
_KEY_EXISTS = (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE)
# It logs each call with its parameters at DEBUG: callers' numbers in the clear.
logging.getLogger("aiosqlite").setLevel(logging.INFO)
_DIALECT = sqlite.dialect(paramstyle="named")


class SqliteBackend:
    """``sqlite:///relative/path`` or ``sqlite:////absolute/path``."""

    scheme = "sqlite"

    def place(self, url: str) -> str:
        return str(_path(url))

    def migrate(self, url: str, code_version: str) -> None:
        path = _path(url)
        _make(path)
        engine = _migrating_engine(path)
        try:
            migrate(engine, place=str(path), code_version=code_version)
        except DBAPIError as error:
            raise _error_of(error.orig, str(path)) from error
        finally:
            engine.dispose()

    def connect(self, url: str) -> "SqliteConnection":
        return SqliteConnection(_path(url))

    def reader(self, url: str) -> AsyncEngine:
        engine = create_async_engine(
            f"sqlite+aiosqlite:///{_path(url)}", pool_size=_READERS, hide_parameters=True
        )
        event.listen(engine.sync_engine, "connect", _only_read)
        return engine


class SqliteConnection:
    """The connection that writes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._durable = False
        self._database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        self._database.execute("PRAGMA synchronous=NORMAL")

    def commit(self, batch: Batch) -> None:
        try:
            self._set_durability(batch)
            self._database.execute("BEGIN IMMEDIATE")
            for write in batch.writes:
                self._apply(write)
            self._database.execute("COMMIT")
        except StorageError:
            self._roll_back()
            raise
        except Exception as error:  # a value no column can hold raises from outside sqlite3's tree
            self._roll_back()
            raise _error_of(error, str(self._path)) from error

    def close(self) -> None:
        self._database.close()

    def _set_durability(self, batch: Batch) -> None:
        if batch.durable == self._durable:
            return
        self._database.execute(f"PRAGMA synchronous={'FULL' if batch.durable else 'NORMAL'}")
        self._durable = batch.durable

    def _apply(self, write: Write) -> None:
        try:
            self._database.execute(_text(write.how, write.table), write.row)
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode in _KEY_EXISTS:
                raise AlreadyThereError(write.table) from error
            raise

    def _roll_back(self) -> None:
        # SQLite itself ends the transaction on some errors (a full disk), and not on others.
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")


@cache
def _text(how: How, table: str) -> str:
    return str(statement(how, table, sqlite.insert).compile(dialect=_DIALECT))


def _error_of(error: BaseException | None, place: str) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StorageLockedError(place)
        case sqlite3.SQLITE_FULL:
            return StorageFullError(place)
        case _:
            return StorageFailedError(place, str(error))


def _path(url: str) -> Path:
    try:
        database = make_url(url).database
    except ArgumentError as error:
        raise BadUrlError("write it as sqlite:////var/lib/switchroom/centre.db") from error
    if not database or database == ":memory:":
        raise BadUrlError("it names no file; write it as sqlite:////var/lib/switchroom/centre.db")
    return Path(database)


def _make(path: Path) -> None:
    """Make the file readable by its owner and group alone: it holds callers' numbers."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o640))
    except OSError as error:
        raise StorageFailedError(str(path), f"cannot be opened: {error.strerror}") from error


def _migrating_engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": _MIGRATION_BUSY_SECONDS}
    )
    event.listen(engine, "connect", _write_ahead)
    event.listen(engine, "begin", _begin)
    return engine


def _write_ahead(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _only_read(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


backend = SqliteBackend()
