"""Reloading: a change goes live once and brings the house in line; a mistake changes nothing."""

import asyncio
import shutil
from pathlib import Path

import pytest

from ivr.server import reloading
from ivr.server.editions import Editions
from ivr.server.reloading import Reloading
from tests.calls.transcript import FOLDER
from tests.server.test_editions import HUNG_UP, Keeper


class House:
    """Dialplans in a folder, and how often the house was brought in line with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.after = 0
        self.brought = asyncio.Event()
        self.editions = Editions(folder, Keeper(), lambda prompt: True)
        self.reloading = Reloading(folder, self.editions, self._bring)

    async def _bring(self) -> None:
        self.after += 1
        self.brought.set()

    def write(self, text: str) -> None:
        (self.folder / "main.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
async def house(tmp_path: Path) -> House:
    for path in (FOLDER / "centre").glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    made = House(tmp_path)
    await made.editions.load()
    return made


async def test_a_change_goes_live_and_the_house_follows(house: House) -> None:
    house.write(HUNG_UP)
    assert await house.reloading.reload() == ()
    assert house.editions.present().dialplans["main"].start == "bye"
    assert house.after == 1


async def test_without_a_change_nothing_follows(house: House) -> None:
    assert await house.reloading.reload() == ()
    assert house.after == 0


async def test_a_mistake_is_answered_and_nothing_follows(house: House) -> None:
    house.write("start: nowhere\nnodes: {}\n")
    problems = await house.reloading.reload()
    assert {problem.file for problem in problems} == {"main.yaml"}
    assert (house.after, house.editions.present().dialplans["main"].start) == (0, "menu")


async def test_a_mended_mistake_goes_live(house: House) -> None:
    house.write("start: nowhere\nnodes: {}\n")
    await house.reloading.reload()
    house.write(HUNG_UP)
    await house.reloading.reload()
    assert house.after == 1


async def test_two_who_reload_at_once_bring_the_house_in_line_once(house: House) -> None:
    house.write(HUNG_UP)
    await asyncio.gather(house.reloading.reload(), house.reloading.reload())
    assert house.after == 1


async def test_a_folder_that_is_gone_is_said_to_be_so(house: House) -> None:
    shutil.rmtree(house.folder)
    house.folder.write_text("no folder")
    assert await house.reloading.reload() != ()
    assert house.after == 0


async def test_a_change_in_the_folder_goes_live_by_itself(house: House) -> None:
    watching = asyncio.create_task(house.reloading.run())
    try:
        async with asyncio.timeout(20):
            while not house.brought.is_set():
                # The watch may begin after the first writing: whatever is written later is seen.
                house.write(HUNG_UP + f"# {house.after}\n")
                await asyncio.wait([asyncio.create_task(house.brought.wait())], timeout=1)
    finally:
        watching.cancel()
    assert house.editions.present().dialplans["main"].start == "bye"


async def test_a_folder_that_takes_the_place_of_the_watched_one_is_read_and_watched(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reloading, "SECONDS_BETWEEN_LOOKS", 0.05)
    other = house.folder.with_name("other")
    shutil.copytree(house.folder, other)
    (other / "main.yaml").write_text(HUNG_UP, encoding="utf-8")
    async with asyncio.timeout(10):
        watching = asyncio.create_task(house.reloading.run())
        await asyncio.sleep(0.2)
        house.folder.rename(house.folder.with_name("old"))
        await asyncio.sleep(0.2)  # for a moment there is none
        other.rename(house.folder)
        await house.brought.wait()
        assert house.editions.present().dialplans["main"].start == "bye"
        house.brought.clear()
        await asyncio.sleep(0.5)
        house.write(HUNG_UP.replace("bye", "farewell"))
        await house.brought.wait()
        assert house.editions.present().dialplans["main"].start == "farewell"
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
