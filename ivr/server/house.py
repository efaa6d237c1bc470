"""The house: everything of a running centre, wired together."""

import asyncio
import random
from collections.abc import Iterable
from contextlib import AsyncExitStack
from functools import partial
from typing import Self

import msgspec
import structlog
from msgspec.structs import replace

import ivr
import routing
from ivr.asterisk.ami.fallback import FallbackQueue
from ivr.asterisk.ami.link import AmiLink
from ivr.asterisk.ami.muting import RecorderMuting
from ivr.asterisk.ami.phones import PhoneChanged, PhonesWatch
from ivr.asterisk.ami.queue_log_writer import QueueLogWriter
from ivr.asterisk.ami.security import SecurityEvents
from ivr.asterisk.attached import Attached
from ivr.asterisk.checking import RenderingError
from ivr.asterisk.credentials import SecretsError
from ivr.asterisk.instance import InstanceError, prepare
from ivr.asterisk.phone_system import AsteriskPhoneSystem
from ivr.asterisk.running import reload
from ivr.calls.caller.visited import Plans
from ivr.calls.phases import Phase
from ivr.calls.spoken import sentences
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.edition import Edition
from ivr.server import last_live
from ivr.server.awaiting import Awaiting
from ivr.server.banning import KINDS, banning_of
from ivr.server.board_history import positions_of
from ivr.server.board_journal import BoardJournal
from ivr.server.clearing import clearing_of
from ivr.server.contacts import Contacts
from ivr.server.counting import Counting
from ivr.server.editions import Editions
from ivr.server.effects import Effects
from ivr.server.expecting import Expecting
from ivr.server.finding import Finding
from ivr.server.finishing import Finishing
from ivr.server.hosting import Hosting
from ivr.server.journal import phase_of
from ivr.server.keeping import StoredJournal
from ivr.server.levels import Levels
from ivr.server.lifeline import Lifeline
from ivr.server.onlookers import Onlookers
from ivr.server.outgoing import Outgoing
from ivr.server.parts import Part, kept_alive
from ivr.server.performing import Performing
from ivr.server.place import Ground, ami_of, ari_of, ground_of, pid_on, queue_of, secrets_of, spec_of
from ivr.server.proving import Proving
from ivr.server.publishing import Publishing
from ivr.server.pulses import floor_of
from ivr.server.queueing import Queueing
from ivr.server.reach import Reach
from ivr.server.reloading import Reloading
from ivr.server.reporting import Reporting
from ivr.server.resyncing import Resyncing
from ivr.server.serving_api import serve_api
from ivr.server.settings import Settings
from ivr.server.shifts import Shifts, begin_of, standing_of
from ivr.server.showing import Showing
from ivr.server.sparing import Sparing
from ivr.server.steady import SteadyClock, follow_the_wall
from ivr.server.trying import Trying
from ivr.server.watchdog import Watchdog
from ivr.storage.archive import Archive
from ivr.storage.errors import StorageError
from ivr.storage.outbox import Outbox
from ivr.storage.pins import PinBook
from ivr.storage.recordings import Recordings
from ivr.storage.redis_floor import RedisFloor
from ivr.storage.store import Store
from ivr.telephony.ids import ContactId, PlaceId, owner
from ivr.telephony.prompts import Prompt
from ivr.voice.installing import install_sounds
from ivr.voice.library import PromptLibrary
from ivr.voice.naming import sound_name
from ivr.web.figures import Figures

log = structlog.get_logger()

OUTBOX_FILE = "answers.outbox"
"""Where answers wait that the database could not take, in the state folder."""

PINS_FILE = "pins.json"
"""Where the agents' PINs are kept, in the state folder."""

SECONDS_LEARNED_FROM = 86_400.0
"""From the waits and talks of so long the pace of the queues is learned when the server begins."""

SECONDS_BETWEEN_CLOSINGS = 0.2
"""How often a house that closes looks for callers whose talk has ended."""


class House:
    """One centre: its contacts, its board, its line to Asterisk, and what is kept of them."""

    def __init__(self, settings: Settings, store: Store, library: PromptLibrary) -> None:
        self.settings = settings
        self.store = store
        self._restored: dict[ContactId, float] = {}
        self.library = library
        self.clock = SteadyClock()
        self.editions = Editions(
            settings.dialplans,
            store,
            library.has,
            settings.state / last_live.FOLDER,
            settings.publishing.when == "by_hand",
        )
        self.publishing = Publishing(self.editions, store, self.clock)
        self.editions.on_save = self.publishing.saved
        self.trying = Trying(self.publishing, store, self._plans, self.clock)

    @classmethod
    async def build(cls, settings: Settings, around: AsyncExitStack) -> Self:
        """Open what the centre keeps, read its dialplans and wire everything; nothing runs yet."""
        settings.state.mkdir(parents=True, exist_ok=True)
        store = await around.enter_async_context(Store.open(settings.database, ivr.__version__))
        house = cls(settings, store, PromptLibrary(settings.prompts))
        await house.editions.begin()
        house._wire(ground_of(settings, house.editions.present().centre))
        around.push_async_callback(house.recordings.close)
        return house

    def _wire(self, instance: Ground) -> None:
        self.instance = instance
        self.archive = Archive(instance.recordings_outside, self.settings.archive)
        self.recordings = Recordings(self.store, self.archive)
        self.awaiting = Awaiting(self.recordings, self.archive.in_use)
        self.finishing = Finishing(self.awaiting, self.clock)
        self.ami = AmiLink(ami_of(instance))
        self.journal = StoredJournal(self.store, Outbox(self.settings.state / OUTBOX_FILE))
        self.contacts = Contacts(self.editions, self.journal, self.clock)
        self.queueing = Queueing(self._centre, self.contacts.deliver, self.clock)
        self.board_journal = BoardJournal(self.store, self.queueing.board, self.clock)
        self.queueing.on_applied = self.board_journal.applied
        self.shifts = Shifts(self.queueing, self.store)
        pins = PinBook(self.settings.state / PINS_FILE)
        self.proving = Proving(pins, self.contacts.deliver, self.clock)
        self.reach = Reach(lambda: self._centre().agents, self.queueing.apply)
        self.phones = AsteriskPhoneSystem(ari_of(instance), self._sound_of, self._on_link, self.clock)
        self.phones.admits = lambda: not self.journal.behind
        resyncing = Resyncing(self.phones, self.contacts, self.clock)
        self.lifeline = Lifeline(
            self.contacts, resyncing, self.reach, lambda: pid_on(self.instance), self.phones.silence
        )
        phases = self._phases
        self.effects = Effects(
            self.store,
            secrets_of(self.settings),
            self._centre,
            self.proving.take,
            self.contacts.deliver,
            self.clock,
        )
        self.performing = Performing(
            self.phones,
            self.queueing,
            self.finishing,
            self.shifts,
            self.proving,
            Finding(phases, self.queueing.board, self.contacts.deliver, self.clock),
            Hosting(phases, self.queueing.board, self._centre, self.contacts.deliver, self.clock),
            self.effects,
            self.contacts.deliver,
            self.clock,
            RecorderMuting(self.ami).mute,
            Outgoing(self._centre, self.clock).admits,
        )
        self.phones_watch = PhonesWatch(self.ami, self._on_phone)
        self.fallback_queue = FallbackQueue(self.ami, queue_of(instance))
        self.banning = banning_of(self.settings, self.phones.shutting_out, self.clock)
        self.sparing = Sparing(self.settings.asterisk.bans.never, lambda: self._centre().trunks.values())
        self.banning.never = self.sparing.networks
        self.security = SecurityEvents(self.ami, self.banning.hear, KINDS)
        self.figures = Figures()
        self.phones.on_reply(self.figures.request_answered)
        self.recordings.on_stored = self.figures.recorded
        self.levels = Levels(self._centre, self.clock)
        self.expecting = Expecting(self.queueing.board, self._centre, self.clock, random.Random())
        self.expecting.on_outcome = self.figures.wait_expected
        self.queue_log = QueueLogWriter(self.ami)
        self.reporting = Reporting(self._position, lambda: self._centre().numbering(), self.queue_log.write)
        self.floor = floor_of(self.settings, lambda: self.lifeline.driving)
        self.showing = Showing(self.floor, self.queueing.board, self._centre, self.clock)
        self.reloading = Reloading(self.settings.dialplans, self.editions, self._on_edition)
        self.editions.make_ready = self._make_ready
        self.publishing.after = self._on_edition
        onlookers = Onlookers(
            self.queueing.board,
            self._centre,
            self.clock,
            self.fallback_queue,
            self.showing,
            self.shifts,
            self.reporting,
            Counting(self.figures, self.levels, self._plans),
            self.trying,
            self.expecting,
        )
        self.watchdog = Watchdog(
            self.phones,
            self.contacts,
            self.queueing,
            self._centre,
            self.clock,
            lambda: self.lifeline.driving,
        )
        self.watchdog.on_healed = self.phones_watch.on_healed = self.figures.healed
        self.watchdog.on_look = self.phones_watch.look_again
        self.queueing.on_unreachable = self.phones_watch.unreachable
        self.queueing.on_change = onlookers.board_changed
        self.contacts.on_lost_offer = self._on_lost_offer
        self.contacts.on_step = onlookers.step

    async def run(self, beat: int | None) -> None:
        """Live until cancelled.  ``beat`` is the pipe into which signs of life are written.

        Raises an ExceptionGroup of GuardianGoneError when nobody reads that pipe and nobody is inside.
        """
        await asyncio.to_thread(install_sounds, self.library, self.instance.sounds_outside)
        async with asyncio.TaskGroup() as tasks:
            self.contacts.open(tasks, self.performing)
            self.contacts.drive(False)
            await self._restore()
            for vital in (self.phones.run, self._listen, self.lifeline.watch_asterisk):
                tasks.create_task(vital())
            tasks.create_task(self.lifeline.beat(beat))
            for part in self._parts():
                tasks.create_task(kept_alive(part))

    async def reload(self) -> None:
        """Read the dialplans again; what is wrong with them is logged, and the present ones stay."""
        try:
            await self.reloading.reload()
        except OSError as error:
            log.error("dialplans_unreadable", folder=str(self.settings.dialplans), reason=str(error))

    async def drain(self) -> None:
        """Take nobody in any more, send to the fallback who speaks with nobody, and wait for the others."""
        self.phones.admits = lambda: False
        while self.contacts.inside():
            self.contacts.close()
            await asyncio.sleep(SECONDS_BETWEEN_CLOSINGS)

    def _parts(self) -> tuple[Part, ...]:
        """What runs beside the calls; a fault in one is no reason to end them."""
        floor = (self.floor.run,) if isinstance(self.floor, RedisFloor) else ()
        return (
            self._follow_the_wall,
            self.shifts.run,
            *self.effects.parts(),
            self.finishing.run,
            self.awaiting.run,
            self.ami.run,
            self.phones_watch.run,
            self.fallback_queue.run,
            self.security.run,
            self.sparing.run,
            self.banning.run,
            self.queue_log.run,
            self.showing.run,
            self.watchdog.run,
            self._repair,
            self._recall_positions,
            self.reloading.run,
            self.publishing.run,
            self.trying.run,
            self.expecting.run,
            partial(serve_api, self),
            clearing_of(self).run,
            *floor,
        )

    async def _follow_the_wall(self) -> None:
        await follow_the_wall(
            self.clock, lambda: bool(self.contacts.inside()) or self.queueing.board.due() is not None
        )

    def missing_prompts(self) -> tuple[Prompt, ...]:
        """The prompts of the dialplans and of the house that have no sound."""
        return self.library.missing((*self.editions.present().prompts(), *sentences()))

    async def _restore(self) -> None:
        """Take up what an earlier life of the server left."""
        await self.journal.recover()
        live = await self.store.live()
        await self.editions.remember(contact.dialplan_version for contact in live)
        phases: list[tuple[Phase, int]] = []
        for contact in live:
            try:
                phases.append((phase_of(contact), contact.seq))
            except msgspec.ValidationError as error:
                log.error("phase_unreadable", contact=contact.contact, reason=str(error))
        self.contacts.restore(phases)
        for phase, _ in phases:
            self.showing.phase(phase)
        shifts = await self.store.shifts()
        self.shifts.recall(shifts)
        for shift in shifts:
            self.reporting.recall(standing_of(shift), begin_of(shift))
        standings = map(standing_of, shifts)
        spans = await self.store.board_spans()
        span = self.clock() - SECONDS_LEARNED_FROM, self.clock()
        self.expecting.recall(await self.store.waits(*span), await self.store.talks(*span))
        self.board_journal.begin(spans[-1].chapter + 1 if spans else 1)
        self.queueing.apply(self.queueing.restored((phase for phase, _ in phases), standings))
        self._restored = {phase.contact.id: phase.contact.arrived_at for phase, _ in phases}
        if phases:
            log.info("contacts_restored", contacts=len(phases))

    def _plans(self, version: str) -> Plans:
        return self.editions.begun_with(version).dialplans

    def _centre(self) -> Centre:
        return self.editions.present().centre

    def _phases(self) -> Iterable[Phase]:
        return self.contacts.phases().values()

    async def _on_link(self, up: bool) -> None:
        if up:
            self.banning.linked()
        await self.lifeline.changed(up)

    async def _listen(self) -> None:
        async for event in self.phones.events():
            self.figures.event_handled(self.clock() - event.at)
            if not self.proving.swallows(event):
                self.contacts.deliver(event)

    async def _make_ready(self, edition: Edition) -> None:
        """Before an edition goes live: Asterisk has its sounds, its telephones and its trunks."""
        await asyncio.to_thread(install_sounds, self.library, self.instance.sounds_outside)
        spec = spec_of(self.settings, edition.centre)
        if isinstance(self.instance, Attached) or spec == self.instance.spec:
            return
        try:
            prepared = await asyncio.to_thread(prepare, spec)
            await reload(prepared)
        except (InstanceError, RenderingError, SecretsError, OSError) as error:
            log.error("asterisk_not_reloaded", reason=str(error))
            return
        self.instance = prepared
        log.info("asterisk_reloaded")

    async def _on_edition(self) -> None:
        """Another edition is live: the board knows its agents, and which telephones can be rung."""
        self.queueing.centre_changed()
        self.effects.recognising.forget()
        self.reach.linked(self.lifeline.linked)

    async def _recall_positions(self) -> None:
        """Where those began to wait who were here before us: the lines of queue_log tell it at their end."""
        try:
            positions = await positions_of(self.store, self._restored)
        except StorageError as error:
            log.warning("first_positions_unknown", reason=str(error))
            return
        for contact, position in positions.items():
            if contact in self.contacts.inside():
                self.reporting.began(contact, position)

    async def _repair(self) -> None:
        repaired = await self.recordings.repair(frozenset(self.contacts.phases()))
        self.awaiting.add(repaired.in_use)
        if any((repaired.stored, repaired.broken, repaired.orphans)):
            log.info("recordings_repaired", **msgspec.to_builtins(repaired))

    def _on_lost_offer(self, place: PlaceId) -> None:
        self.queueing.apply(routing.CallGone(place))

    def _on_phone(self, phone: PhoneChanged) -> None:
        self.reach.registered(phone.agent, phone.reachable)
        self.reach.used(phone.agent, phone.in_use)

    def _position(self, place: PlaceId) -> int | None:
        """The call's place in its queue; for one that has just left, the last that was shown."""
        shown = self.floor.waiting.get(owner(place))
        return self.queueing.board.position(place) or (shown.position if shown else None)

    def _sound_of(self, prompt: Prompt) -> str:
        if prompt.pace != 1 and not self.library.has(prompt):
            prompt = replace(prompt, pace=1.0)
        if not self.library.has(prompt):
            raise LookupError(prompt.text)
        return f"sound:{self.instance.sounds_inside}/{sound_name(prompt)}"
