"""Whoever floods SIP is shut out, and stays so across restarts of either side."""

import asyncio
from collections.abc import Collection
from ipaddress import ip_network
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr.asterisk.ami.security import SecurityEvent
from ivr.asterisk.ari.errors import AriError, LinkLostError, RefusedError
from ivr.server.banning import Banning
from ivr.storage.bans import BanBook
from ivr.telephony.banning import Rules
from tests.server.virtual import BEGAN, clock, run

RULES = Rules(failures=3, questions=5, first=600.0)


class Door:
    def __init__(self) -> None:
        self.shut: list[tuple[str, ...]] = []
        self.fault: AriError | None = None

    async def only(self, networks: Collection[str]) -> None:
        if self.fault is not None:
            raise self.fault
        self.shut.append(tuple(sorted(networks)))


def knock(address: str, kind: str = "ChallengeResponseFailed", service: str = "PJSIP") -> SecurityEvent:
    return SecurityEvent(kind, service, "8001", "UDP", address, 5060, "")


def banning(folder: Path, door: Door) -> Banning:
    return Banning(BanBook(folder / "bans.json"), door, RULES, clock)


def flood(house: Banning, address: str) -> None:
    for _ in range(3):
        house.hear(knock(address))


def test_a_flood_is_shut_out_at_once_and_let_in_when_its_time_is_over(tmp_path: Path) -> None:
    async def life() -> None:
        door = Door()
        house = banning(tmp_path, door)
        running = asyncio.create_task(house.run())
        await asyncio.sleep(0.5)
        flood(house, "192.0.2.7")
        flood(house, "192.0.2.8")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert door.shut == [(), ("192.0.2.7", "192.0.2.8")]
        await asyncio.sleep(602)
        assert door.shut[2:] == [()]
        running.cancel()

    run(life())


def test_bans_are_there_again_after_a_restart_of_the_server_and_of_asterisk(tmp_path: Path) -> None:
    async def life() -> None:
        flood(banning(tmp_path, Door()), "192.0.2.7")
        door = Door()
        house = banning(tmp_path, door)
        running = asyncio.create_task(house.run())
        await asyncio.sleep(0.1)
        assert door.shut == [("192.0.2.7",)]
        house.linked()
        await asyncio.sleep(0.1)
        assert door.shut == [("192.0.2.7",)] * 2
        running.cancel()

    run(life())


def test_what_the_command_line_changes_counts_within_a_second(tmp_path: Path) -> None:
    async def life() -> None:
        door = Door()
        house = banning(tmp_path, door)
        flood(house, "192.0.2.7")
        running = asyncio.create_task(house.run())
        await asyncio.sleep(0.5)
        BanBook(tmp_path / "bans.json").change(lambda bans: ())
        await asyncio.sleep(1.0)
        assert door.shut == [("192.0.2.7",), ()]
        running.cancel()

    run(life())


def test_an_administrator_shuts_out_and_lets_in(tmp_path: Path) -> None:
    async def life() -> None:
        house = banning(tmp_path, Door())
        house.order("192.0.2.7", BEGAN + 60)
        assert [(ban.source, ban.why) for ban in house.in_force()] == [("192.0.2.7", "order")]
        assert house.lift("192.0.2.7")
        assert not house.lift("192.0.2.7")
        assert house.in_force() == ()

    run(life())


def test_whom_we_spare_and_whom_we_know_is_told_of_and_let_in(tmp_path: Path) -> None:
    async def life() -> None:
        house = banning(tmp_path, Door())
        house.never = lambda: (ip_network("198.51.100.0/24"),)
        house.hear(knock("192.0.2.7", "SuccessfulAuth"))
        with capture_logs() as logs:
            flood(house, "192.0.2.7")
            flood(house, "198.51.100.9")
        events = {line["event"] for line in logs} - {"asterisk.turned_away"}
        assert events == {"sip_flood_from_known_address", "sip_flood_from_spared_address"}
        assert house.in_force() == ()

    run(life())


def test_a_flood_fills_no_log_and_other_doors_are_told_of_only(tmp_path: Path) -> None:
    async def life() -> None:
        house = banning(tmp_path, Door())
        house.never = lambda: (ip_network("0.0.0.0/0"),)
        with capture_logs() as logs:
            for _ in range(1000):
                house.hear(knock("192.0.2.7"))
                house.hear(knock("192.0.2.7", "ChallengeSent"))
            house.hear(knock("", "RequestBadFormat"))
            house.hear(knock("192.0.2.8", "SuccessfulAuth", "AMI"))
            house.hear(knock("192.0.2.8", "InvalidPassword", "AMI"))
        assert len(logs) == 5 + 1 + 2

    run(life())


@pytest.mark.parametrize(("fault", "told"), [(LinkLostError("PUT"), 0), (RefusedError("acl", 403, ""), 1)])
def test_what_asterisk_refuses_is_said_once_and_what_it_missed_is_said_again(
    tmp_path: Path, fault: AriError, told: int
) -> None:
    async def life() -> None:
        door = Door()
        door.fault = fault
        house = banning(tmp_path, door)
        flood(house, "192.0.2.7")
        running = asyncio.create_task(house.run())
        with capture_logs() as logs:
            await asyncio.sleep(5)
        assert [line["event"] for line in logs] == ["asterisk_takes_no_bans"] * told
        door.fault = None
        house.linked()
        await asyncio.sleep(0.1)
        assert door.shut == [("192.0.2.7",)]
        running.cancel()

    run(life())


def test_without_a_file_bans_count_all_the_same(tmp_path: Path) -> None:
    async def life() -> None:
        (tmp_path / "bans.json").write_text("{")
        door = Door()
        house = banning(tmp_path, door)
        running = asyncio.create_task(house.run())
        await asyncio.sleep(0.1)
        with capture_logs() as logs:
            flood(house, "192.0.2.7")
        assert "bans_not_kept" in [line["event"] for line in logs]
        await asyncio.sleep(0.1)
        assert door.shut[-1] == ("192.0.2.7",)
        running.cancel()

    run(life())
