"""The window: what the HTTP API sees of the house, in the API's own shapes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

import routing
from ivr.calls.phases import Consulting, Phase, Ringing, Talking, Waiting
from ivr.dialplan.hours.warning import unknown_years
from ivr.dialplan.reading.problems import Problem
from ivr.server.board_history import why
from ivr.server.calendars import CALENDARS
from ivr.server.customers_window import CustomersWindow
from ivr.server.reasons_window import views_of
from ivr.server.showing import agent_in, phase_word
from ivr.server.version_desk import VersionDesk
from ivr.storage.errors import StorageError
from ivr.storage.floor import AgentGone, CallGone, ContactGone, FloorAgent, FloorCall, FloorContact
from ivr.storage.floor import FloorChange as Shown
from ivr.storage.values import AnswerFilter, AuditFilter, ContactFilter
from ivr.storage.values import Mark as StoredMark
from ivr.telephony.ids import ContactId, PlaceId, owner
from ivr.telephony.numbers import normal
from ivr.web import port
from ivr.web.versions import Versions

if TYPE_CHECKING:
    from ivr.server.house import House


Found = TypeVar("Found")


class Window:
    """``ivr.web.port.House`` over the running house."""

    def __init__(self, house: "House") -> None:
        self._house = house

    @cached_property
    def versions(self) -> Versions:
        """Versions of the dialplans."""
        house = self._house
        return VersionDesk(
            house.settings, house.store, house.publishing, house.trying, house.library, house.clock
        )

    @property
    def customers(self) -> CustomersWindow:
        """The directory of customers."""
        effects = self._house.effects
        numbering = self._house.editions.present().centre.numbering
        return CustomersWindow(effects.directory, numbering, effects.recognising.forget)

    def agents(self) -> Mapping[str, port.AgentView]:
        """Every agent of the centre, by id."""
        return {standing.agent: self._agent(standing) for standing in self._house.queueing.board.agents()}

    async def act(self, agent: str, action: port.AgentAction, reason: str) -> None:
        """Carry out what the agent wants."""
        code = "ready" if action == "end_wrap_up" else action
        self._house.shifts.change(agent, code, reason)

    def queues(self) -> Mapping[str, port.QueueView]:
        """Every queue of the centre, by name."""
        return {name: self._queue(name) for name in self._house.editions.present().centre.queues}

    def live(self) -> Mapping[str, port.LiveContactView]:
        """Every contact that has not ended, by id."""
        return {contact: self._live(phase) for contact, phase in self._house.contacts.phases().items()}

    async def search(
        self, wanted: port.ContactsWanted, limit: int, before: port.Mark | None
    ) -> Sequence[port.ContactView]:
        """Ended contacts, the latest arrival first; a caller is found by any spelling of his number."""
        found = ContactFilter(**wanted.model_dump())
        if found.caller is not None:
            numbering = self._house.editions.present().centre.numbering()
            found = msgspec.structs.replace(found, caller=normal(found.caller, numbering))
        records = await _stored(self._house.store.search(found, limit, _mark(before)))
        return [port.ContactView(**msgspec.structs.asdict(record)) for record in records]

    async def contact(self, contact: str) -> port.ContactView | None:
        """A contact that has ended."""
        record = await _stored(self._house.store.contact(ContactId(contact)))
        return port.ContactView(**msgspec.structs.asdict(record)) if record else None

    async def why(self, contact: str, agent: str) -> Sequence[port.WhyView] | None:
        """The reasons of a contact's offers and of its wait."""
        house = self._house
        found = await _stored(why(house.store, ContactId(contact), agent, house.clock()))
        return None if found is None else list(views_of(tuple(found), agent))

    async def recording(self, contact: str) -> port.RecordingView | None:
        """The contact's row of the ledger."""
        row = await _stored(self._house.store.recording(ContactId(contact)))
        if row is None:
            return None
        told = msgspec.structs.asdict(row)
        del told["file"]
        return port.RecordingView(**told)

    def recording_path(self, contact: str) -> Path:
        """Where the finished file of a contact's stored recording lies."""
        return self._house.archive.path(ContactId(contact))

    async def answers(
        self, wanted: port.AnswersWanted, limit: int, before: port.Mark | None
    ) -> Sequence[port.AnswerView]:
        """Survey answers, the latest first."""
        found = AnswerFilter(**wanted.model_dump())
        answers = await _stored(self._house.store.answers(found, limit, _mark(before)))
        return [port.AnswerView(**msgspec.structs.asdict(answer)) for answer in answers]

    async def audits(
        self, wanted: port.AuditsWanted, limit: int, before: port.Mark | None
    ) -> Sequence[port.AuditView]:
        """Audits, the latest first."""
        found = AuditFilter(**wanted.model_dump())
        audits = await _stored(self._house.store.audits(found, limit, _mark(before)))
        return [port.AuditView(**msgspec.structs.asdict(audit)) for audit in audits]

    def bans(self) -> Sequence[port.BanView]:
        """Who is shut out now."""
        return [port.BanView(**msgspec.structs.asdict(ban)) for ban in self._house.banning.in_force()]

    def ban(self, source: str, until: float) -> None:
        """Shut an address out."""
        self._house.banning.order(source, until)

    def lift_ban(self, source: str) -> bool:
        """Let an address in again."""
        return self._house.banning.lift(source)

    def dialplans(self) -> port.DialplansView:
        """The dialplans in force."""
        edition = self._house.editions.present()
        numbers = {number: known.dialplan for number, known in edition.centre.numbers.items()}
        return port.DialplansView(
            version=edition.version,
            dialplans=tuple(sorted(edition.dialplans)),
            numbers=numbers,
            years_without_holidays=unknown_years(edition, CALENDARS, date.today()),
        )

    async def reload(self) -> Sequence[Problem]:
        """Read the dialplans' folder again."""
        try:
            problems = await self._house.reloading.reload()
        except OSError as error:
            raise port.Unavailable("dialplans", str(error)) from error
        self._house.figures.reloaded(live=not problems)
        return problems

    async def components(self) -> Sequence[port.ComponentView]:
        """How everything stands that calls need."""
        house = self._house
        redis_ok = not house.settings.redis or getattr(house.floor, "in_step", False)
        missing = await asyncio.to_thread(house.missing_prompts)
        return (
            _component("ari", house.lifeline.linked, "no link to Asterisk (ARI)"),
            _component("ami", house.ami.up, "not logged in to Asterisk (AMI)"),
            _component("storage", house.store.waiting < 1000, "the disk does not keep up"),
            _component("redis", redis_ok, "the floor in Redis is not in step; calls go on"),
            _component("dialplans", not missing, f"{len(missing)} prompts have no sound"),
        )

    def levels(self, queue: str) -> Mapping[str, port.LevelView]:
        """How well the queue was answered, by window."""
        return {
            window: port.LevelView(
                service_level=routing.service_level(waits), abandonment=routing.abandonment(waits)
            )
            for window, waits in self._house.levels.of(queue).items()
        }

    def saves_waiting(self) -> int:
        """How many saves wait for the storage's writer."""
        return self._house.store.waiting

    def floor(self) -> port.FloorView:
        """The whole floor now."""
        waiting = tuple(self._call(call) for call in self._house.floor.waiting.values())
        agents, contacts = tuple(self.agents().values()), tuple(self.live().values())
        return port.FloorView(agents=agents, waiting=waiting, contacts=contacts)

    def watch(self, tell: Callable[[port.FloorChange], None]) -> Callable[[], None]:
        """Have every change of the floor told from now on."""

        def shown(change: Shown) -> None:
            tell(self._change(change))

        watchers = self._house.showing.watchers
        watchers.add(shown)
        return lambda: watchers.discard(shown)

    def _change(self, change: Shown) -> port.FloorChange:
        match change:
            case FloorAgent(agent=agent):
                standing = self._house.queueing.board.agent(agent)
                view = self._agent(standing) if standing else None
                return port.FloorChange(kind="agent", id=agent, value=view)
            case FloorCall(contact=contact):
                return port.FloorChange(kind="waiting", id=contact, value=self._call(change))
            case FloorContact(contact=contact):
                phase = self._house.contacts.phases().get(contact)
                live = self._live(phase) if phase else None
                return port.FloorChange(kind="contact", id=contact, value=live)
            case AgentGone(agent=agent):
                return port.FloorChange(kind="agent", id=agent, value=None)
            case CallGone(contact=contact):
                return port.FloorChange(kind="waiting", id=contact, value=None)
            case ContactGone(contact=contact):
                return port.FloorChange(kind="contact", id=contact, value=None)

    def _call(self, call: FloorCall) -> port.WaitingView:
        expected = self._house.expecting.range_of(call.contact)
        return port.WaitingView(
            **msgspec.structs.asdict(call),
            expected_wait_seconds=(expected.low, expected.high) if expected else None,
        )

    def _agent(self, standing: routing.AgentStanding) -> port.AgentView:
        known = self._house.editions.present().centre.agents.get(standing.agent)
        return port.AgentView(
            agent=standing.agent,
            name=known.name if known else "",
            skills=dict(known.skills) if known else {},
            state=standing.state.value,
            since=standing.since,
            reason=standing.reason or "",
            until=standing.until,
            contact=owner(PlaceId(standing.call)) if standing.call else "",
            signed_in=standing.signed_in,
            reachable=standing.reachable,
        )

    def _queue(self, name: str) -> port.QueueView:
        centre = self._house.editions.present().centre
        waiting = self._house.queueing.board.waiting(name)
        agents: dict[port.AgentState, int] = {}
        for view in self.agents().values():
            if routing.can_take(view.skills, centre.queues[name].needs):
                agents[view.state] = agents.get(view.state, 0) + 1
        longest = self._house.clock() - min((call.since for call in waiting), default=self._house.clock())
        return port.QueueView(
            queue=name,
            name=dict(centre.queues[name].name),
            waiting=len(waiting),
            longest_wait_seconds=max(0.0, longest),
            agents=agents,
        )

    def _live(self, phase: Phase) -> port.LiveContactView:
        contact = phase.contact
        return port.LiveContactView(
            contact=contact.id,
            phase=phase_word(phase),
            since=self._house.showing.since(contact.id),
            arrived_at=contact.arrived_at,
            caller=contact.caller,
            caller_raw=contact.caller_raw,
            dialled=contact.dialled,
            language=contact.language,
            queue=_queue_of(phase),
            agent=agent_in(phase) or "",
        )


async def _stored(finding: Awaitable[Found]) -> Found:
    try:
        return await finding
    except StorageError as error:
        raise port.Unavailable("storage", str(error)) from error


def _queue_of(phase: Phase) -> str:
    match phase:
        case Waiting(queue=queue):
            return queue
        case Ringing(waiting=waiting):
            return waiting.queue
        case Talking(contact=contact) | Consulting(contact=contact):
            return contact.talks[-1].queue
        case _:
            return ""


def _mark(before: port.Mark | None) -> StoredMark | None:
    return StoredMark(at=before.at, key=before.key) if before else None


def _component(name: port.ComponentName, ok: bool, otherwise: str) -> port.ComponentView:
    return port.ComponentView(name=name, ok=ok, what="" if ok else otherwise)
