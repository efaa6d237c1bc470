"""Finishing recordings: when, in which order, and what a failure costs."""

import asyncio

from ivr.server.finishing import SECONDS_TO_CLOSE, Finishing
from ivr.telephony.ids import ContactId
from tests.server.virtual import BEGAN, clock, run

ONE, TWO = ContactId("sw-1-1"), ContactId("sw-2-1")


class Finisher:
    """Notes what it is to finish and when; fails for some."""

    def __init__(self, fails_for: ContactId | None = None) -> None:
        self.done: list[tuple[ContactId, float | None, float]] = []
        self._fails_for = fails_for

    async def finish(self, contact: ContactId, talk_seconds: float | None) -> object:
        self.done.append((contact, talk_seconds, clock() - BEGAN))
        if contact == self._fails_for:
            raise OSError("the disk is full")
        return None


def finished(finisher: Finisher, *orders: tuple[float, ContactId, float]) -> Finisher:
    """What the finisher did with orders of (after how long, contact, talk seconds), all drained."""

    async def story() -> None:
        finishing = Finishing(finisher, clock)
        running = asyncio.create_task(finishing.run())
        for after, contact, seconds in orders:
            await asyncio.sleep(after)
            finishing.close(contact, seconds)
        await finishing.drained()
        running.cancel()

    run(story())
    return finisher


def test_a_recording_is_finished_once_asterisk_may_have_closed_it() -> None:
    assert finished(Finisher(), (0.0, ONE, 12.5)).done == [(ONE, 12.5, SECONDS_TO_CLOSE)]


def test_recordings_are_finished_in_their_order_each_at_its_time() -> None:
    done = finished(Finisher(), (0.0, ONE, 1.0), (0.5, TWO, 2.0)).done
    assert [(contact, at) for contact, _, at in done] == [(ONE, 1.0), (TWO, 1.5)]


def test_one_that_cannot_be_finished_does_not_keep_the_others_waiting() -> None:
    done = finished(Finisher(fails_for=ONE), (0.0, ONE, 1.0), (0.0, TWO, 2.0)).done
    assert [contact for contact, *_ in done] == [ONE, TWO]
