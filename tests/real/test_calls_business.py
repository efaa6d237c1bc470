"""Calls that wait for a business system: failures lead on, silence is never long, no digit stays."""

import asyncio
import re
from pathlib import Path

import pytest

from ivr.phones import happenings as h
from ivr.phones.listening import Samples
from ivr.phones.steps import UntilQuiet, Wait, take
from ivr.storage.values import ContactRecord
from ivr.telephony.prompts import Prompt
from tests.business.business_system import BusinessSystem, business_system
from tests.real.ears import between, dead_air, hears
from tests.real.open_centre import OpenCentre, eventually
from tests.real.people import at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

PORT = 26980
WAYS = {
    "1": "failed_lookup",
    "2": "failed_lookup",
    "3": "failed_lookup",
    "4": "failed_lookup",
    "5": "failed_lookup",
    "6": "failed_lookup",
    "7": "failed_lookup",
    "8": "found",
    "9": "found",
}
COMFORT = Prompt("请稍候。", "zh")
LONGEST_SILENCE = 2.0
SECRET = re.compile(rb"(?<![0-9])7391(?![0-9])")


async def test_whatever_a_business_system_does_the_caller_goes_on_and_is_never_long_in_silence(
    centre: OpenCentre,
) -> None:
    async with business_system(PORT):
        visits = await asyncio.gather(*(_visit(centre, key) for key in WAYS))
    outcomes = {key: record.outcome for key, (record, _) in zip(WAYS, visits, strict=True)}
    silences = {key: round(dead_air(heard), 2) for key, (_, heard) in zip(WAYS, visits, strict=True)}
    comforted = {
        key for key, (_, heard) in zip(WAYS, visits, strict=True) if hears(heard, centre.sound(COMFORT))
    }

    assert outcomes == WAYS
    assert all(silence <= LONGEST_SILENCE for silence in silences.values()), silences
    assert {"1", "8"} <= comforted
    assert "9" not in comforted


async def test_a_pin_is_nowhere_after_it_was_typed(centre: OpenCentre) -> None:
    async with business_system(PORT) as system:
        async with (
            at_work(centre, "8021", talks(centre, 620.0, 1.5)) as agent,
            calling(centre, "4198") as caller,
        ):
            await take(caller.phone, (UntilQuiet(0.4),))
            await caller.phone.press("7390")
            await take(caller.phone, (Wait(1.0), UntilQuiet(0.4)))
            await caller.phone.press("7391")
            await agent.until(h.Answered)
            await caller.until_hung_up()
        record = await centre.record_of(caller.number)
        left, _ = await centre.tracks_of(record)
        await _until_told(system)

    assert record.outcome == "answered"
    assert left.size > 0
    assert [told["content"] for _, told in system.told] == ["您已核实身份。"]
    events = b"\n".join(entry.event for entry in await centre.store.journal(record.contact))
    assert b"SecretChecked" in events
    assert b"DigitPressed" not in events
    assert _files_with_the_secret(centre.folder) == []


async def _visit(centre: OpenCentre, key: str) -> tuple[ContactRecord, Samples]:
    async with calling(centre, "4197") as caller:
        await take(caller.phone, (Wait(1.0),))
        await caller.phone.press(key)
        await caller.until_hung_up()
        heard = await caller.heard()
    # What is heard after the hang-up prompt is the line's end.
    return await centre.record_of(caller.number), between(heard, 0.0, heard.size / 8000 - 0.5)


async def _until_told(system: BusinessSystem) -> None:
    async def look() -> bool | None:
        return True if system.told else None

    await eventually("the message at its service", look)


def _files_with_the_secret(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [str(path.relative_to(folder)) for path in files if SECRET.search(path.read_bytes())]
