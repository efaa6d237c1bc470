"""A board that lives until it is killed; for each offer a contact's phase is stored, as if it rang."""

import asyncio
import time
from multiprocessing.synchronize import Event as Flag

import routing
from ivr.server.board_journal import BoardJournal
from ivr.server.queueing import Queueing
from ivr.storage.store import Store
from ivr.telephony.events import AgentOffered, Event
from tests.server.examples import EDITION
from tests.storage.examples import a_save


def live_until_killed(url: str, began: Flag) -> None:
    """Queue calls, offer and answer them without end."""
    asyncio.run(_live(url, began))


async def _live(url: str, began: Flag) -> None:
    async with Store.open(url, "0.1") as store, asyncio.TaskGroup() as rings:

        def ring(event: Event) -> None:
            assert isinstance(event, AgentOffered)
            rings.create_task(store.save(a_save(event.place, 1)))

        queueing = Queueing(lambda: EDITION.centre, ring, time.time)
        journal = BoardJournal(store, queueing.board, time.time)
        queueing.on_applied = journal.applied
        spans = await store.board_spans()
        chapter = spans[-1].chapter + 1 if spans else 1
        journal.begin(chapter)
        for agent in EDITION.centre.agents:
            queueing.apply(routing.PhoneChanged(agent, True))
            queueing.apply(routing.SignedIn(agent))
        began.set()
        await _work(queueing, chapter)


async def _work(queueing: Queueing, chapter: int) -> None:
    number = 0
    while True:
        number += 1
        queueing.apply(routing.CallQueued(f"{chapter}-{number}", "repair", {"repair": 1}, since=time.time()))
        for standing in queueing.board.agents():
            if standing.state is routing.AgentState.RESERVED and standing.call:
                queueing.apply(routing.CallAnswered(standing.agent, standing.call))
                queueing.apply(routing.TalkEnded(standing.agent, standing.call))
        await asyncio.sleep(0.001 if number % 10 else 0)
