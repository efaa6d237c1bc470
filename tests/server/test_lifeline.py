"""The line to Asterisk comes back, and Asterisk does not say at once what it has; signs of life."""

import asyncio
import contextlib
import os

import pytest

from ivr.asterisk.ari.errors import AriError, LinkLostError, RefusedError
from ivr.server import lifeline
from ivr.server.lifeline import Lifeline
from ivr.server.signs import ALIVE


class Contacts:
    """Notes whether the contacts are driven."""

    def __init__(self) -> None:
        self.driven: list[bool] = []

    def drive(self, on: bool) -> None:
        self.driven.append(on)


class Reach:
    """Notes what is told of the line."""

    def __init__(self) -> None:
        self.told: list[bool] = []

    def linked(self, up: bool) -> None:
        self.told.append(up)


class Resyncing:
    """Fails so often before it succeeds."""

    def __init__(self, *failures: AriError) -> None:
        self.failures = list(failures)
        self.times = 0

    async def resync(self) -> None:
        self.times += 1
        if self.failures:
            raise self.failures.pop(0)


def line(resyncing: Resyncing) -> tuple[Lifeline, Contacts, Reach]:
    contacts, reach = Contacts(), Reach()
    made = Lifeline(contacts, resyncing, reach, lambda: None, lambda: 0.31)  # type: ignore[arg-type]
    return made, contacts, reach


async def test_a_resync_that_asterisk_refuses_is_tried_again_before_anybody_is_driven(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(lifeline, "SECONDS_BETWEEN_RESYNCS", 0.0)
    refused = RefusedError("GET channels", 500, "busy")
    resyncing = Resyncing(refused, refused)
    made, contacts, reach = line(resyncing)
    await made.changed(True)
    assert resyncing.times == 3
    assert contacts.driven == [True]
    assert reach.told == [True]


async def test_a_line_that_is_lost_again_in_a_resync_drives_nobody():
    made, contacts, reach = line(Resyncing(LinkLostError("GET channels")))
    await made.changed(True)
    assert contacts.driven == []
    assert reach.told == []


async def test_without_a_line_nobody_is_driven():
    made, contacts, reach = line(Resyncing())
    await made.changed(False)
    assert contacts.driven == [False]
    assert reach.told == [False]


async def test_who_drives_tells_the_guardian_for_how_long_asterisk_has_said_nothing():
    reads, beats = os.pipe()
    made, _, _ = line(Resyncing())
    try:
        beating = asyncio.create_task(made.beat(beats))
        await asyncio.sleep(0.01)
        assert os.read(reads, 100) == ALIVE
        await made.changed(True)
        await asyncio.sleep(0.01)
        assert os.read(reads, 100) == b"4"
        beating.cancel()
        await asyncio.wait({beating})
    finally:
        os.close(reads)
        os.close(beats)


async def test_a_guardian_that_stands_still_holds_up_nobody():
    reads, beats = os.pipe()
    os.set_blocking(beats, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(beats, b"a" * 4096)
    os.set_blocking(beats, True)
    made, _, _ = line(Resyncing())
    try:
        beating = asyncio.create_task(made.beat(beats))
        await asyncio.sleep(0.05)
        assert not beating.done()
        beating.cancel()
        await asyncio.wait({beating})
    finally:
        os.close(reads)
        os.close(beats)
