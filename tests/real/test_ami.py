"""A real Asterisk tells of its telephones, keeps our queue and writes our log, with the least rights."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from ivr.asterisk.ami import (
    Account,
    AmiLink,
    FallbackQueue,
    PhoneChanged,
    PhonesWatch,
    QueueLogWriter,
    SecurityEvent,
    SecurityEvents,
)
from ivr.asterisk.ami.actions import QueueAdd, QueuePause, QueueRemove, QueueStatus
from ivr.asterisk.ami.errors import BadFieldError
from ivr.asterisk.ami.queue_log import AgentPaused, CallConnected, CallEntered
from ivr.asterisk.credentials import AMI_USER
from ivr.asterisk.installing import find
from ivr.asterisk.instance import AgentPhone, Instance, InstanceSpec, prepare
from ivr.asterisk.running import start, stop
from tests.real.sip_registration import register

ROOT = Path(os.environ.get("SWITCHROOM_ASTERISK__ROOT", Path(__file__).parents[2] / "build" / "asterisk"))


@pytest.fixture
async def asterisk(tmp_path: Path) -> AsyncIterator[Instance]:
    installation = find(ROOT)
    assert installation is not None, f"there is no Asterisk in {ROOT}; run: switchroom asterisk install"
    agents = (AgentPhone("8001", "张伟"), AgentPhone("8002", "Ann"))
    instance = prepare(
        InstanceSpec(
            name="ami", folder=tmp_path / "ami", root=installation.root, agents=agents, first_port=23000
        )
    )
    await start(instance)
    yield instance
    await stop(instance)


class Services:
    """Everything that hangs on the link, running."""

    def __init__(self, instance: Instance) -> None:
        self.link = AmiLink(Account(instance.ports.ami, AMI_USER, instance.secrets.ami))
        self.phones: list[PhoneChanged] = []
        self.knocks: list[SecurityEvent] = []
        self.watch = PhonesWatch(self.link, self.phones.append)
        self.fallback = FallbackQueue(self.link)
        self.log = QueueLogWriter(self.link)
        self.security = SecurityEvents(self.link, self.knocks.append)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for service in (self.link, self.watch, self.fallback, self.log, self.security):
                group.create_task(service.run())

    async def members(self) -> dict[str, bool]:
        reply = await self.link.ask(QueueStatus("fallback"))
        found = [item for item in reply.items if item["Event"] == "QueueMember"]
        return {item["Location"]: item["Paused"] == "1" for item in found}

    async def until_members(self, **phones: bool) -> None:
        wanted = {f"PJSIP/{phone.removeprefix('a')}": paused for phone, paused in phones.items()}
        async with asyncio.timeout(5):
            while await self.members() != wanted:  # noqa: ASYNC110  # Asterisk is asked
                await asyncio.sleep(0.01)


@pytest.fixture
async def services(asterisk: Instance) -> AsyncIterator[Services]:
    services = Services(asterisk)
    running = asyncio.create_task(services.run())
    await until(lambda: services.link.up and len(services.phones) >= 2)
    yield services
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def until(true: Callable[[], object], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  # it happens in another process
            await asyncio.sleep(0.005)


async def test_a_telephone_is_told_when_it_registers_and_when_it_leaves(
    asterisk: Instance, services: Services
) -> None:
    assert set(services.phones) == {PhoneChanged("8001", False), PhoneChanged("8002", False)}
    services.phones.clear()
    password = asterisk.secrets.agents["8001"]
    assert await register(asterisk.ports.sip, "8001", password, 60) == 200
    await until(lambda: services.phones)
    assert services.watch.reachable == {"8001"}
    assert await register(asterisk.ports.sip, "8001", password, 0) == 200
    await until(lambda: len(services.phones) == 2)
    assert services.phones == [PhoneChanged("8001", True), PhoneChanged("8001", False)]


async def test_the_fallback_queue_follows_and_is_mended(services: Services) -> None:
    services.fallback.keep(frozenset({"8001"}))
    await services.until_members(a8001=False)
    await services.link.ask(QueuePause("fallback", "PJSIP/8001", "true"))
    await services.until_members(a8001=False)
    await services.link.ask(QueueAdd("fallback", "PJSIP/8002"))
    await services.until_members(a8001=False)
    await services.link.ask(QueueRemove("fallback", "PJSIP/8001"))
    await services.until_members(a8001=False)
    services.fallback.keep(frozenset())
    await services.until_members()


async def test_an_asterisk_that_was_away_gets_its_queue_back_and_keeps_its_telephones(
    asterisk: Instance, services: Services
) -> None:
    assert await register(asterisk.ports.sip, "8001", asterisk.secrets.agents["8001"], 3600) == 200
    services.fallback.keep(frozenset({"8001"}))
    await services.until_members(a8001=False)
    await stop(asterisk)
    await until(lambda: not services.link.up)
    await start(asterisk)
    await until(lambda: services.link.up)
    await services.until_members(a8001=False)
    assert services.watch.reachable == {"8001"}


async def test_lines_stand_in_queue_log_as_asterisk_writes_its_own(
    asterisk: Instance, services: Services
) -> None:
    services.log.write(CallEntered("repair", "ami-1700000000.7", "138|00", 1))
    services.log.write(
        CallConnected("repair", "ami-1700000000.7", "8001", 3.9, "ami-1700000000-7.agent.1", 2)
    )
    services.log.write(AgentPaused("8001", ("repair",), "午饭"))
    await until(lambda: not services.log.waiting)
    file = asterisk.folder / "log" / "queue_log"
    await until(lambda: "PAUSEALL" in file.read_text(encoding="utf-8"))
    lines = [line.partition("|")[2] for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines[-4:] == [
        "ami-1700000000.7|repair|NONE|ENTERQUEUE||138 00|1",
        "ami-1700000000.7|repair|PJSIP/8001|CONNECT|3|ami-1700000000-7.agent.1|2",
        "NONE|repair|PJSIP/8001|PAUSE|午饭",
        "NONE|NONE|PJSIP/8001|PAUSEALL|午饭",
    ]
    assert services.log.lost == 0


async def test_a_wrong_password_and_an_unknown_name_are_told(asterisk: Instance, services: Services) -> None:
    assert await register(asterisk.ports.sip, "8001", "wrong", 60) == 401
    assert await register(asterisk.ports.sip, "9999", "wrong", 60) == 401
    await until(lambda: len(services.knocks) == 2)
    told = [(knock.kind, knock.account, knock.address, knock.service) for knock in services.knocks]
    assert told == [
        ("ChallengeResponseFailed", "8001", "127.0.0.1", "PJSIP"),
        ("ChallengeResponseFailed", "<unknown>", "127.0.0.1", "PJSIP"),
    ]


async def test_a_smuggled_command_does_not_stop_asterisk(services: Services) -> None:
    with pytest.raises(BadFieldError):
        await services.link.ask(QueueAdd("fallback", "x\r\nAction: Command\r\nCommand: core stop now"))
    assert await services.members() == {}


async def test_a_wrong_secret_is_refused_and_the_link_gives_up(asterisk: Instance) -> None:
    link = AmiLink(Account(asterisk.ports.ami, AMI_USER, "wrong"))
    async with asyncio.timeout(20):
        await link.run()
    assert link.refused
