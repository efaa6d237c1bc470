"""One open centre for all tests of calls, and a look around it before and after each of them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.real.leaks import grown, nothing_left, open_files
from tests.real.open_centre import OpenCentre, eventually, open_centre
from tests.real.people import at_the_telephone, dial_code

_at_first: Counter[str] = Counter()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OpenCentre]:
    """The centre of ``tests/real/centre``, whose agents have all signed in and gone from their telephones."""
    async with open_centre(tmp_path_factory.mktemp("calls")) as opened:
        async with asyncio.TaskGroup() as group:
            for agent in opened.stage.secrets.agents:
                group.create_task(_sign_in(opened, agent))
        yield opened


async def _sign_in(centre: OpenCentre, agent: str) -> None:
    async with at_the_telephone(centre, agent) as phone:
        await dial_code(phone, "*11")
        await centre.until_agent(agent, "ready")


@pytest_asyncio.fixture(loop_scope="session")
async def no_leaks(centre: OpenCentre) -> AsyncIterator[None]:
    """Nothing is left of a test's calls: no channel, bridge, contact, file, telephone or open handle."""
    await nothing_left(centre)
    if not _at_first:
        _at_first.update(open_files(centre))
    yield
    await nothing_left(centre)
    more: dict[str, int] = {}

    async def look() -> bool | None:
        more.clear()
        more.update(grown(_at_first, open_files(centre)))
        return None if more else True

    try:
        await eventually("as few open files as before", look)
    except AssertionError:
        raise AssertionError(f"opened and not closed: {more}") from None
