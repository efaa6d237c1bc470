"""A whole centre, open for tests: where to look things up while calls go through it."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from redis.asyncio import Redis

import ivr
from ivr.asterisk.instance import Instance, resolve
from ivr.demo.judging import prompt_of
from ivr.demo.stage import CHECKOUT, Place, Stage, open_stage
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.edition import Edition, read_edition
from ivr.phones.listening import Samples, read_tracks, read_wav, tone, write_wav
from ivr.server.calendars import CALENDARS
from ivr.server.editions import texts_in
from ivr.server.place import spec_of
from ivr.server.serving import read_centre
from ivr.storage.floor import FloorAgent, FloorCall, FloorContact
from ivr.storage.floor_script import keys_of
from ivr.storage.store import Store
from ivr.storage.values import ContactFilter, ContactRecord, Recording, RecordingState
from ivr.telephony.ids import ContactId
from ivr.telephony.numbers import NumberingPlan, normal
from ivr.telephony.prompts import Prompt
from ivr.voice.library import PromptLibrary

ROOT = Path(os.environ.get("SWITCHROOM_ASTERISK__ROOT", CHECKOUT / "build" / "asterisk"))
DIALPLANS = Path(__file__).parent / "centre"
PLACE = Place(name="calls", first_port=26000, first_rtp_port=38000)
BEIJING = NumberingPlan("CN", "010")
PATIENCE = 20.0
"""Seconds that a test waits for what must come; what comes is waited for no longer than it takes."""

Answer = TypeVar("Answer")


async def eventually(what: str, look: Callable[[], Awaitable[Answer | None]]) -> Answer:
    """The first answer of ``look`` that says anything; AssertionError after ``PATIENCE`` seconds without."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if (answer := await look()) is not None:
            return answer
        await asyncio.sleep(0.03)
    raise AssertionError(f"in {PATIENCE:g} s not seen: {what}")


class OpenCentre:
    """The centre of ``tests/real/centre``, on an Asterisk and a Redis of its own."""

    def __init__(self, stage: Stage, store: Store, redis: Redis) -> None:
        self.stage = stage
        self.store = store
        self.folder = stage.folder
        self.instance: Instance = resolve(spec_of(stage.settings, read_centre(stage.settings)))
        self._redis = redis
        self._floor = keys_of(stage.settings.asterisk.name)
        self._library = PromptLibrary(stage.settings.prompts)
        self._callers = 0
        edition = read_edition(texts_in(stage.settings.dialplans), None, CALENDARS)
        assert isinstance(edition, Edition), edition
        self._dialplans: Mapping[str, Dialplan] = edition.dialplans

    def new_number(self) -> str:
        """A caller's number that nobody has called from."""
        self._callers += 1
        return f"1380000{self._callers:04d}"

    def voice(self, frequency: float) -> Path:
        """A sound file with two seconds of that tone (hertz)."""
        path = self.folder / "voices" / f"{frequency:g}.wav"
        if not path.exists():
            write_wav(path, tone(frequency, 2.0))
        return path

    def sound_of(self, node: str, language: str) -> Samples:
        """The first prompt of a dialplan's node, as samples."""
        return self.sound(prompt_of(node, language, self._dialplans))

    def sound(self, prompt: Prompt) -> Samples:
        """A rendered prompt, as samples of 8 kHz."""
        return read_wav(self._library.file(prompt))[0]

    def music(self) -> Samples:
        """The music on hold, as samples of 8 kHz.  No agent's voice should be one of its notes."""
        (file,) = (self.stage.settings.dialplans / "music" / "default").glob("*.wav")
        return read_wav(file)[0]

    async def agents(self) -> dict[str, FloorAgent]:
        """Every agent as the floor shows him."""
        cells = await self._redis.hvals(self._floor.agents)
        shown = [msgspec.json.decode(value, type=FloorAgent) for value in cells]
        return {agent.agent: agent for agent in shown}

    async def waiting(self) -> list[FloorCall]:
        """The waiting calls that the floor shows."""
        cells = await self._redis.hvals(self._floor.waiting)
        return [msgspec.json.decode(value, type=FloorCall) for value in cells]

    async def contacts(self) -> list[FloorContact]:
        """The live contacts that the floor shows."""
        cells = await self._redis.hvals(self._floor.contacts)
        return [msgspec.json.decode(value, type=FloorContact) for value in cells]

    async def until_agent(self, agent: str, *states: str) -> FloorAgent:
        """Wait until the floor shows the agent in one of these states."""

        async def look() -> FloorAgent | None:
            shown = (await self.agents()).get(agent)
            return shown if shown is not None and shown.state in states else None

        return await eventually(f"agent {agent} {' or '.join(states)}", look)

    async def until_phase(self, caller: str, phase: str) -> FloorContact:
        """Wait until the floor shows the caller's contact in this phase."""
        form = normal(caller, BEIJING)

        async def look() -> FloorContact | None:
            found = (shown for shown in await self.contacts() if shown.caller == form)
            return next((shown for shown in found if shown.phase == phase), None)

        return await eventually(f"the contact of {caller} {phase}", look)

    async def record_of(self, caller: str) -> ContactRecord:
        """Wait for the record of the caller's contact, which comes when it has ended."""

        async def look() -> ContactRecord | None:
            found = await self.store.search(ContactFilter(caller=normal(caller, BEIJING)))
            return found[0] if found else None

        return await eventually(f"the record of {caller}", look)

    async def record(self, contact: ContactId) -> ContactRecord:
        """Wait for the record of a contact, which comes when it has ended."""
        return await eventually(f"the record of {contact}", lambda: self.store.contact(contact))

    async def recording_of(self, record: ContactRecord) -> Recording:
        """Wait until the contact's recording is finished; its row of the ledger."""

        async def look() -> Recording | None:
            row = await self.store.recording(record.contact)
            return row if row is not None and row.state is not RecordingState.RECORDING else None

        return await eventually(f"the finished recording of {record.contact}", look)

    async def tracks_of(self, record: ContactRecord) -> tuple[Samples, Samples]:
        """The caller's and the agent's track of the contact's stored recording, 8 kHz."""
        row = await self.recording_of(record)
        assert row.state is RecordingState.STORED, row
        (caller, agent), rate = read_tracks(self.stage.settings.archive / row.file)
        assert rate == 8000
        return caller, agent


@asynccontextmanager
async def open_centre(
    folder: Path, documents: Path = DIALPLANS, place: Place = PLACE
) -> AsyncIterator[OpenCentre]:
    """Open the centre of these documents with its folder in ``folder``, and close it at the end."""
    dialplans = folder / "dialplans"
    shutil.copytree(documents, dialplans)
    shutil.copytree(CHECKOUT / "dialplans" / "music", dialplans / "music")
    # Strangers call from the other addresses of this machine, which a ban must be able to touch.
    os.environ.setdefault("SWITCHROOM_ASTERISK__BANS__NEVER", '["127.0.0.1/32"]')
    async with open_stage(folder, ROOT, dialplans, lan=False, place=place) as stage:
        assert stage.settings.redis is not None
        async with Store.open(stage.settings.database, ivr.__version__) as store:
            redis = Redis.from_url(stage.settings.redis)
            try:
                yield OpenCentre(stage, store, redis)
            finally:
                await redis.aclose()
