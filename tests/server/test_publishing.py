"""Publishing: what is decided anywhere is soon in force here, and calls in progress do not notice."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from ivr.dialplan.edition import Edition, read_edition
from ivr.publishing.book import Audience, Book, Decision
from ivr.publishing.deciding import Order, publish, roll_back
from ivr.publishing.errors import NothingToRollBackError
from ivr.server.editions import Editions, texts_in
from ivr.server.publishing import Publishing, decide
from ivr.storage.errors import AlreadyThereError, StorageFullError
from tests.calls.transcript import FOLDER
from tests.server.test_editions import HUNG_UP, Keeper, arrives, change


class Library(Keeper):
    """Keeps texts and decisions in memory; ``meanwhile`` are decisions of somebody who is quicker."""

    def __init__(self) -> None:
        super().__init__()
        self.decided: list[Decision] = []
        self.meanwhile: list[Decision] = []
        self.full = False

    async def decide(self, decisions: Iterable[Decision]) -> None:
        if self.full:
            raise StorageFullError("here")
        if self.meanwhile:
            self.decided.append(self.meanwhile.pop())
            raise AlreadyThereError("decisions")
        self.decided += decisions

    async def decisions(self, after: int = 0) -> tuple[Decision, ...]:
        return tuple(one for one in self.decided if one.seq > after)


class Centre:
    """A folder, its editions and the book; ``after`` counts how often the house was brought in line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = Library()
        self.after = 0
        last = folder.with_name(f"{folder.name}-live")
        self.editions = Editions(folder, self.library, lambda prompt: True, last)
        self.publishing = Publishing(self.editions, self.library, lambda: 5.0)
        self.publishing.after = self._bring
        self.editions.on_save = self.publishing.saved

    async def _bring(self) -> None:
        self.after += 1

    async def keep(self, main: str = HUNG_UP) -> str:
        """Keep a version as ``switchroom publish`` does."""
        files: Mapping[str, bytes] = {**texts_in(self.folder), "main.yaml": main.encode()}
        edition = read_edition(files)
        assert isinstance(edition, Edition)
        await self.library.keep_texts(edition.version, files)
        return edition.version

    async def publish(self, version: str, audience: Audience = Audience()) -> None:  # noqa: B008
        """Decide as another process does, and look."""
        order = Order(version=version, by="li", at=6.0, audience=audience)
        await decide(self.library, lambda book: publish(book, order, 1))
        await self.publishing.follow()


@pytest.fixture
async def centre(tmp_path: Path) -> Centre:
    for path in (FOLDER / "centre").glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    made = Centre(tmp_path)
    await made.editions.begin()
    await made.publishing.follow()
    return made


def heads(of: Book) -> list[tuple[str, str, str]]:
    return [(one.version, one.state, one.author) for one in of.versions()]


async def test_what_is_saved_in_the_folder_is_a_version_with_its_changes(centre: Centre) -> None:
    first = centre.editions.present().version
    change(centre.folder)
    await centre.editions.load()
    second = centre.editions.present().version
    assert heads(centre.publishing.book) == [(first, "retired", "folder"), (second, "live", "folder")]
    words = centre.publishing.book.version(second).changes
    assert "main: callers now begin at bye (before: menu)" in [one.en for one in words]


async def test_a_version_that_a_command_published_goes_live(centre: Centre) -> None:
    begun = centre.editions.beginning(arrives("c-1"))
    version = await centre.keep()
    await centre.publish(version)
    assert centre.editions.present().version == version
    assert centre.editions.begun_with(begun.version).dialplans["main"].start == "menu"
    assert centre.after == 1
    await centre.publishing.follow()
    assert centre.after == 1


async def test_a_version_that_is_tried_is_met_and_its_end_too(centre: Centre) -> None:
    live = centre.editions.present().version
    version = await centre.keep()
    await centre.publish(version, Audience(only_from="13800138000"))
    assert centre.editions.beginning(arrives("c-1")).version in (live, version)
    await centre.publish(version, Audience(share=1.0))
    assert centre.editions.beginning(arrives("c-1")).version == version
    await centre.publishing.decide(lambda book: roll_back(book, "", "li", 7.0))
    assert centre.editions.beginning(arrives("c-1")).version == live
    assert centre.editions.present().version == live


async def test_a_rollback_brings_the_version_of_before(centre: Centre) -> None:
    live = centre.editions.present().version
    await centre.publish(await centre.keep())
    await centre.publishing.decide(lambda book: roll_back(book, "", "li", 7.0))
    assert centre.editions.present().version == live
    with pytest.raises(NothingToRollBackError):
        await centre.publishing.decide(lambda book: roll_back(book, "", "li", 8.0))


async def test_texts_that_a_rollback_may_want_are_not_let_go(centre: Centre) -> None:
    versions = [centre.editions.present().version]
    for number in range(60):
        versions.append(await centre.keep(f"# {number}\n{HUNG_UP}"))
        await decide(
            centre.library,
            lambda book: publish(book, Order(version=versions[-1], by="li", at=6.0), 1),
        )
    await centre.publishing.follow()
    assert centre.publishing.wanted_again() == set(versions[-50:])


async def test_a_version_whose_texts_are_lost_changes_nothing(centre: Centre) -> None:
    live = centre.editions.present().version
    await centre.publish("0123456789ab")
    assert centre.editions.present().version == live
    await centre.publish("ab0123456789", Audience(share=1.0))
    assert centre.editions.beginning(arrives("c-1")).version == live


async def test_of_two_who_decide_at_once_the_second_decides_on_what_the_first_did(centre: Centre) -> None:
    seq = centre.publishing.book.next_seq
    centre.library.meanwhile = [Decision(seq=seq, at=5.5, version="quicker", what="live", by="wang")]
    version = await centre.keep()
    order = Order(version=version, by="li", at=6.0)
    book = await decide(centre.library, lambda book: publish(book, order, 1))
    assert (book.before(), book.live()) == ("quicker", version)


async def test_a_full_disk_keeps_no_saved_version_from_going_live(centre: Centre) -> None:
    centre.library.full = True
    change(centre.folder)
    assert await centre.editions.load()
    assert centre.editions.present().dialplans["main"].start == "bye"
    await centre.publishing.follow()
    assert centre.editions.present().dialplans["main"].start == "bye"
    centre.library.full = False
    await centre.publishing.follow()
    assert centre.publishing.book.live() == centre.editions.present().version


async def test_after_a_restart_the_book_says_what_is_live(centre: Centre) -> None:
    version = await centre.keep()
    order = Order(version=version, by="li", at=6.0)
    await decide(centre.library, lambda book: publish(book, order, 1))
    later = Centre(centre.folder)
    later.library.decided, later.library.kept = centre.library.decided, centre.library.kept
    await later.editions.begin()
    await later.publishing.follow()
    assert later.editions.present().version == version
