"""Dialplans change while calls go on: the right ones go live, the wrong ones do not, nobody notices."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ivr.phones.steps import Wait, take
from tests.real.open_centre import OpenCentre, eventually
from tests.real.people import calling

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]


@pytest_asyncio.fixture(loop_scope="session")
async def main(centre: OpenCentre) -> AsyncIterator[Path]:
    """The document of the main menu, put back as it was after the test."""
    file = centre.stage.settings.dialplans / "main.yaml"
    before = text_of(file)
    yield file
    read = lines(centre, *READ)
    write(file, before)
    await logged(centre, read + 1, *READ)


READ = ("dialplans_live", "dialplans_unchanged")


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def write(file: Path, text: str, encoding: str = "utf-8") -> None:
    file.write_bytes(text.encode(encoding))


def lines(centre: OpenCentre, *events: str) -> int:
    log = text_of(centre.stage.log)
    return sum(log.count(f'"event": "{event}"') for event in events)


async def logged(centre: OpenCentre, times: int, *events: str) -> None:
    async def look() -> bool | None:
        return True if lines(centre, *events) >= times else None

    await eventually(f"{' or '.join(events)} in the log", look)


async def test_a_caller_keeps_the_dialplan_he_began_with_and_the_next_gets_the_new_one(
    centre: OpenCentre, main: Path
) -> None:
    async with calling(centre, "4100", voice=0) as early:
        await centre.until_phase(early.number, "in_dialplan")
        live = lines(centre, "dialplans_live")
        assert "3: balance" in text_of(main)
        write(main, text_of(main).replace("3: balance", "3: goodbye"))
        await logged(centre, live + 1, "dialplans_live")
        async with calling(centre, "4100", voice=0) as late:
            await take(late.phone, (Wait(0.3),))
            await asyncio.gather(early.phone.press("3"), late.phone.press("3"))
            await asyncio.gather(early.until_hung_up(), late.until_hung_up())

    assert (await centre.record_of(early.number)).path == ("main_menu", "balance", "goodbye")
    assert (await centre.record_of(late.number)).path == ("main_menu", "goodbye")


async def test_a_broken_dialplan_does_not_go_live_and_is_named(centre: OpenCentre, main: Path) -> None:
    refused = lines(centre, "dialplan_refused")
    write(main, text_of(main).replace("3: balance", "3： 余额"), encoding="gbk")
    await logged(centre, refused + 1, "dialplan_refused")
    async with calling(centre, "4100", voice=0) as caller:
        await take(caller.phone, (Wait(0.3),))
        await caller.phone.press("3")
        await caller.until_hung_up()

    assert (await centre.record_of(caller.number)).path == ("main_menu", "balance", "goodbye")
    assert "main.yaml:" in text_of(centre.stage.log)
