"""The ARI adapter on a real Asterisk: calls arrive, hear, press, ring, meet, part, and survive us."""

import asyncio
import contextlib
import math
import os
import signal
import struct
import time
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest
from msgspec.structs import replace
from pydantic import SecretStr

from ivr.asterisk.ari.generating import generate, read
from ivr.asterisk.ari.models import applications_filter
from ivr.asterisk.ari.rescuing import rescue
from ivr.asterisk.ari.settings import AriSettings
from ivr.asterisk.credentials import ARI_USER
from ivr.asterisk.installing import find
from ivr.asterisk.instance import AgentPhone, Instance, InstanceSpec, prepare
from ivr.asterisk.phone_system import AsteriskPhoneSystem
from ivr.asterisk.running import command, start, stop
from ivr.telephony import commands
from ivr.telephony.causes import Cause
from ivr.telephony.commands import PhoneCommand
from ivr.telephony.events import (
    AgentAnswered,
    AgentLeft,
    AgentRang,
    AgentRefused,
    Arrived,
    CallerLeft,
    DigitPressed,
    Event,
    Held,
    PromptFailed,
    PromptFinished,
    Retrieved,
    TransferAsked,
)
from ivr.telephony.ids import AgentId, BridgeId, ChannelId, agent_leg, bridge_of, playback_of
from ivr.telephony.prompts import Prompt
from tests.real.ari_telephone import Telephone

CHECKOUT = Path(__file__).parents[2]
ROOT = Path(os.environ.get("SWITCHROOM_ASTERISK__ROOT", CHECKOUT / "build" / "asterisk"))
SHORT, LONG = Prompt("short", "en"), Prompt("long", "en")
AGENT, AWAY = AgentId("8001"), AgentId("8002")

Kind = TypeVar("Kind", bound=Event)


def tone(path: Path, seconds: float) -> None:
    samples = (round(8000 * math.sin(at / 3)) for at in range(round(8000 * seconds)))
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))


@pytest.fixture
async def asterisk(tmp_path: Path) -> AsyncIterator[Instance]:
    """A running Asterisk with two sounds, of 0.3 s and 5 s, and two agents' accounts."""
    installation = find(ROOT)
    assert installation is not None, f"there is no Asterisk in {ROOT}; run: switchroom asterisk install"
    spec = InstanceSpec(
        name="ari",
        folder=tmp_path / "ari",
        root=installation.root,
        agents=(AgentPhone(AGENT, "Zhang Wei"), AgentPhone(AWAY, "Li Na")),
        test_carrier=True,
        first_port=22000,
        first_rtp_port=34000,
    )
    instance = prepare(spec)
    for name, seconds in (("short", 0.3), ("long", 5.0)):
        tone(instance.sounds_outside / f"{name}.wav", seconds)
    running = await start(instance)
    yield instance
    # It has nothing to save, and a farewell takes two seconds.
    with contextlib.suppress(ProcessLookupError):
        os.kill(running.pid, signal.SIGKILL)
    await stop(instance)


def settings_of(instance: Instance) -> AriSettings:
    return AriSettings(url=instance.ari_url, user=ARI_USER, password=SecretStr(instance.secrets.ari))


class House:
    """The phone system with its one reader; ``links`` are the changes of the link as they were told."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.phones = AsteriskPhoneSystem(
            settings_of(instance), lambda prompt: f"sound:{instance.sounds_inside}/{prompt.text}", self._link
        )
        self.told: asyncio.Queue[Event] = asyncio.Queue()
        self.links: asyncio.Queue[bool] = asyncio.Queue()

    async def read(self) -> None:
        async for event in self.phones.events():
            self.told.put_nowait(event)

    async def _link(self, up: bool) -> None:
        self.links.put_nowait(up)

    async def link(self) -> bool:
        async with asyncio.timeout(10):
            return await self.links.get()

    async def event(self, kind: type[Kind]) -> Kind:
        """The next event of a kind; those before it are passed over."""
        async with asyncio.timeout(8):
            while True:
                event = await self.told.get()
                if isinstance(event, kind):
                    return event

    async def do(self, *todo: PhoneCommand) -> None:
        for one in todo:
            await self.phones.perform(self.caller.contact, one)

    async def take(self, phone: Telephone, dialled: str = "4001", **how: str) -> ChannelId:
        """Have the phone call, and answer it; the caller's channel."""
        async with asyncio.TaskGroup() as group:
            group.create_task(phone.call(dialled, **how))
            self.caller = await self.event(Arrived)
            await self.do(commands.Answer(self.caller.channel))
        return self.caller.channel

    async def ring(self, number: int = 1, agent: AgentId = AGENT) -> ChannelId:
        leg = agent_leg(self.caller.contact, number)
        await self.do(commands.Ring(leg, agent, self.caller.caller, self.caller.caller_name, 5))
        return leg

    async def meet(self, phone: Telephone) -> tuple[ChannelId, BridgeId]:
        """Ring the agent, who answers, and bring the two together; the leg and the bridge."""
        bridge = bridge_of(self.caller.contact, 1)
        await self.do(commands.OpenBridge(bridge), commands.OpenBridge(bridge))
        leg = await self.ring()
        await phone.invited()
        phone.answer()
        await self.event(AgentAnswered)
        await self.do(commands.Bridge(bridge, (self.caller.channel, leg)))
        return leg, bridge


@asynccontextmanager
async def house(instance: Instance) -> AsyncIterator[House]:
    inside = House(instance)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(inside.phones.run()), group.create_task(inside.read())]
        try:
            assert await inside.link() is True
            yield inside
        finally:
            for task in tasks:
                task.cancel()


@asynccontextmanager
async def telephones(instance: Instance) -> AsyncIterator[tuple[Telephone, Telephone]]:
    """A caller's telephone, and the agent's, which is registered."""
    server = ("127.0.0.1", instance.ports.sip)
    async with (
        Telephone("carrier", instance.secrets.carrier, server) as caller,
        Telephone(AGENT, instance.secrets.agents[AGENT], server) as agent,
    ):
        await agent.register()
        yield caller, agent


async def eventually(instance: Instance, line: str, wanted: str) -> str:
    """What Asterisk's command line says once ``wanted`` is in it."""
    async with asyncio.timeout(5):
        while True:
            said = await command(instance, line)
            if wanted in said:
                return said


async def nothing_left(instance: Instance) -> None:
    await eventually(instance, "core show channels count", "0 active channels")
    assert ".bridge." not in await command(instance, "bridge show all")


def test_the_models_are_those_that_this_asterisk_describes() -> None:
    found = sorted(ROOT.glob("usr/share/asterisk/rest-api")) or sorted(
        Path("/").glob("usr/share/asterisk/rest-api")
    )
    assert found, f"there is no API description in {ROOT}"
    models = CHECKOUT / "ivr" / "asterisk" / "ari" / "models.py"
    assert generate(read(found[0])) == models.read_text(encoding="utf-8")


async def test_a_caller_arrives_hears_a_prompt_to_its_end_and_presses_a_key(asterisk: Instance) -> None:
    async with house(asterisk) as inside, telephones(asterisk) as (caller, _):
        channel = await inside.take(caller, sender='"Ann" <sip:13800138000@127.0.0.1>')
        arrived = inside.caller
        assert (arrived.caller, arrived.caller_name, arrived.dialled) == ("13800138000", "Ann", "4001")
        assert abs(arrived.at - time.time()) < 5
        playback = playback_of(arrived.contact, 1)
        began = time.monotonic()
        await inside.do(commands.Play(playback, channel, (SHORT, SHORT)))
        assert (await inside.event(PromptFinished)).playback == playback
        assert 0.5 < time.monotonic() - began < 1.5
        caller.press("5")
        assert (await inside.event(DigitPressed)).digit == "5"
        caller.hang_up()
        assert (await inside.event(CallerLeft)).channel == channel
        await nothing_left(asterisk)


async def test_a_prompt_can_be_stopped_and_one_without_a_file_fails(asterisk: Instance) -> None:
    async with house(asterisk) as inside, telephones(asterisk) as (caller, _):
        channel = await inside.take(caller)
        first, second = (playback_of(inside.caller.contact, number) for number in (1, 2))
        await inside.do(commands.Play(first, channel, (LONG,)))
        observed = await inside.phones.observe((first, second))
        assert observed[inside.caller.contact].playbacks == {first}
        await inside.do(commands.StopPlayback(first), commands.StopPlayback(first))
        assert (await inside.event(PromptFinished)).playback == first
        await inside.do(commands.Play(second, channel, (Prompt("nosuch", "en"),)))
        assert (await inside.event(PromptFailed)).playback == second
        await inside.do(commands.HangUp(channel), commands.HangUp(channel))
        await inside.event(CallerLeft)
        await nothing_left(asterisk)


async def test_after_the_agent_hangs_up_the_caller_hears_the_survey(asterisk: Instance) -> None:
    async with house(asterisk) as inside, telephones(asterisk) as (caller, agent):
        channel = await inside.take(caller)
        await inside.do(commands.StartMusic(channel, "default"), commands.StopMusic(channel))
        leg, bridge = await inside.meet(agent)
        there = (await inside.phones.observe())[inside.caller.contact]
        assert there.channels == there.bridged == {channel, leg}
        assert (there.answered, there.bridges) == ({leg}, {bridge})
        agent.hang_up()
        assert (await inside.event(AgentLeft)).leg == leg
        question = playback_of(inside.caller.contact, 1)
        await inside.do(
            commands.Unbridge(bridge, channel),
            commands.CloseBridge(bridge),
            commands.Play(question, channel, (SHORT,)),
        )
        assert (await inside.event(PromptFinished)).playback == question
        await inside.do(commands.HangUp(channel))
        await inside.event(CallerLeft)
        await nothing_left(asterisk)


@pytest.mark.parametrize(
    ("status", "cause"),
    [(486, Cause.BUSY), (603, Cause.DECLINED), (480, Cause.UNREACHABLE), (404, Cause.UNREACHABLE)],
)
async def test_an_agent_refuses_in_the_way_his_telephone_says(
    asterisk: Instance, status: int, cause: Cause
) -> None:
    async with house(asterisk) as inside, telephones(asterisk) as (caller, agent):
        await inside.take(caller)
        leg = await inside.ring()
        invite = await agent.invited()
        assert "13800138000" in invite["from"]
        agent.ring()
        assert (await inside.event(AgentRang)).leg == leg
        agent.refuse(status)
        refused = await inside.event(AgentRefused)
        assert (refused.leg, refused.cause) == (leg, cause)


async def test_an_agent_without_a_telephone_is_refused_at_once_and_one_who_is_rung_can_be_let_be(
    asterisk: Instance,
) -> None:
    async with house(asterisk) as inside, telephones(asterisk) as (caller, agent):
        await inside.take(caller)
        await inside.ring(1, AWAY)
        assert (await inside.event(AgentRefused)).cause is Cause.UNREACHABLE
        leg = await inside.ring(2)
        await inside.ring(2)
        await agent.invited()
        agent.ring()
        await inside.event(AgentRang)
        await inside.do(commands.HangUp(leg))
        await agent.expect("CANCEL")
        assert (await inside.event(AgentRefused)).leg == leg
        assert not [line for line in agent.heard if line.startswith("INVITE")][1:]


async def test_hold_and_a_transfer_by_the_agents_telephone_are_told(asterisk: Instance) -> None:
    async with house(asterisk) as inside, telephones(asterisk) as (caller, agent):
        await inside.take(caller)
        leg, _ = await inside.meet(agent)
        await agent.hold()
        assert (await inside.event(Held)).channel == leg
        await agent.retrieve()
        assert (await inside.event(Retrieved)).channel == leg
        for todo, answer in ((commands.RefuseTransfer, "603 Decline"), (commands.AcceptTransfer, "200 OK")):
            assert " 202 " in (await agent.refer("sip:10086@elsewhere.example;user=phone")).first
            asked = await inside.event(TransferAsked)
            assert (asked.leg, asked.target) == (leg, "10086")
            await inside.do(todo(leg))
            async with asyncio.timeout(5):
                while not any(answer in line for line in agent.heard if line.startswith("NOTIFY")):
                    await agent.expect("NOTIFY")


async def test_an_agents_own_call_names_him(asterisk: Instance) -> None:
    async with house(asterisk) as inside, telephones(asterisk) as (_, agent):
        channel = await inside.take(agent, "*11", sender=f"<sip:{AGENT}@127.0.0.1>")
        assert (inside.caller.agent, inside.caller.dialled) == (AGENT, "*11")
        await inside.do(commands.HangUp(channel))
        await agent.expect("BYE")


async def test_a_hostile_caller_is_nothing_but_a_text(asterisk: Instance) -> None:
    hostile = '"Q\\"; ${SHELL(touch /tmp/owned)} <x> ' + "n" * 9000 + '" <sip:$%7BEXTEN%7D;--@127.0.0.1>'
    async with house(asterisk) as inside, telephones(asterisk) as (caller, agent):
        await inside.take(caller, sender=hostile)
        assert inside.caller.caller == "${EXTEN}"
        assert inside.caller.caller_name.startswith('Q\\"; ${SHELL(touch /tmp/owned)}')
        await inside.ring()
        invite = await agent.invited()
        assert "${SHELL(touch /tmp/owned)}" in invite["from"]
        assert len(invite["from"]) < 300


async def test_of_200_digits_in_a_second_those_that_are_heard_come_in_their_order(asterisk: Instance) -> None:
    async with house(asterisk) as inside, telephones(asterisk) as (caller, _):
        await inside.take(caller)
        digits = "1234567890*#" * 16 + "ABCD1234"
        for sign in digits:
            caller.press(sign)
            await asyncio.sleep(0.004)
        # Asterisk itself lets six digits a second through, one after the other.
        assert "".join([(await inside.event(DigitPressed)).digit for _ in range(15)]) == digits[:15]
        caller.hang_up()
        await inside.event(CallerLeft)
        await nothing_left(asterisk)


async def test_while_we_were_away_the_caller_stayed_and_is_found_with_all_that_is_his(
    asterisk: Instance,
) -> None:
    async with telephones(asterisk) as (caller, agent):
        async with house(asterisk) as inside:
            channel = await inside.take(caller)
            arrived = inside.caller
            leg = await inside.ring()
            await agent.invited()
            agent.ring()
            await inside.event(AgentRang)
        async with house(asterisk) as later:
            assert await later.phones.callers() == {
                arrived.contact: replace(arrived, at=pytest.approx(arrived.at, abs=0.1))
            }
            there = (await later.phones.observe())[arrived.contact]
            assert (there.channels, there.answered) == ({channel, leg}, set())
            agent.answer()
            assert (await later.event(AgentAnswered)).leg == leg
            later.caller = arrived
            await later.do(commands.HangUp(leg), commands.HangUp(channel))
            await later.event(CallerLeft)
        await nothing_left(asterisk)


async def test_an_agent_who_answers_while_we_are_away_is_gone_and_the_caller_is_not(
    asterisk: Instance,
) -> None:
    async with telephones(asterisk) as (caller, agent):
        async with house(asterisk) as inside:
            channel = await inside.take(caller)
            await inside.ring()
            await agent.invited()
        agent.answer()
        await agent.expect("BYE")
        async with house(asterisk) as later:
            there = (await later.phones.observe())[inside.caller.contact]
            assert there.channels == {channel}


async def test_an_event_filter_that_another_left_behind_does_not_silence_us(asterisk: Instance) -> None:
    async with telephones(asterisk) as (caller, _):
        async with house(asterisk) as inside:
            await inside.take(caller)
            arrived = inside.caller
            # The application lives on with its filter because the caller is in it.
            await _leave_filter(asterisk)
        async with house(asterisk) as later:
            assert (await later.phones.callers()).keys() == {arrived.contact}


async def _leave_filter(instance: Instance) -> None:
    request = applications_filter("switchroom", filter={"allowed": [{"type": "StasisStart"}]})
    headers = {"Authorization": aiohttp.encode_basic_auth(ARI_USER, instance.secrets.ari)}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.put(f"{instance.ari_url}/{request.path}", data=request.body) as answer,
    ):
        assert answer.status == 200


async def test_asterisk_is_killed_and_back_and_so_are_we(asterisk: Instance) -> None:
    async with house(asterisk) as inside, telephones(asterisk) as (caller, _):
        await inside.take(caller)
        running = await start(asterisk)
        os.kill(running.pid, signal.SIGKILL)
        assert await inside.link() is False
        await asyncio.sleep(0.5)
        await start(asterisk)
        back = time.monotonic()
        assert await inside.link() is True
        assert time.monotonic() - back < 1.0
        assert await inside.phones.observe() == {}
        await inside.take(caller)


async def test_a_frozen_asterisk_is_noticed_within_5_seconds_and_taken_up_again(asterisk: Instance) -> None:
    async with house(asterisk) as inside, telephones(asterisk) as (caller, _):
        channel = await inside.take(caller)
        running = await start(asterisk)
        os.kill(running.pid, signal.SIGSTOP)
        try:
            frozen = time.monotonic()
            assert await inside.link() is False
            assert time.monotonic() - frozen < 5
        finally:
            os.kill(running.pid, signal.SIGCONT)
        thawed = time.monotonic()
        assert await inside.link() is True
        assert time.monotonic() - thawed < 2
        assert (await inside.phones.observe())[inside.caller.contact].channels == {channel}


async def test_without_a_server_the_waiting_are_rescued_and_the_talking_when_they_are_through(
    asterisk: Instance,
) -> None:
    server = ("127.0.0.1", asterisk.ports.sip)
    async with (
        telephones(asterisk) as (caller, agent),
        Telephone("carrier", asterisk.secrets.carrier, server) as other,
    ):
        async with house(asterisk) as inside:
            waiting = await inside.take(other)
            talking = await inside.take(caller)
            leg, _ = await inside.meet(agent)
        assert await rescue(settings_of(asterisk)) == 1
        places = await _places(asterisk)
        assert (places[waiting], places[talking], places[leg]) == ("fallback", "arrivals", "from-agents")
        agent.hang_up()
        await eventually(asterisk, "core show channels count", "2 active channels")
        assert await rescue(settings_of(asterisk)) == 1
        assert await _places(asterisk) == {waiting: "fallback", talking: "fallback"}
        assert await rescue(settings_of(asterisk)) == 0


async def _places(instance: Instance) -> dict[str, str]:
    """The context in which each channel is, by its id."""
    said = await command(instance, "core show channels concise")
    fields = [line.split("!") for line in said.splitlines() if "!" in line]
    return {field[-1]: field[1] for field in fields}
