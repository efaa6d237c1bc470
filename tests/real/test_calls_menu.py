"""Calls in a menu: wrong keys, silence, hanging up, numbers nobody has, and keys in a flood."""

import asyncio

import pytest

from ivr.calls.spoken import sentence
from ivr.phones.steps import UntilQuiet, Wait, take
from ivr.telephony.prompts import Prompt
from tests.real.ears import dead_air, hears, hears_in_order
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

WRONG = Prompt("您的输入有误，请重新输入。", "zh")
SILENT = Prompt("没有收到您的按键。", "zh")


async def test_a_caller_may_hang_up_in_the_menu(centre: OpenCentre) -> None:
    async with calling(centre, "4100") as caller:
        await centre.until_phase(caller.number, "in_dialplan")
        await caller.hang_up()
    record = await centre.record_of(caller.number)

    assert (record.outcome, record.path, record.language) == ("left_in_menu", ("main_menu",), "zh")
    assert await centre.store.recording(record.contact) is None


async def test_a_wrong_key_twice_is_told_once_and_then_leads_on(centre: OpenCentre) -> None:
    async with calling(centre, "4100", voice=0) as caller:
        await take(caller.phone, (Wait(0.3),))
        await caller.phone.press("9")
        await take(caller.phone, (Wait(3.5),))
        await caller.phone.press("8")
        await caller.until_hung_up()
        heard = await caller.heard()
    record = await centre.record_of(caller.number)

    assert (record.outcome, record.path) == ("self_service", ("main_menu", "balance", "goodbye"))
    told = (centre.sound(WRONG), centre.sound_of("balance", "zh"), centre.sound_of("goodbye", "zh"))
    assert hears_in_order(heard, *told)
    assert dead_air(heard) < 2


async def test_silence_twice_is_told_once_and_then_leads_on(centre: OpenCentre) -> None:
    async with calling(centre, "4100", voice=0) as caller:
        await caller.until_hung_up()
        heard = await caller.heard()
    record = await centre.record_of(caller.number)

    assert (record.outcome, record.path) == ("self_service", ("main_menu", "goodbye"))
    told = (centre.sound_of("main_menu", "zh"), centre.sound(SILENT), centre.sound_of("goodbye", "zh"))
    assert hears_in_order(heard, *told)
    assert dead_air(heard) < 2


async def test_an_english_number_is_met_in_english(centre: OpenCentre) -> None:
    async with calling(centre, "4101", voice=0, codecs=("pcmu",)) as caller:
        await take(caller.phone, (UntilQuiet(0.3),))
        await caller.phone.press("3")
        await caller.until_hung_up()
        heard = await caller.heard()
    record = await centre.record_of(caller.number)

    assert (record.outcome, record.language) == ("self_service", "en")
    assert hears_in_order(heard, *(centre.sound_of(n, "en") for n in ("main_menu", "balance", "goodbye")))


async def test_an_unknown_number_is_answered_politely_in_both_languages(centre: OpenCentre) -> None:
    async with calling(centre, "4999", voice=0) as caller:
        await caller.until_hung_up()
        heard = await caller.heard()
    record = await centre.record_of(caller.number)

    assert (record.outcome, record.dialled, record.path) == ("unknown_number", "4999", ())
    both = [centre.sound(sentence("unknown_number", language)) for language in ("zh", "en")]
    assert hears_in_order(heard, *both)


async def test_two_hundred_digits_in_a_second_break_nothing_and_disturb_nobody(centre: OpenCentre) -> None:
    async with (
        at_work(centre, "8041", talks(centre, 440, 1.0)) as agent,
        calling(centre, "4100", voice=0) as flooding,
        calling(centre, "4140") as other,
    ):
        for _ in range(20):
            await flooding.phone.press("0987654321", by_info=True)
            await asyncio.sleep(0.05)
        await other.until_hung_up()
        await flooding.until_hung_up()
        heard = await flooding.heard()
    flooded = await centre.record_of(flooding.number)

    assert agent.tally.answered == 1
    assert (await centre.record_of(other.number)).outcome == "answered"
    assert flooded.path[0] == "main_menu"
    assert flooded.outcome == "self_service"
    assert hears(heard, centre.sound_of("goodbye", "zh"))
    # What he pressed after his fate was sealed has not been kept.
    assert len(await centre.store.journal(flooded.contact)) < 30
