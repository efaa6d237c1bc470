"""The contacts in the house: one mailbox and one task each, from arrival to end."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import structlog
from msgspec.structs import replace

from ivr.calls.advance import advance, begin
from ivr.calls.own_call.guests import as_told_to
from ivr.calls.phases import Connected, Consulting, Ended, Leaving, Phase, Talking, deadline
from ivr.calls.transition import Transition
from ivr.dialplan.centre.feature_codes import without_secret
from ivr.dialplan.edition import Edition
from ivr.server.hosts import Hosts
from ivr.server.journal import Entry
from ivr.server.mailbox import Mailbox
from ivr.telephony.causes import Cause
from ivr.telephony.commands import Command, GoToFallback, HangUp
from ivr.telephony.events import AgentOffered, Arrived, CallerLeft, Event, HouseCloses, TakenIn, TimedOut
from ivr.telephony.ids import ChannelId, ContactId, PlaceId, contact_of_caller

log = structlog.get_logger()

SECONDS_BETWEEN_TRIES = 1.0
"""How long a step that could not be stored waits until it is tried again."""

_LASTING = (Talking, Consulting, Connected, Leaving, Ended)
"""Between these a step that cannot be stored is tried until it can; else the fallback takes the caller."""


class Editions(Protocol):
    """Tells which dialplans a contact walks through."""

    def present(self) -> Edition:
        """What a new contact begins with."""

    def beginning(self, arrival: Arrived) -> Edition:
        """What this contact begins with."""

    def begun_with(self, version: str) -> Edition:
        """The dialplans of that version, with the centre as it is now."""


class Journal(Protocol):
    """Keeps each step of each contact."""

    async def keep(self, entry: Entry, edition: Edition) -> None:
        """Store the step; when this returns, it survives the death of the server."""


class Performer(Protocol):
    """Carries commands out."""

    async def perform(self, contact: ContactId, command: Command) -> None:
        """Carry one command out; what becomes of it is told by events."""


class Contacts:
    """Gives every event to the contact it is about, and lets each contact live its life."""

    def __init__(
        self,
        editions: Editions,
        journal: Journal,
        clock: Callable[[], float],
    ) -> None:
        self._editions = editions
        self._journal = journal
        self._clock = clock
        self._mailboxes: dict[ContactId, Mailbox] = {}
        self._channels: dict[ContactId, ChannelId] = {}
        self._driving = asyncio.Event()
        self._driving.set()
        self._phases: dict[ContactId, Phase] = {}
        self.hosts = Hosts()
        self._tasks: asyncio.TaskGroup | None = None
        self._performer: Performer | None = None
        self.on_lost_offer: Callable[[PlaceId], None] = lambda place: None
        self.on_step: Callable[[Phase | None, Event, Phase], None] = lambda before, event, after: None

    def open(self, tasks: asyncio.TaskGroup, performer: Performer) -> None:
        """Begin to live: contacts run as tasks of this group, and their commands go to the performer."""
        self._tasks = tasks
        self._performer = performer

    def drive(self, on: bool) -> None:
        """Let the contacts live, or hold them: what they would do without a line would not be done.

        Held, they keep what happens; on going on, each sees its events in their order, and time-outs
        last, for it may find that they no longer matter.
        """
        if on:
            self._driving.set()
        else:
            self._driving.clear()

    def phases(self) -> Mapping[ContactId, Phase]:
        """The phase of every contact in the house."""
        return self._phases

    def inside(self) -> frozenset[ContactId]:
        """Every contact that has not ended, also those whose arrival has not been looked at yet."""
        return frozenset(self._mailboxes)

    def deliver(self, event: Event) -> None:
        """Put the event into its contact's mailbox; an arrival opens one; the rest is for nobody.

        What happens on a guest's channel is told to the contact that has taken him in.
        """
        host = self.hosts.host_of(event.contact)
        if host is not None:
            told = as_told_to(host, event)
            if told is None:
                return
            event = told
        mailbox = self._mailboxes.get(event.contact)
        if isinstance(event, Arrived):
            event = self._without_secret(event)
        if mailbox is None and isinstance(event, Arrived):
            self._channels[event.contact] = event.channel
            mailbox = self._open(event.contact, None, 0)
        if mailbox is None and isinstance(event, AgentOffered):
            log.warning("offer_for_nobody", contact=event.contact, agent=event.agent)
            asyncio.get_running_loop().call_soon(self.on_lost_offer, event.place)
        elif mailbox is None:
            log.debug("event_for_nobody", contact=event.contact, type=type(event).__name__)
        elif not mailbox.put(event):
            log.warning("mailbox_full", contact=event.contact, type=type(event).__name__)

    def _without_secret(self, event: Arrived) -> Arrived:
        """An agent may add his PIN to the code that he dials: it goes no further than here."""
        if event.agent is None:
            return event
        codes = self._editions.present().centre.feature_codes
        return replace(event, dialled=without_secret(event.dialled, codes))

    def close(self) -> None:
        """Tell everybody that the house closes: who speaks with nobody goes to the fallback."""
        for contact in tuple(self._mailboxes):
            self.deliver(HouseCloses(contact=contact, at=self._clock()))

    def restore(self, living: Sequence[tuple[Phase, int]]) -> None:
        """Take up the contacts of an earlier life: each phase with the number of its last entry."""
        for phase, seq in living:
            self._phases[phase.contact.id] = phase
            self._channels[phase.contact.id] = phase.contact.channel
            self._open(phase.contact.id, phase, seq)
        for phase, _ in living:
            for guest in self.hosts.note(None, phase):
                self._take_in(contact_of_caller(guest), phase.contact.id)

    def _open(self, contact: ContactId, phase: Phase | None, seq: int) -> Mailbox:
        assert self._tasks is not None, "open() comes before the first event"
        mailbox = self._mailboxes[contact] = Mailbox(contact, self._clock)
        self._tasks.create_task(self._live(mailbox, phase, seq), name=f"contact {contact}")
        return mailbox

    async def _live(self, mailbox: Mailbox, phase: Phase | None, seq: int) -> None:
        with structlog.contextvars.bound_contextvars(contact=mailbox.contact):
            try:
                await self._run(mailbox, phase, seq)
            except Exception:
                log.exception("contact_failed")
                await self._give_up(mailbox.contact)
            finally:
                self._mailboxes.pop(mailbox.contact, None)
                self._phases.pop(mailbox.contact, None)
                self._channels.pop(mailbox.contact, None)
                self.hosts.forget(mailbox.contact)

    async def _run(self, mailbox: Mailbox, phase: Phase | None, seq: int) -> None:
        """One contact's whole life: an event, a decision, saved, and then done."""
        assert self._performer is not None
        while not isinstance(phase, Ended):
            event = await self._next(mailbox, deadline(phase) if phase else None)
            edition = self._edition(phase, event)
            transition = _decide(phase, event, edition)
            if transition is None or (transition.phase == phase and not transition.commands):
                continue
            seq += 1
            entry = Entry(seq, phase, event, transition)
            kept = await self._keep(entry, edition)
            before, phase = phase, transition.phase
            self._phases[mailbox.contact] = phase
            for guest in self.hosts.note(before, phase):
                if not self._take_in(contact_of_caller(guest), mailbox.contact):
                    self._is_gone(guest)
            # Together they would stand before another contact's ring on the one link (docs/limits.md).
            for command in transition.commands:
                await self._performer.perform(mailbox.contact, command)
            self.on_step(before, event, phase)
            while not kept:
                await asyncio.sleep(SECONDS_BETWEEN_TRIES)
                kept = await self._keep(entry, edition)
        if isinstance(event, CallerLeft):
            self._is_gone(event.channel)

    def _take_in(self, guest: ContactId, host: ContactId) -> bool:
        """Tell the guest's own contact that it is over; False if it is over already."""
        mailbox = self._mailboxes.get(guest)
        taken = TakenIn(contact=guest, at=self._clock(), host=host)
        return mailbox is not None and mailbox.put(taken)

    def _is_gone(self, guest: ChannelId) -> None:
        """Whoever has taken this channel in hears that it has ended, if anybody has."""
        contact = contact_of_caller(guest)
        if self.hosts.host_of(contact) is not None:
            gone = CallerLeft(contact=contact, at=self._clock(), channel=guest, cause=Cause.GONE)
            self.deliver(gone)

    async def _keep(self, entry: Entry, edition: Edition) -> bool:
        """Store the step; False when it is to be carried out before that can be done.

        Two who talk are not torn apart for a full disk: it is tried until it works.  But when a talk is
        over nobody is kept on the line for it.
        """
        while True:
            try:
                await self._journal.keep(entry, edition)
                return True
            except Exception as error:
                after = entry.transition.phase
                if not isinstance(entry.before, _LASTING) or not isinstance(after, _LASTING):
                    raise
                log.error("step_not_stored", reason=str(error), again_in=SECONDS_BETWEEN_TRIES)
                if isinstance(after, Leaving | Ended):
                    return False
            await asyncio.sleep(SECONDS_BETWEEN_TRIES)

    async def _next(self, mailbox: Mailbox, until: float | None) -> Event:
        """The next event that the contact may act upon now."""
        while True:
            event = await mailbox.next(until)
            if self._driving.is_set():
                return event
            await self._driving.wait()
            if not isinstance(event, TimedOut):
                return event

    def _edition(self, phase: Phase | None, event: Event) -> Edition:
        if phase is not None:
            return self._editions.begun_with(phase.contact.version)
        return self._editions.beginning(event) if isinstance(event, Arrived) else self._editions.present()

    async def _give_up(self, contact: ContactId) -> None:
        """A fault of ours must not cost the caller his call: the fallback takes him, and only him.

        For everybody else it is as if he had left: agents, places and bridges are given back.
        """
        channel, phase = self._channels.get(contact), self._phases.get(contact)
        if channel is None:
            return
        if phase is None:
            await self._try(contact, GoToFallback(channel))
            return
        last: Command = HangUp(channel) if phase.contact.internal else GoToFallback(channel)
        left = CallerLeft(contact=contact, at=self._clock(), channel=channel, cause=Cause.GONE)
        ending = advance(phase, left, self._edition(phase, left))
        for command in (*ending.commands, last):
            await self._try(contact, command)
        self.on_step(phase, left, ending.phase)

    async def _try(self, contact: ContactId, command: Command) -> None:
        assert self._performer is not None
        try:
            await self._performer.perform(contact, command)
        except Exception:
            log.exception("command_lost", command=type(command).__name__)


def _decide(phase: Phase | None, event: Event, edition: Edition) -> Transition | None:
    if phase is not None:
        return advance(phase, event, edition)
    return begin(event, edition) if isinstance(event, Arrived) else None
