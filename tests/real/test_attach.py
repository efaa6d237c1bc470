"""Beside an Asterisk that is already in use: attached and detached while it talks, and called in between."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

import ivr
from ivr.demo.stage import CHECKOUT, open_server
from ivr.phones import happenings as h
from ivr.phones.answering import Answers, Tally, run_agent_phone
from ivr.phones.listening import longest_silence, read_tracks, read_wav, tone, tone_share, write_wav
from ivr.phones.orders import PhoneSpec
from ivr.phones.phone import Phone
from ivr.phones.steps import stay
from ivr.server.settings import Settings
from ivr.storage.store import Store
from ivr.storage.values import ContactFilter, ContactRecord, Recording, RecordingState
from tests.real.continuity import Watch, watched
from tests.real.ears import RATE, between, seconds_of
from tests.real.foreign_asterisk import MUSIC, PASSWORD, ForeignAsterisk, foreign_asterisk
from tests.real.open_centre import DIALPLANS, ROOT, eventually
from tests.real.people import dial_code

_KEPT_BACK = 0.2
"""Seconds that Asterisk may hold a packet, or pause in its music, on a machine that has much else to do; more
only where it does so too while nobody attaches or detaches.
"""

_LONGEST_GAP = 0.5
"""Seconds of silence in what a telephone heard; it may be late itself, so the packets are the measure."""

_HAND_OVER = b"""
[from-carrier](+)
exten => 4100,1,Set(DIALLED=${EXTEN})
 same => n,Goto(switchroom-arrivals,caller,1)

[from-internal](+)
include => switchroom-agents
"""


class Beside:
    """Their Asterisk, our settings file, and our command line."""

    def __init__(self, theirs: ForeignAsterisk, folder: Path) -> None:
        self.theirs = theirs
        self.folder = folder
        self.settings = folder / "switchroom.yaml"
        dialplans = folder / "dialplans"
        shutil.copytree(DIALPLANS, dialplans)
        shutil.copytree(CHECKOUT / "dialplans" / "music", dialplans / "music")
        ports = theirs.instance.ports
        attached = {
            "etc": str(theirs.etc),
            "console": theirs.console,
            "ari": f"http://127.0.0.1:{ports.http}/ari",
            "ami": f"127.0.0.1:{ports.ami}",
            "folder": str(theirs.instance.folder / "shared"),
            "inside": f"{theirs.instance.inside}/shared",
            # As with an Asterisk before 20.14, and harder than over the websocket.
            "requests": "http",
        }
        document = {
            "dialplans": str(dialplans),
            "prompts": str(CHECKOUT / "dialplans" / "prompts"),
            "state": str(folder / "state"),
            "asterisk": {"name": "beside", "attached": attached},
            "api": {"port": 0},
        }
        self.settings.write_text(json.dumps(document), encoding="utf-8")

    async def run(self, *words: str, language: str = "en") -> tuple[int, str]:
        """One command of ours; its exit code and all that it said."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "ivr.cli.main", *words, "--settings", str(self.settings)),
            cwd=CHECKOUT,
            env=os.environ | {"LC_ALL": {"en": "C.UTF-8", "zh": "zh_CN.UTF-8"}[language]},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, said.decode()

    def voice(self, frequency: float) -> Path:
        """A sound file with that tone (hertz)."""
        path = self.folder / f"{frequency:g}.wav"
        write_wav(path, tone(frequency, 2.0))
        return path

    @asynccontextmanager
    async def phone(self, user: str) -> AsyncIterator[Phone]:
        """A telephone of this user, registered."""
        spec = PhoneSpec(
            user=user,
            password=PASSWORD,
            server=f"127.0.0.1:{self.theirs.instance.ports.sip}",
            heard=str(self.folder / f"heard-{user}.wav"),
        )
        async with Phone(spec) as phone:
            await phone.register()
            yield phone


@asynccontextmanager
async def beside(folder: Path, name: str, changes: tuple[tuple[str, str], ...] = ()) -> AsyncIterator[Beside]:
    async with foreign_asterisk(folder / "theirs", ROOT, name, changes) as theirs:
        yield Beside(theirs, folder)


@pytest.mark.timeout(150)
async def test_attached_and_detached_while_the_old_system_talks_and_called_through_in_between(
    tmp_path: Path,
) -> None:
    async with beside(tmp_path, "talking") as place:
        with watched(place.theirs.instance.ports) as watch:
            async with _old_calls(place) as heard:
                await _come_and_go(place, watch)
    if watch.may_look:
        attaching, meanwhile, detaching = map(watch.continuity, watch.windows)
        print(attaching, meanwhile, detaching, sep="\n")
        assert len(attaching.kept_back) == len(detaching.kept_back) == 2
        assert max(attaching.longest(), detaching.longest()) <= max(_KEPT_BACK, 2 * meanwhile.longest())
    for frequency, path in heard:
        samples = read_wav(path)[0]
        talk = between(samples, 3, samples.size / RATE - 0.5)
        assert longest_silence(talk, RATE) <= _LONGEST_GAP, path
        assert tone_share(talk, RATE, frequency) > 0.9, path


async def _come_and_go(place: Beside, watch: Watch) -> None:
    before, listening = place.theirs.files(), place.theirs.listens_on()
    ports = place.theirs.sound_ports()
    with watch.window(ports):
        await _attach(place)
    assert place.theirs.listens_on() == listening
    await _hand_a_number_over(place.theirs)
    with watch.window(ports):
        called = await _whole_call(place)
    _is_whole(*called)
    with watch.window(ports):
        await _detach(place)
    kept = before | {"extensions.conf": before["extensions.conf"] + _HAND_OVER}
    assert place.theirs.files() == kept
    assert place.theirs.listens_on() == listening


async def _attach(place: Beside) -> None:
    before = place.theirs.files()
    assert (await place.run("attach", "--diff"))[0] == 0
    assert place.theirs.files() == before
    code, said = await place.run("attach")
    assert (code, said.count("  ok")) == (0, 5), said
    assert "there is no PJSIP endpoint 8003" in said
    assert "8011" not in said


async def _detach(place: Beside) -> None:
    theirs = place.theirs
    code, said = await place.run("detach")
    assert code == 0, said
    assert f"{theirs.etc / 'extensions.conf'}: you have changed it since" in said
    assert "extensions.conf:28 still names" in said
    assert said.count("as it was before, to the byte") == 4
    assert "no existence of" in await theirs.says("dialplan show switchroom-arrivals")
    assert "switchroom-fallback" not in await theirs.says("queue show")
    assert "switchroom" not in await theirs.says("manager show users")
    assert "switchroom" not in await theirs.says("ari show users")


@asynccontextmanager
async def _old_calls(place: Beside) -> AsyncIterator[list[tuple[float, Path]]]:
    """Two who talk and one who listens to music, all in the old system, and a program of theirs at its AMI.

    What each heard is complete when they have hung up: the tone (hertz) and the sound file.
    """
    heard: list[tuple[float, Path]] = []
    async with AsyncExitStack() as around:
        caller, called, waiting = [
            await around.enter_async_context(place.phone(user)) for user in ("7001", "7002", "7003")
        ]
        crm = await around.enter_async_context(_program_of_theirs(place))
        await waiting.call("700")
        await caller.call("7002")
        await called.wait_for(h.Incoming, within=5)
        await called.answer()
        for phone in (caller, waiting):
            await phone.wait_for(h.Answered, within=5)
        await caller.say(place.voice(1000), loop=True)
        await called.say(place.voice(440), loop=True)
        yield heard
        assert [phone.ended() for phone in (caller, called, waiting)] == [None] * 3
        assert await crm() == "Pong"
        for frequency, phone in ((440.0, caller), (1000.0, called), (MUSIC, waiting)):
            heard.append((frequency, phone.heard))
        await caller.hang_up()
        await waiting.hang_up()
        for phone in (caller, called, waiting):
            await phone.wait_for(h.Recorded, within=5)


@asynccontextmanager
async def _program_of_theirs(place: Beside):
    """A program that stays logged in at their AMI; calling it answers what a ping is answered with."""
    reader, writer = await asyncio.open_connection("127.0.0.1", place.theirs.instance.ports.ami)

    async def ping() -> str:
        writer.write(b"Action: Ping\r\n\r\n")
        async with asyncio.timeout(5):
            while not (line := await reader.readline()).startswith(b"Ping: "):
                assert line, "it was thrown out"
        return line.decode().removeprefix("Ping: ").strip()

    writer.write(b"Action: Login\r\nUsername: crm\r\nSecret: of-the-crm\r\nEvents: off\r\n\r\n")
    assert await ping() == "Pong"
    try:
        yield ping
    finally:
        writer.close()
        await writer.wait_closed()


async def _hand_a_number_over(theirs: ForeignAsterisk) -> None:
    """Their administrator writes it into his own extensions."""
    with (theirs.etc / "extensions.conf").open("ab") as file:
        content = (theirs.etc / "extensions.conf").read_bytes()
        assert content.endswith(b'#tryinclude "switchroom.d/extensions.conf"\n')
        file.write(_HAND_OVER)
    await theirs.says("dialplan reload")


async def _whole_call(place: Beside) -> tuple[ContactRecord, Recording, Settings]:
    """An agent signs in on his telephone of theirs; a caller presses 1, talks, and answers the survey."""
    async with (
        open_server(place.settings, place.folder / "server.log") as (settings, _),
        Store.open(settings.database, ivr.__version__) as store,
        place.phone("8011") as agent,
        place.phone("line") as caller,
    ):
        await dial_code(agent, "*11")
        tally = Tally()
        behaviour = Answers(after=0.2, talks=3.0, say=str(place.voice(1500)))
        serving = asyncio.create_task(run_agent_phone(agent, (behaviour,), tally))
        await caller.call("4100")
        await caller.wait_for(h.Answered, within=10)
        await caller.say(place.voice(800), loop=True)
        await caller.press("1")
        (code, said), _ = await asyncio.gather(place.run("detach"), stay(caller, 40))
        assert (code, "calls are in Switchroom's hands" in said) == (1, True), said
        assert caller.ended() is not None
        serving.cancel()

        async def record() -> ContactRecord | None:
            found = await store.search(ContactFilter(caller="line"))
            return found[0] if found else None

        async def recording() -> Recording | None:
            row = await store.recording(known.contact)
            return row if row is not None and row.state is not RecordingState.RECORDING else None

        known = await eventually("the contact's record", record)
        return known, await eventually("the finished recording", recording), settings


def _is_whole(record: ContactRecord, recording: Recording, settings: Settings) -> None:
    assert (record.outcome, record.agent, record.queue) == ("answered", "8011", "north")
    assert record.path[:4] == ("main_menu", "to_north", "north", "solved")
    assert recording.state is RecordingState.STORED, recording
    (left, right), rate = read_tracks(settings.archive / recording.file)
    assert rate == RATE
    assert seconds_of(left, 800) > 1
    assert seconds_of(right, 1500) > 1
    assert seconds_of(left, 1500) < 0.1


@pytest.mark.timeout(90)
async def test_a_web_server_that_is_off_is_switched_on_when_asked_and_off_again_when_detached(
    tmp_path: Path,
) -> None:
    off = (("[general]\nenabled=yes\nservername", "[general]\nservername"),)
    async with beside(tmp_path, "dark", off) as place:
        before, listening = place.theirs.files(), place.theirs.listens_on()
        code, said = await place.run("attach", language="zh")
        assert (code, "--enable-http" in said, "没有启用" in said) == (1, True, True)
        assert place.theirs.files() == before

        code, said = await place.run("attach", "--enable-http")
        assert code == 0, said
        (opened,) = place.theirs.listens_on() - listening
        assert opened == f"0100007F:{place.theirs.instance.ports.http:04X}"
        assert (await place.run("doctor"))[0] == 0

        code, said = await place.run("detach")
        assert code == 0, said
        assert place.theirs.files() == before
        assert place.theirs.listens_on() == listening
        assert (await place.run("doctor"))[0] == 1
