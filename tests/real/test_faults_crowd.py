"""Fifty callers, ten in each phase, and everything that can be killed, frozen or cut: nobody is dropped."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.real.crowd import crowd
from tests.real.faults import (
    RINGERS,
    TALKERS,
    Centre,
    Outcome,
    centre_in,
    cut_connections,
    publish,
)

Fault = Callable[[Centre], None]


def _killed(centre: Centre) -> None:
    os.kill(centre.server(), signal.SIGKILL)


def _frozen(centre: Centre) -> None:
    os.kill(centre.server(), signal.SIGSTOP)


def _ari_cut(centre: Centre) -> None:
    assert cut_connections(centre.server(), centre.instance.ports.http) == 1


def _ami_cut(centre: Centre) -> None:
    assert cut_connections(centre.server(), centre.instance.ports.ami) == 1


def _both_cut(centre: Centre) -> None:
    _ami_cut(centre)
    _ari_cut(centre)


def _redis_killed(centre: Centre) -> None:
    centre.kill_redis()
    centre.start_redis()


FAULTS: tuple[tuple[str, Fault, str, str, float], ...] = (
    ("the server is killed", _killed, "server_ended", "server_drives", 3.0),
    ("the server freezes", _frozen, "server_frozen", "server_drives", 3.0),
    ("ARI is cut", _ari_cut, "ari_link_down", "resynced", 3.0),
    ("AMI is cut", _ami_cut, "ami.link_down", "ami.link_up", 3.0),
    ("ARI and AMI are cut", _both_cut, "ari_link_down", "resynced", 3.0),
    ("Redis is killed", _redis_killed, "floor.out_of_step", "floor.written", 4.0),
)
"""What is done, what the log says when it is noticed and when it is over, and how soon that must be (s)."""


async def test_fifty_callers_in_all_phases_outlive_every_fault_and_are_served_to_the_end(tmp_path: Path):
    opening = centre_in(tmp_path / "centre")
    centre = await asyncio.to_thread(opening.__enter__)
    try:
        async with crowd(centre, RINGERS, TALKERS) as gathered:
            for row, injure, noticed, over, within in FAULTS:
                await centre.next_server_waits()
                injected = time.time()
                injure(centre)
                recovered = await asyncio.to_thread(centre.until, over, injected, within + 5.0)
                await gathered.in_control(injected)
                publish(
                    Outcome(
                        row=row,
                        injected_at=injected,
                        detect_s=round(centre.said(noticed, injected)[0] - injected, 3),
                        recover_s=round(recovered, 3),
                        callers=sum(gathered.everywhere.values()),
                        callers_dropped=len(gathered.dropped()),
                        invariants=("I1", "I2", "I3", "I4"),
                    )
                )
                assert gathered.dropped() == [], row
                assert centre.crowd() == gathered.everywhere, row
                assert centre.said("callers_sent_to_fallback", injected) == [], row
                assert recovered < within, row
            await gathered.all_served()
        await centre.nothing_left()
    finally:
        await asyncio.to_thread(opening.__exit__, None, None, None)
