"""Whoever floods SIP is shut out within two seconds, and callers from elsewhere do not feel it."""

import asyncio
import json
import re
import sys

import pytest

from tests.real.open_centre import CHECKOUT, OpenCentre, eventually
from tests.real.people import calling
from tests.real.sip_flood import Flood

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

GUESSER, STRANGER = "127.0.0.2", "127.0.0.3"


async def test_a_flood_is_shut_out_within_two_seconds_while_a_caller_is_served(centre: OpenCentre) -> None:
    port = centre.instance.ports.sip
    floods = [Flood(GUESSER, port, "8001"), Flood(STRANGER, port, "nobody")]
    async with asyncio.TaskGroup() as group:
        for flood in floods:
            group.create_task(flood.run(600, 0.003))
        async with calling(centre, "4100") as caller:
            await centre.until_phase(caller.number, "in_dialplan")

    for flood in floods:
        shut = flood.first(403)
        assert shut is not None
        assert shut < 2.0
        assert {answer.status for answer in flood.answers if answer.after > shut + 0.5} == {403}
    kept = json.loads((centre.stage.settings.state / "bans.json").read_text())
    lengths = {ban["source"]: ban["until"] - ban["since"] for ban in kept}
    assert [lengths[source] for source in (GUESSER, STRANGER)] == [600.0, 600.0]

    async def let_in() -> bool | None:
        await (again := Flood(GUESSER, port, "8001")).run(1, 0.1)
        return True if again.first(401) is not None else None

    for source in (GUESSER, STRANGER):
        assert "let in again" in await _bans(centre, "lift", source)
    await eventually("the guesser is let in", let_in)


async def test_a_name_that_there_is_and_one_that_there_is_not_are_answered_alike(centre: OpenCentre) -> None:
    port = centre.instance.ports.sip
    known, unknown = Flood("127.0.0.4", port, "8001"), Flood("127.0.0.4", port, "nobody")
    for flood in (known, unknown):
        await flood.run(2, 0.2)
    assert [answer.status for answer in known.answers] == [401] * 4
    assert [_form(text) for text in known.texts] == [_form(text) for text in unknown.texts]


def _form(answer: str) -> list[str]:
    """An answer without what is another each time or was said by the asker: status, headers, parameters."""
    lines = answer.partition("\r\n\r\n")[0].split("\r\n")
    return [re.sub(r'"[^"]*"', "", line) for line in lines if line.startswith(("SIP/", "WWW-", "Server"))]


async def _bans(centre: OpenCentre, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ivr.cli.main", "bans", *words),
        *("--settings", str(centre.folder / "switchroom.yaml")),
        cwd=CHECKOUT,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    return said.decode()
