"""What the HTTP API sees of the house: callers are found by any spelling of their number."""

from types import SimpleNamespace

import pytest

from ivr.server.window import Window
from ivr.storage.values import ContactFilter
from ivr.web.port import ContactsWanted
from tests.server.examples import EDITION


class FakeStore:
    def __init__(self) -> None:
        self.wanted: list[ContactFilter] = []

    async def search(self, wanted: ContactFilter, limit: int, before: object) -> tuple[()]:
        self.wanted.append(wanted)
        return ()


async def looked_for(wanted: ContactsWanted) -> str | None:
    store = FakeStore()
    editions = SimpleNamespace(present=lambda: EDITION)
    await Window(SimpleNamespace(store=store, editions=editions)).search(wanted, 1, None)  # type: ignore[arg-type]
    return store.wanted[0].caller


@pytest.mark.parametrize("spelling", ["13800138000", "013800138000", "+86 138 0013 8000", " 8613800138000"])
async def test_a_caller_is_looked_for_by_his_one_number(spelling: str) -> None:
    assert await looked_for(ContactsWanted(caller=spelling)) == "+8613800138000"


async def test_nobody_is_looked_for_by_a_withheld_number() -> None:
    assert await looked_for(ContactsWanted(caller="Anonymous")) == ""


async def test_without_a_caller_all_are_looked_for() -> None:
    assert await looked_for(ContactsWanted(queue="repair")) is None
