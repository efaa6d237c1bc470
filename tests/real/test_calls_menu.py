"""Calls in a menu: wrong keys, silence, hanging up, numbers nobody has, and keys in a flood.

They last long and disturb nobody, so all callers call at once, and each test looks at one of them.
"""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest
import pytest_asyncio

from ivr.calls.spoken import sentence
from ivr.dialplan.centre.notices import DEFAULT_NOTICE
from ivr.phones.listening import Samples, find
from ivr.phones.steps import UntilQuiet, Wait, take
from ivr.storage.values import ContactRecord
from ivr.telephony.prompts import Prompt
from tests.real.ears import RATE, dead_air, hears, hears_in_order
from tests.real.open_centre import OpenCentre
from tests.real.people import Caller, at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

WRONG = Prompt("您的输入有误，请重新输入。", "zh")
SILENT = Prompt("没有收到您的按键。", "zh")


class Visit(msgspec.Struct, frozen=True):
    """A call that is over: its record, and what the caller heard."""

    record: ContactRecord
    heard: Samples


async def presses_wrong_keys(caller: Caller) -> None:
    await take(caller.phone, (Wait(0.3),))
    await caller.phone.press("9")
    await take(caller.phone, (Wait(3.5),))
    await caller.phone.press("8")


async def presses_nothing(caller: Caller) -> None:
    pass


async def asks_for_the_balance(caller: Caller) -> None:
    await take(caller.phone, (UntilQuiet(0.3),))
    await caller.phone.press("3")


async def listens_again_and_goes_back(caller: Caller) -> None:
    await take(caller.phone, (Wait(0.3),))
    await caller.phone.press("4")
    await take(caller.phone, (Wait(1.7),))
    await caller.phone.press("*")
    await take(caller.phone, (UntilQuiet(0.3),))
    await caller.phone.press("#")
    await take(caller.phone, (UntilQuiet(0.3),))
    await caller.phone.press("3")


async def cannot_cut_the_notice_short(caller: Caller) -> None:
    await take(caller.phone, (Wait(0.5),))
    await caller.phone.press("3")
    await take(caller.phone, (Wait(4.8),))
    await caller.phone.press("3")


async def presses_two_hundred_keys(caller: Caller) -> None:
    for _ in range(20):
        await caller.phone.press("0987654321", by_info=True)
        await asyncio.sleep(0.05)


# Who he is, what he dials, what he does.
CALLERS: tuple[tuple[str, str, Callable[[Caller], Awaitable[None]]], ...] = (
    ("wrong", "4100", presses_wrong_keys),
    ("silent", "4100", presses_nothing),
    ("english", "4101", asks_for_the_balance),
    ("unknown", "4999", presses_nothing),
    ("undecided", "4100", listens_again_and_goes_back),
    ("informed", "4196", cannot_cut_the_notice_short),
    ("flooding", "4100", presses_two_hundred_keys),
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visits(centre: OpenCentre) -> dict[str, Visit]:
    """What became of each of the callers, who all called at once."""
    async with asyncio.TaskGroup() as group:
        tasks = {who: group.create_task(_visit(centre, dialled, does)) for who, dialled, does in CALLERS}
        served = group.create_task(_served_meanwhile(centre))
    assert served.result() == "answered"
    return {who: task.result() for who, task in tasks.items()}


async def _visit(centre: OpenCentre, dialled: str, does: Callable[[Caller], Awaitable[None]]) -> Visit:
    async with calling(centre, dialled, voice=0) as caller:
        await does(caller)
        await caller.until_hung_up()
        heard = await caller.heard()
    return Visit(await centre.record_of(caller.number), heard)


async def _served_meanwhile(centre: OpenCentre) -> str:
    """The outcome of somebody who is served while another floods the centre with digits."""
    async with at_work(centre, "8041", talks(centre, 440, 1.0)), calling(centre, "4140") as caller:
        await caller.until_hung_up()
    return (await centre.record_of(caller.number)).outcome


async def test_a_caller_may_hang_up_in_the_menu(centre: OpenCentre) -> None:
    async with calling(centre, "4100") as caller:
        await centre.until_phase(caller.number, "in_dialplan")
        await caller.hang_up()
    record = await centre.record_of(caller.number)

    assert (record.outcome, record.path, record.language) == ("left_in_menu", ("main_menu",), "zh")
    assert await centre.store.recording(record.contact) is None


async def test_a_wrong_key_twice_is_told_once_and_then_leads_on(
    centre: OpenCentre, visits: dict[str, Visit]
) -> None:
    visit = visits["wrong"]

    assert visit.record.outcome == "self_service"
    assert visit.record.path == ("main_menu", "balance", "goodbye")
    told = (centre.sound(WRONG), centre.sound_of("balance", "zh"), centre.sound_of("goodbye", "zh"))
    assert hears_in_order(visit.heard, *told)
    assert not hears(visit.heard, centre.sound(SILENT))
    assert dead_air(visit.heard) < 2


async def test_silence_twice_is_told_once_and_then_leads_on(
    centre: OpenCentre, visits: dict[str, Visit]
) -> None:
    visit = visits["silent"]

    assert visit.record.outcome == "self_service"
    assert visit.record.path == ("main_menu", "goodbye")
    # The menu is heard both before and after it is told.
    assert hears(visit.heard, centre.sound_of("main_menu", "zh"))
    assert hears_in_order(visit.heard, centre.sound(SILENT), centre.sound_of("goodbye", "zh"))
    assert not hears(visit.heard, centre.sound(WRONG))
    assert dead_air(visit.heard) < 2


async def test_an_english_number_is_met_in_english(centre: OpenCentre, visits: dict[str, Visit]) -> None:
    visit = visits["english"]

    assert (visit.record.outcome, visit.record.language) == ("self_service", "en")
    told = (centre.sound_of(node, "en") for node in ("main_menu", "balance", "goodbye"))
    assert hears_in_order(visit.heard, *told)
    assert not hears(visit.heard, centre.sound_of("balance", "zh"))


async def test_an_unknown_number_is_answered_politely_in_both_languages(
    centre: OpenCentre, visits: dict[str, Visit]
) -> None:
    visit = visits["unknown"]

    assert (visit.record.outcome, visit.record.path) == ("unknown_number", ())
    assert visit.record.dialled == "4999"
    both = [centre.sound(sentence("unknown_number", language)) for language in ("zh", "en")]
    assert hears_in_order(visit.heard, *both)


async def test_star_says_a_menu_again_and_hash_goes_back_to_the_one_before(
    centre: OpenCentre, visits: dict[str, Visit]
) -> None:
    visit = visits["undecided"]

    assert visit.record.path == ("main_menu", "second_menu", "main_menu", "balance", "goodbye")
    told = (centre.sound_of(node, "zh") for node in ("second_menu", "main_menu", "balance"))
    assert hears_in_order(visit.heard, *told)
    assert dead_air(visit.heard) < 2


async def test_the_notice_is_heard_whole_and_before_the_menu(
    centre: OpenCentre, visits: dict[str, Visit]
) -> None:
    visit = visits["informed"]
    notice = centre.sound(Prompt(DEFAULT_NOTICE["en"], "en"))
    found = find(notice, visit.heard, RATE)

    assert visit.record.path == ("main_menu", "balance", "goodbye")
    assert found.score > 0.8
    assert find(centre.sound_of("main_menu", "en"), visit.heard, RATE).offset > found.offset + 3.9
    assert dead_air(visit.heard) < 2


async def test_two_hundred_digits_in_a_second_break_nothing_and_disturb_nobody(
    centre: OpenCentre, visits: dict[str, Visit]
) -> None:
    visit = visits["flooding"]

    assert visit.record.outcome == "self_service"
    assert visit.record.path[0] == "main_menu"
    assert hears(visit.heard, centre.sound_of("goodbye", "zh"))
    # What he pressed after his fate was sealed has not been kept.
    assert len(await centre.store.journal(visit.record.contact)) < 30
