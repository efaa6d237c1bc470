"""Versions on real calls: a publish changes nothing for calls in progress, and a bad canary ends itself."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from ivr.dialplan.edition import Edition, read_edition
from ivr.publishing.book import EVERYBODY, Audience, Book, Version
from ivr.publishing.deciding import roll_back
from ivr.publishing.errors import PublishingError
from ivr.publishing.sharing import meets
from ivr.server.calendars import CALENDARS
from ivr.server.editions import texts_in
from ivr.server.publishing import Proposal, decide, propose
from ivr.telephony.ids import ContactId
from tests.real.ari_telephone import Telephone
from tests.real.open_centre import OpenCentre, eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

OLD_WAY, NEW_WAY = ("main_menu", "balance", "goodbye"), ("main_menu", "goodbye")
LOAD = 20
MOST_ROUNDS = 8


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def as_before(centre: OpenCentre) -> AsyncIterator[None]:
    """The version that was live before is live again after the test."""
    before = Book(await centre.store.decisions()).live()
    yield
    while Book(await centre.store.decisions()).live() != before:
        await back(centre)


async def back(centre: OpenCentre) -> None:
    try:
        await decide(centre.store, lambda book: roll_back(book, "", "test", time.time()))
    except PublishingError:
        return
    await asyncio.sleep(1.5)


async def publish(centre: OpenCentre, old: str, new: str, audience: Audience = EVERYBODY) -> str:
    """Publish the main menu with a change, as another process than the server; answers the version."""
    files = texts_in(centre.stage.settings.dialplans)
    assert old in files["main.yaml"].decode()
    files["main.yaml"] = files["main.yaml"].replace(old.encode(), new.encode(), 1)
    edition = read_edition(files, None, CALENDARS)
    assert isinstance(edition, Edition)
    proposal = Proposal(edition=edition, files=files, by="test", at=time.time(), audience=audience)
    await propose(centre.store, proposal, approvals=1)
    event = "dialplans_live" if audience.everybody() else "dialplans_tried"
    await in_log(centre, f'"version": "{edition.version}"', f'"event": "{event}"')
    return edition.version


async def in_log(centre: OpenCentre, *parts: str) -> None:
    async def look() -> bool | None:
        lines = centre.stage.log.read_text(encoding="utf-8").splitlines()
        return True if any(all(part in line for part in parts) for line in lines) else None

    await eventually(" and ".join(parts), look)


class Caller:
    """Somebody on a telephone of bare SIP, from a number of his own."""

    def __init__(self, centre: OpenCentre, phone: Telephone) -> None:
        self.centre = centre
        self.phone = phone
        self.number = centre.new_number()

    async def call(self) -> None:
        await self.phone.call("4100", f"<sip:{self.number}@127.0.0.1>")

    async def until_hung_up(self) -> None:
        await eventually(f"{self.number} is hung up", self._over)

    async def _over(self) -> bool | None:
        return True if any(line.startswith("BYE") for line in self.phone.heard) else None


async def callers(centre: OpenCentre, stack: AsyncExitStack, count: int) -> Sequence[Caller]:
    """So many callers, all of them in the main menu."""
    server = ("127.0.0.1", centre.instance.ports.sip)
    secret = centre.stage.secrets.carrier
    phones = [await stack.enter_async_context(Telephone("carrier", secret, server)) for _ in range(count)]
    found = [Caller(centre, phone) for phone in phones]
    for one in found:
        await one.call()
    return found


async def way_of(centre: OpenCentre, one: Caller) -> tuple[str, ...]:
    one.phone.press("3")
    await one.until_hung_up()
    return (await centre.record_of(one.number)).path


async def test_a_publish_under_load_changes_nothing_for_calls_in_progress(centre: OpenCentre) -> None:
    async with AsyncExitStack() as stack:
        early = await callers(centre, stack, LOAD)
        await publish(centre, "3: balance", "3: goodbye")
        (late,) = await callers(centre, stack, 1)
        ways = await asyncio.gather(*(way_of(centre, one) for one in (*early, late)))
    assert ways == [OLD_WAY] * LOAD + [NEW_WAY]

    await back(centre)
    async with AsyncExitStack() as stack:
        (again,) = await callers(centre, stack, 1)
        assert await way_of(centre, again) == OLD_WAY


async def test_only_the_named_caller_meets_what_is_tried_for_him(centre: OpenCentre) -> None:
    async with AsyncExitStack() as stack:
        server = ("127.0.0.1", centre.instance.ports.sip)
        phones = [
            await stack.enter_async_context(Telephone("carrier", centre.stage.secrets.carrier, server))
            for _ in range(2)
        ]
        named, other = (Caller(centre, phone) for phone in phones)
        number = f"+86{named.number}"
        await publish(centre, "3: balance", "3: goodbye", Audience(only_from=number))
        for one in (named, other):
            await one.call()
        ways = await asyncio.gather(way_of(centre, named), way_of(centre, other))
    assert ways == [NEW_WAY, OLD_WAY]


async def test_a_canary_whose_callers_give_up_rolls_itself_back_and_says_why(centre: OpenCentre) -> None:
    half = Audience(share=0.5)
    tried = await publish(centre, "3: balance", "3: second_menu", half)
    rounds = 0
    while (await version(centre, tried)).state == "canary" and rounds < MOST_ROUNDS:
        rounds += 1
        async with AsyncExitStack() as stack:
            found = await callers(centre, stack, 10)
            await asyncio.gather(*(_behave(one, half, tried) for one in found))
            await asyncio.gather(*(centre.record_of(one.number) for one in found))
    known = await version(centre, tried)
    assert known.state == "rolled_back", f"{known} after {rounds * 10} calls"
    assert "gave up" in known.why.en
    assert "中途挂机" in known.why.zh
    await in_log(centre, '"event": "version_rolled_back"', tried)
    async with AsyncExitStack() as stack:
        later = await callers(centre, stack, 6)
        ways = await asyncio.gather(*(way_of(centre, one) for one in later))
    assert ways == [OLD_WAY] * 6


async def _behave(one: Caller, half: Audience, tried: str) -> None:
    """Who meets the new menu gives up; who meets the old one gets what he came for."""
    shown = await one.centre.until_phase(one.number, "in_dialplan")
    if meets(half, tried, ContactId(shown.contact), f"+86{one.number}"):
        one.phone.hang_up()
        await one.phone.expect(" 200 ")
        return
    one.phone.press("3")
    await one.until_hung_up()


async def version(centre: OpenCentre, name: str) -> Version:
    return Book(await centre.store.decisions()).version(name)
