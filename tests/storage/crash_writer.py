"""A process that writes until it is killed, and tells on a pipe what it was told is stored."""

import asyncio
import os
import struct
from multiprocessing.connection import Connection

from ivr.storage.store import Store
from ivr.storage.values import RecordingState
from tests.storage.examples import a_record, a_recording, a_save, an_answer

EVENTS_A_CONTACT = 4
CONTACTS = 5
ACKNOWLEDGED = struct.Struct("<III")


def write_until_killed(url: str, run: int, pipe: Connection) -> None:
    """Live the lives of contacts ``RUN-CHAIN-NUMBER``; (chain, number, seq) goes out after each save."""
    asyncio.run(_write(url, run, pipe.fileno()))


def name(run: int, chain: int, number: int) -> str:
    """The id of one of the contacts."""
    return f"{run}-{chain}-{number}"


async def _write(url: str, run: int, descriptor: int) -> None:
    async with Store.open(url, "0.1") as store, asyncio.TaskGroup() as group:
        for chain in range(CONTACTS):
            group.create_task(_lives(store, run, chain, descriptor))


async def _lives(store: Store, run: int, chain: int, descriptor: int) -> None:
    number = 0
    while True:
        await _life(store, run, chain, number, descriptor)
        number += 1


async def _life(store: Store, run: int, chain: int, number: int, descriptor: int) -> None:
    """A menu, a talk, an answer, the end: each an event of its own."""
    contact = name(run, chain, number)
    stored = a_recording(contact, state=RecordingState.STORED)
    saves = (
        a_save(contact, 1),
        a_save(contact, 2, recordings=(a_recording(contact),)),
        a_save(contact, 3, answers=(an_answer(contact, f"{contact}.csat"),)),
        a_save(contact, 4, phase=None, record=a_record(contact), recordings=(stored,)),
    )
    for saved in saves:
        await store.save(saved)
        os.write(descriptor, ACKNOWLEDGED.pack(chain, number, saved.seq))
