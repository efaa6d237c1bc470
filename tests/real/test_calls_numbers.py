"""Callers as lines tell them: one number in many spellings is one caller, and withheld ones are nobody."""

import asyncio
import time
from collections import Counter

import pytest

from ivr.phones import happenings as h
from ivr.storage.values import ContactFilter, ContactRecord
from tests.real.ari_telephone import Telephone
from tests.real.open_centre import OpenCentre, eventually
from tests.real.people import at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

ONE_NUMBER = (
    "<sip:13911112222@127.0.0.1>",
    "<sip:013911112222@127.0.0.1>",
    "<sip:+8613911112222@127.0.0.1;user=phone>",
    '"0086" <sip:008613911112222@carrier.example>',
    "<sip:+86-139-1111-2222@127.0.0.1>",
    "<tel:+8613911112222>",
)
WITHHELD = (
    '"Anonymous" <sip:anonymous@anonymous.invalid>',
    "<sip:restricted@127.0.0.1>",
    "<sip:0000000000@127.0.0.1>",
)
SERVICES = ("<sip:95588@127.0.0.1>", "<sip:+8695588@127.0.0.1>")
HOUSE_NUMBER = ("4008004100", "+864008004100", "04008004100")


async def _call(centre: OpenCentre, sender: str, dialled: str) -> None:
    """Somebody calls, is answered, and hangs up in the menu."""
    server = ("127.0.0.1", centre.instance.ports.sip)
    async with Telephone("carrier", centre.stage.secrets.carrier, server) as phone:
        await phone.call(dialled, sender)
        phone.hang_up()
        await phone.expect(" 200 ")


async def _records(centre: OpenCentre, wanted: ContactFilter, since: float) -> list[ContactRecord]:
    return [record for record in await centre.store.search(wanted) if record.arrived_at >= since]


async def test_one_number_in_every_spelling_is_one_caller_and_withheld_ones_are_not_one_another(
    centre: OpenCentre,
) -> None:
    senders = (*ONE_NUMBER, *WITHHELD, *SERVICES)
    since = time.time()
    async with asyncio.TaskGroup() as group:
        for number, sender in enumerate(senders):
            group.create_task(_call(centre, sender, HOUSE_NUMBER[number % 3]))

    async def look() -> list[ContactRecord] | None:
        found = await _records(centre, ContactFilter(), since)
        return found if len(found) == len(senders) else None

    every = await eventually(f"{len(senders)} records", look)
    callers = Counter(record.caller for record in every)
    assert callers == {"+8613911112222": len(ONE_NUMBER), "": len(WITHHELD), "95588": len(SERVICES)}
    assert len(await _records(centre, ContactFilter(caller="+8613911112222"), since)) == len(ONE_NUMBER)
    assert await _records(centre, ContactFilter(caller=""), since) == []
    raw = {record.caller_raw for record in every}
    assert {"013911112222", "+8613911112222", "008613911112222", "anonymous", "restricted"} <= raw
    assert {record.dialled for record in every} == {"400-800-4100"}


@pytest.mark.parametrize(
    ("dialled", "agent", "name"), [("4150", "8051", "号码未显示"), ("4151", "8052", "Number withheld")]
)
async def test_an_agent_sees_in_his_language_that_a_number_is_withheld(
    centre: OpenCentre, dialled: str, agent: str, name: str
) -> None:
    async with (
        at_work(centre, agent, talks(centre, 440, 0.3)) as worker,
        calling(centre, dialled, number="anonymous") as caller,
    ):
        incoming = await worker.until(h.Incoming)
        await caller.until_hung_up()

    assert (incoming.caller, incoming.caller_name) == ("anonymous", name)


async def test_an_agent_sees_a_number_as_he_would_dial_it(centre: OpenCentre) -> None:
    async with (
        at_work(centre, "8051", talks(centre, 440, 0.3)) as worker,
        calling(centre, "4150", number="+8675526123456") as caller,
    ):
        incoming = await worker.until(h.Incoming)
        await caller.until_hung_up()

    assert incoming.caller == "075526123456"
