"""SQLite keeps the contract of a store, and what only SQLite has to keep besides."""

import asyncio
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from msgspec.structs import asdict
from sqlalchemy import create_engine, text

from ivr.storage import migrations
from ivr.storage.backends.sqlite import SqliteConnection
from ivr.storage.errors import BadUrlError, StorageFailedError, StorageLockedError
from ivr.storage.store import Store
from ivr.storage.tables import metadata
from ivr.storage.values import AnswerFilter, ContactFilter
from ivr.storage.writer import Writer
from ivr.storage.writing import of_saved
from tests.storage.contract import StoreContract
from tests.storage.directory_contract import DirectoryContract
from tests.storage.examples import a_record, a_save, an_answer


class TestSqliteKeepsTheContract(StoreContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/state/centre.db"

    async def pretend_newer(self, url: str) -> None:
        with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.close()


class TestSqliteKeepsTheDirectory(DirectoryContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/state/centre.db"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "centre.db"


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


async def test_the_migrations_make_the_tables_that_the_code_describes(path: Path) -> None:
    async with Store.open(_url(path), "0.1"):
        pass
    engine = create_engine(_url(path))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


async def test_contacts_of_before_keep_their_numbers_and_a_missing_one_is_nobodys(path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    old = create_engine(_url(path))
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for contact, caller in (("c-1", "013800138000"), ("c-2", ""), ("c-3", "")):
            row = {**asdict(a_record(contact, caller=caller)), "path": "[]"}
            del row["survey"], row["caller_raw"]
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"insert into contacts ({names}) values ({values})"), row)
    old.dispose()

    async with Store.open(_url(path), "0.1") as store:
        found = {record.contact: record for record in await store.search(ContactFilter())}
        assert {name: (one.caller, one.caller_raw) for name, one in found.items()} == {
            "c-1": ("013800138000", "013800138000"),
            "c-2": ("", ""),
            "c-3": ("", ""),
        }
        assert found["c-1"].talk_seconds == a_record("c-1").talk_seconds
        assert await store.search(ContactFilter(caller="")) == ()


async def test_a_migration_that_fails_leaves_the_database_empty(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite3.connect(path).executescript("CREATE TABLE recordings (mine INTEGER)").connection.close()
    with pytest.raises(StorageFailedError, match="recordings already exists"):
        async with Store.open(_url(path), "0.1"):
            pass
    database = sqlite3.connect(path)
    assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("recordings",)]
    database.close()


async def test_two_servers_that_start_at_once_make_the_database_once(path: Path) -> None:
    async def start() -> None:
        async with Store.open(_url(path), "0.1") as store:
            await store.live()

    await asyncio.gather(*(start() for _ in range(5)))


async def test_the_file_is_for_its_owner_and_group_alone(path: Path) -> None:
    async with Store.open(_url(path), "0.1") as store:
        await store.save(a_save("c-1", 1))
        files = sorted(path.parent.iterdir())
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files}
    assert set(modes) == {"centre.db", "centre.db-wal", "centre.db-shm"}
    assert all(mode & 0o027 == 0 for mode in modes.values()), modes


async def test_queries_cannot_write(path: Path) -> None:
    async with Store.open(_url(path), "0.1") as store, store._engine.connect() as connection:
        answer = await connection.exec_driver_sql("PRAGMA query_only")
        assert answer.scalar() == 1


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:no"])
async def test_a_url_without_a_file_is_refused_with_the_remedy(url: str) -> None:
    with pytest.raises(BadUrlError, match="sqlite:////var/lib"):
        async with Store.open(url, "0.1"):
            pass


@pytest.fixture
def no_database(path: Path) -> Path:
    path.write_bytes(b"these are the accounts of 1998" * 100)
    return path


async def test_a_file_that_is_no_database_is_refused_by_name(no_database: Path) -> None:
    with pytest.raises(StorageFailedError, match=r"centre\.db: file is not a database"):
        async with Store.open(_url(no_database), "0.1"):
            pass


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageFailedError, match=r"file/state/centre\.db: cannot be opened: Not a directory"):
        async with Store.open(_url(tmp_path / "file" / "state" / "centre.db"), "0.1"):
            pass


async def test_a_save_waits_for_a_locked_database_and_the_loop_goes_on(path: Path) -> None:
    async with Store.open(_url(path), "0.1") as store:
        await store.save(a_save("c-0", 1))
        with _Locked(path):
            saves = [asyncio.create_task(store.save(a_save(f"c-{n}", 2))) for n in range(50)]
            pause = await _longest_pause_of_the_loop(2.0)
            assert not any(save.done() for save in saves)
            assert len(await store.live()) == 1  # reading goes on
        await asyncio.gather(*saves)
        assert {contact.seq for contact in await store.live()} == {2}
        assert len(await store.live()) == 50
    assert pause < 0.5


async def test_patience_with_a_locked_database_ends_with_its_name(path: Path) -> None:
    async with Store.open(_url(path), "0.1") as store:
        writer = Writer(lambda: SqliteConnection(path), patience=0.0)
        await writer.start()
        with _Locked(path):
            writes = (writer.write(of_saved(a_save(f"c-{n}", 1))) for n in range(3))
            outcomes = await asyncio.gather(*writes, return_exceptions=True)
        await writer.close()
        assert [type(outcome) for outcome in outcomes] == [StorageLockedError] * 3
        assert "centre.db is locked by another process" in str(outcomes[0])
        assert await store.live() == ()


async def test_answers_are_synced_to_the_disk_and_phases_are_not(path: Path) -> None:
    async with Store.open(_url(path), "0.1") as store:
        await store.answers(AnswerFilter())
    database = SqliteConnection(path)
    statements: list[str] = []
    database._database.set_trace_callback(statements.append)
    database.commit(of_saved(a_save("c-1", 1)))
    assert not any("synchronous" in statement for statement in statements)  # it begins as NORMAL
    database.commit(of_saved(a_save("c-1", 2, answers=(an_answer("c-1", "k"),))))
    assert database._database.execute("PRAGMA synchronous").fetchone() == (2,)
    database.commit(of_saved(a_save("c-1", 3)))
    assert database._database.execute("PRAGMA synchronous").fetchone() == (1,)
    database.close()


async def test_nothing_is_left_when_the_store_is_closed(path: Path) -> None:
    before = set(threading.enumerate())
    async with Store.open(_url(path), "0.1") as store:
        await store.save(a_save("c-1", 1))
        await asyncio.gather(*(store.live() for _ in range(8)))
    left = [thread for thread in set(threading.enumerate()) - before if "asyncio_" not in thread.name]
    for thread in left:  # one that has said that it is done may be at its last line
        thread.join(timeout=5)
    assert [thread.name for thread in left if thread.is_alive()] == []
    assert list(path.parent.iterdir()) == [path]


class _Locked:
    """Another process's write lock on the database, for the length of a block."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> None:
        self._database.execute("BEGIN EXCLUSIVE")

    def __exit__(self, *_: object) -> None:
        self._database.execute("ROLLBACK")
        self._database.close()


async def _longest_pause_of_the_loop(seconds: float) -> float:
    """The longest time that the loop did not come round while ``seconds`` went by."""
    loop = asyncio.get_running_loop()
    end, last, longest = loop.time() + seconds, loop.time(), 0.0
    while last < end:
        await asyncio.sleep(0.01)
        longest, last = max(longest, loop.time() - last), loop.time()
    return longest
