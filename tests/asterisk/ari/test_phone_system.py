"""Asterisk as the phone system, against a stand-in for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from ivr.asterisk.ari.errors import LinkLostError, RefusedError
from ivr.asterisk.ari.requests import Request, operation_of
from ivr.asterisk.ari.settings import AriSettings
from ivr.asterisk.phone_system import AsteriskPhoneSystem
from ivr.telephony import commands
from ivr.telephony.causes import Cause
from ivr.telephony.commands import PhoneCommand
from ivr.telephony.events import (
    AgentRefused,
    Arrived,
    CommandFailed,
    DigitPressed,
    Event,
    NumberRefused,
    Observed,
    PromptFailed,
)
from ivr.telephony.ids import AgentId, BridgeId, ChannelId, ContactId, PlaybackId
from ivr.telephony.prompts import Prompt
from tests.asterisk.ari.fake_asterisk import FakeAsterisk

CONTACT = ContactId("s-1-2")
CALLER = ChannelId("s-1.2")
LEG = ChannelId("s-1-2.agent.1")
OUTSIDE = ChannelId("s-1-2.number.1")
BRIDGE = BridgeId("s-1-2.bridge.1")
PLAYBACK = PlaybackId("s-1-2.play.1")
HELLO = Prompt("hello", "en")
NOW = 1000.5


class House:
    """A phone system with its one reader; ``told`` is what the reader was given, links as booleans."""

    def __init__(self, asterisk: FakeAsterisk) -> None:
        settings = AriSettings(url=asterisk.url, user="u", password=SecretStr("p"), request_seconds=0.5)
        self.phones = AsteriskPhoneSystem(
            settings, {HELLO: "sound:hello"}.__getitem__, self._link, lambda: NOW
        )
        self.told: asyncio.Queue[Event | bool] = asyncio.Queue()
        self.hold = asyncio.Event()
        self.hold.set()

    async def read(self) -> None:
        async for event in self.phones.events():
            self.told.put_nowait(event)

    async def next(self) -> Event | bool:
        async with asyncio.timeout(5):
            return await self.told.get()

    async def _link(self, up: bool) -> None:
        await self.hold.wait()
        self.told.put_nowait(up)


@asynccontextmanager
async def house(asterisk: FakeAsterisk) -> AsyncIterator[House]:
    inside = House(asterisk)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(inside.phones.run()), group.create_task(inside.read())]
        try:
            assert await inside.next() is True
            yield inside
        finally:
            for task in tasks:
                task.cancel()


def channel(name: str, app_data: str, state: str = "Up") -> dict[str, object]:
    return {
        "id": name,
        "protocol_id": "",
        "name": "PJSIP/x",
        "state": state,
        "caller": {"name": "Ann", "number": "138"},
        "connected": {"name": "", "number": ""},
        "accountcode": "",
        "dialplan": {
            "context": "c",
            "exten": "4001",
            "priority": 4,
            "app_name": "Stasis",
            "app_data": app_data,
        },
        "creationtime": "2026-11-22T06:05:21.000+0000",
        "language": "en",
    }


def application(*channels: str) -> dict[str, object]:
    return {
        "name": "switchroom",
        "channel_ids": channels,
        "bridge_ids": [],
        "endpoint_ids": [],
        "device_names": [],
        "events_allowed": [],
        "events_disallowed": [],
    }


@pytest.mark.parametrize(
    ("command", "status", "told"),
    [
        (
            commands.Ring(LEG, AgentId("8001"), "1", "", 5),
            500,
            AgentRefused(contact=CONTACT, at=NOW, leg=LEG, cause=Cause.UNREACHABLE),
        ),
        (
            commands.Dial(OUTSIDE, "10086", "out", "1", 5),
            500,
            NumberRefused(contact=CONTACT, at=NOW, leg=OUTSIDE, cause=Cause.UNREACHABLE),
        ),
        (
            commands.Play(PLAYBACK, CALLER, (HELLO,)),
            500,
            PromptFailed(contact=CONTACT, at=NOW, playback=PLAYBACK, reason="Asterisk answered 500 {}"),
        ),
        (
            commands.Bridge(BRIDGE, (CALLER, LEG)),
            404,
            CommandFailed(
                contact=CONTACT, at=NOW, command="Bridge", about=BRIDGE, reason="Asterisk answered 404 {}"
            ),
        ),
    ],
)
async def test_a_command_that_failed_is_told_by_an_event(
    command: PhoneCommand, status: int, told: Event
) -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        asterisk.answer = lambda request: (status, {})
        await inside.phones.perform(CONTACT, command)
        assert await inside.next() == told


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (commands.Play(PLAYBACK, CALLER, (HELLO,)), 201),
        (commands.Play(PLAYBACK, CALLER, (HELLO,)), 404),
        (commands.Ring(LEG, AgentId("8001"), "1", "", 5), 409),
        (commands.HangUp(CALLER), 404),
    ],
)
async def test_what_is_done_or_no_longer_matters_is_told_by_nothing(
    command: PhoneCommand, status: int
) -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        asterisk.answer = lambda request: (status, {})
        await inside.phones.perform(CONTACT, command)
        assert (len(asterisk.requests), inside.told.empty()) == (1, True)


async def test_each_request_is_told_by_its_operation_status_and_time() -> None:
    told: list[tuple[str, int]] = []
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        inside.phones.on_reply(lambda operation, status, seconds: told.append((operation, status)))
        await inside.phones.perform(CONTACT, commands.Play(PLAYBACK, CALLER, (HELLO,)))
    assert told == [("POST channels/*/play/*", 204)]


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("channels/s-1.2/play/s-1-2.play.1", "channels/*/play/*"),
        ("channels/create", "channels/create"),
        ("bridges/s-1-2.bridge.1/addChannel", "bridges/*/addChannel"),
        ("applications/switchroom", "applications/*"),
        ("asterisk/info", "asterisk/info"),
        ("channels", "channels"),
    ],
)
def test_an_operation_holds_nobodys_id(path: str, operation: str) -> None:
    assert operation_of(Request("GET", path)) == f"GET {operation}"


async def test_a_prompt_without_a_sound_fails_without_asking_asterisk() -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        await inside.phones.perform(CONTACT, commands.Play(PLAYBACK, CALLER, (Prompt("never", "en"),)))
        told = await inside.next()
        assert isinstance(told, PromptFailed)
        assert "never" in told.reason
        assert asterisk.requests == []


async def test_a_number_with_nothing_to_dial_in_it_is_refused_without_asking_asterisk() -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        await inside.phones.perform(CONTACT, commands.Dial(OUTSIDE, "sales@x", "out", "1", 5))
        told = NumberRefused(contact=CONTACT, at=NOW, leg=OUTSIDE, cause=Cause.UNREACHABLE)
        assert await inside.next() == told
        assert asterisk.requests == []


async def test_a_command_without_an_answer_is_told_by_nothing_but_the_link_that_is_made_anew() -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        asterisk.answer = lambda request: None
        # As a failure it would tear two apart who may be together by now.
        await inside.phones.perform(CONTACT, commands.Bridge(BRIDGE, (CALLER,)))
        assert [await inside.next() for _ in range(2)] == [False, True]
        assert inside.told.empty()


async def test_a_command_without_a_link_is_told_by_nothing_but_the_link_itself() -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        await asterisk.stop()
        assert await inside.next() is False
        await inside.phones.perform(CONTACT, commands.Answer(CALLER))
        with pytest.raises(LinkLostError):
            await inside.phones.observe()
        assert inside.told.empty()


async def test_no_event_is_given_out_before_the_server_has_seen_what_there_is() -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        inside.hold.clear()
        await asterisk.stop()
        await asterisk.start()
        await asterisk.until(lambda: len(asterisk.filters) == 2)
        end = {"type": "StasisEnd", "timestamp": "2026-11-22T06:05:21.000+0000", "application": "switchroom"}
        await asterisk.tell(end | {"channel": channel(CALLER, "")})
        await asyncio.sleep(0.05)
        assert inside.told.empty()
        inside.hold.set()
        told = [await inside.next() for _ in range(3)]
        assert [told[0], told[1], type(told[2]).__name__] == [False, True, "CallerLeft"]


async def test_what_there_is_is_read_from_the_application_its_channels_the_bridges_and_the_prompts() -> None:
    other, over = PlaybackId("s-1-2.play.2"), PlaybackId("s-1-2.play.3")
    bridge = {
        "id": BRIDGE,
        "technology": "",
        "bridge_type": "mixing",
        "bridge_class": "",
        "creator": "",
        "name": "",
        "channels": [CALLER, LEG],
        "creationtime": "",
    }
    playing = {"id": PLAYBACK, "media_uri": "sound:x", "target_uri": f"channel:{CALLER}", "state": "playing"}
    answers: dict[str, tuple[int, object]] = {
        "applications/switchroom": (200, application(CALLER, LEG)),
        "channels": (
            200,
            [
                channel(CALLER, "switchroom,caller,s-1-2,4001"),
                channel(LEG, "switchroom,leg"),
                channel("s-9.9", "another,caller,s-9-9,1"),
            ],
        ),
        "bridges": (200, [bridge]),
        f"playbacks/{PLAYBACK}": (200, playing),
        f"playbacks/{other}": (404, {}),
        f"playbacks/{over}": (200, playing | {"id": over, "state": "done"}),
    }
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        asterisk.answer = lambda request: answers[request["uri"]]
        assert await inside.phones.observe((PLAYBACK, other, over)) == {
            CONTACT: Observed(
                channels=frozenset({CALLER, LEG}),
                answered=frozenset({LEG}),
                bridged=frozenset({CALLER, LEG}),
                bridges=frozenset({BRIDGE}),
                playbacks=frozenset({PLAYBACK}),
            )
        }
        assert await inside.phones.callers() == {
            CONTACT: Arrived(
                contact=CONTACT,
                at=1795327521.0,
                channel=CALLER,
                caller="138",
                caller_name="Ann",
                dialled="4001",
            )
        }


async def test_an_application_that_asterisk_does_not_know_has_nothing() -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        asterisk.answer = lambda request: (404, {}) if "applications" in request["uri"] else (200, [])
        assert await inside.phones.observe() == {}


async def test_an_answer_that_cannot_be_read_is_an_error_that_names_the_status() -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        asterisk.answer = lambda request: (503, {"message": "no"})
        with pytest.raises(RefusedError, match="503"):
            await inside.phones.observe()


async def test_frames_that_nobody_could_use_are_counted() -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        await asterisk.tell({"type": "Dial"})
        await inside.phones.perform(CONTACT, commands.HangUp(CALLER))
        assert inside.phones.dropped == {"Dial": 1}


def test_values_of_the_settings_are_checked() -> None:
    with pytest.raises(ValueError, match="ping_seconds"):
        AriSettings(url="http://x", user="u", password=SecretStr("p"), ping_seconds=9)


def test_a_password_is_not_shown() -> None:
    settings = AriSettings(url="http://x", user="u", password=SecretStr("open sesame"))
    assert "sesame" not in repr(settings)


OFFERED = {
    "type": "CallBroadcast",
    "timestamp": "2026-11-22T06:05:21.000+0000",
    "application": "switchroom",
    "channel": channel(CALLER, "400,^switchroom$,caller:s-1-2:4001", "Ring"),
}


PRESSED = {
    "type": "ChannelDtmfReceived",
    "timestamp": "2026-11-22T06:05:21.000+0000",
    "application": "switchroom",
    "digit": "5",
    "duration_ms": 100,
    "channel": channel(CALLER, "switchroom,caller,c,4001"),
}


@pytest.mark.parametrize("status", [204, 404, 409, 500])
async def test_a_call_that_is_offered_is_claimed_whatever_becomes_of_it(status: int) -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        asterisk.answer = lambda request: (status, {})
        await asterisk.tell(OFFERED)
        await asterisk.until(lambda: any(sent["uri"] == "events/claim" for sent in asterisk.requests))
        claim = next(sent for sent in asterisk.requests if sent["uri"] == "events/claim")
        assert claim["method"] == "POST"
        assert claim["query_strings"] == [
            {"name": "channelId", "value": CALLER},
            {"name": "application", "value": "switchroom"},
        ]
        await asterisk.stop()
        assert await inside.next() is False  # and the claim has harmed nothing


async def test_a_house_that_takes_nobody_in_leaves_the_call_to_others() -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        inside.phones.admits = lambda: False
        before = len(asterisk.requests)
        await asterisk.tell(OFFERED, PRESSED)
        assert isinstance(await inside.next(), DigitPressed)
        await inside.phones.perform(CONTACT, commands.StopMusic(CALLER))
        assert [sent["uri"] for sent in asterisk.requests[before:]] == [f"channels/{CALLER}/moh"]


async def test_what_asterisk_tells_by_a_clock_that_was_set_happened_when_it_came() -> None:
    async with FakeAsterisk() as asterisk, house(asterisk) as inside:
        await asterisk.tell(PRESSED)
        told = await inside.next()
        assert isinstance(told, DigitPressed)
        assert told.at == NOW
