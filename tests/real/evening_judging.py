"""Judging an evening: what each contact must show by the plan, held against ledger, journal and sound."""

import msgspec

from ivr.calls.advance import advance, begin
from ivr.calls.contact import Talk
from ivr.calls.spoken import sentence
from ivr.dialplan.edition import Edition, read_edition
from ivr.server.editions import texts_in
from ivr.storage.values import ContactFilter, ContactRecord, Recording, RecordingState
from ivr.telephony.events import Arrived, Event
from ivr.telephony.numbers import normal
from tests.real.evening_desks import chord_of
from tests.real.evening_notes import Living, Spoke
from tests.real.evening_plan import EXPERTS, FRONT, Ends, Talks
from tests.real.open_centre import BEIJING, OpenCentre, eventually
from tests.real.rtp import RATE
from tests.real.signatures import CALLERS, Chord, seconds_of

SECONDS_OFF = 0.3
"""By how much begin, end and hold of a talk may differ from what the telephones noted."""
SOUND_LOST = 0.7
"""So much of a talk may lack a signature: two frames at each change of the sound, and what bridging takes."""
SOUND_OF_OTHERS = 0.15
"""For longer than this nobody else may be heard or recorded."""

_SPOILT = 2
"""A packet of 20 ms that is late spoils one look of 40 ms."""

_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


class Judge:
    """Holds each contact against its story."""

    def __init__(self, centre: OpenCentre, lives: tuple[Living, ...]) -> None:
        self._centre = centre
        self._lives = lives
        edition = read_edition(texts_in(centre.stage.settings.dialplans))
        assert isinstance(edition, Edition), edition
        self._edition = edition
        self.off: dict[str, list[float]] = {}
        callers = {CALLERS[living.story.chord] for living in lives}
        self._everybody = (*callers, *(chord_of(agent) for agent in (*FRONT, *EXPERTS)))

    async def wrong(self) -> list[str]:
        """Everything that is not as it must be, one line each."""
        found = []
        for living in self._lives:
            story = living.story
            name = f"{story.number} at {story.at:.2f} to {story.dialled} ({story.leaves})"
            found += [f"{name}: {what}" for what in (*living.slips, *await self.contact(living))]
        return [*found, *await self._ledger()]

    async def _ledger(self) -> list[str]:
        talked = sum(1 for living in self._lives if living.story.talks())
        files = len(list(self._centre.stage.settings.archive.rglob("*.wav")))
        return [] if files == talked else [f"{files} files of {talked} contacts with talks"]

    async def contact(self, living: Living) -> list[str]:
        """What is not as it must be with one contact."""
        story = living.story
        record = await self._record(living)
        if record is None:
            return ["has no record"]
        agents = self._agents(living)
        shown = {
            "outcome": (record.outcome, story.outcome()),
            "queue": (record.queue, story.queue()),
            "agent": (record.agent, agents[-1] if agents else ""),
            "survey": (record.survey, story.survey()),
            "dialled": (record.dialled, story.dialled),
            "rings": (living.rung, len(story.rings)),
        }
        wrong = [f"{what} is {is_!r}, not {must!r}" for what, (is_, must) in shown.items() if is_ != must]
        if wrong or len(living.spoke) != len(story.talks()):
            return [*wrong, f"spoke {[spoke.agent for spoke in living.spoke]}"]
        return [
            *await self._talks(living, record),
            *await self._recording(living, record),
            *self._ears(living),
        ]

    async def recording(self, living: Living) -> Recording:
        """The contact's row of the ledger."""
        record = await self._record(living)
        assert record is not None
        return await self._centre.recording_of(record)

    async def _record(self, living: Living) -> ContactRecord | None:
        """Of several contacts of the number the one in the order of the stories."""
        number = living.story.number
        stories = [one for one in self._lives if one.story.number == number]

        async def look() -> ContactRecord | None:
            found = await self._centre.store.search(ContactFilter(caller=normal(number, BEIJING)))
            of_person = sorted(found, key=lambda record: record.arrived_at)
            return of_person[stories.index(living)] if len(of_person) == len(stories) else None

        try:
            return await eventually("", look)
        except AssertionError:
            return None

    @staticmethod
    def _agents(living: Living) -> list[str]:
        """Whoever must have talked: by the plan, and where it names nobody by the telephones' own notes."""
        noted = [spoke.agent for spoke in living.spoke]
        planned = [talk.by for talk in living.story.talks()]
        return [by or (noted[place] if place < len(noted) else "") for place, by in enumerate(planned)]

    async def _talks(self, living: Living, record: ContactRecord) -> list[str]:
        kept = await self._journaled(record)
        if [talk.agent for talk in kept] != self._agents(living):
            return [f"talks are of {[talk.agent for talk in kept]}, not {self._agents(living)}"]
        wrong = []
        for talk, spoke in zip(kept, living.spoke, strict=True):
            pairs = {"since": (talk.since, spoke.begin), "until": (talk.until or 0.0, spoke.end)}
            pairs["hold"] = (talk.hold_seconds, spoke.held + spoke.away)
            for what, (is_, must) in pairs.items():
                self.off.setdefault(what, []).append(is_ - must)
            bound = SECONDS_OFF + living.held_up(spoke)
            wrong += [
                f"{what} of {talk.agent} is off by {is_ - must:+.3f} s"
                for what, (is_, must) in pairs.items()
                if abs(is_ - must) > bound
            ]
        return wrong

    async def _journaled(self, record: ContactRecord) -> tuple[Talk, ...]:
        """The contact's talks, by its journal."""
        first, *rest = (_event.decode(e.event) for e in await self._centre.store.journal(record.contact))
        assert isinstance(first, Arrived), first
        phase = begin(first, self._edition).phase
        for event in rest:
            phase = advance(phase, event, self._edition).phase
        return phase.contact.talks

    async def _recording(self, living: Living, record: ContactRecord) -> list[str]:
        talks = living.story.talks()
        row = await self._centre.store.recording(record.contact)
        if not talks:
            return [] if row is None else [f"has a recording: {row}"]
        try:
            row = await self._centre.recording_of(record)
            if row.state is not RecordingState.STORED:
                return [f"its recording is {row.state}: {row.reason}"]
            left, right = await self._centre.tracks_of(record)
        except AssertionError as error:
            return [f"{error}"]
        caller = CALLERS[living.story.chord]
        on_left, on_right = seconds_of(left, self._everybody), seconds_of(right, self._everybody)
        spoken = sum(spoke.end - spoke.begin for spoke in living.spoke)
        late = sum(map(living.late, living.spoke)) + sum(map(living.held_up, living.spoke))
        held = sum(spoke.held for spoke in living.spoke)
        away = sum(spoke.away for spoke in living.spoke)
        wrong = _amount("left", on_left, caller, spoken - held - away - _SPOILT * late, spoken + late)
        wrong += _others("left", on_left, {caller})
        for agent in dict.fromkeys(self._agents(living)):
            his = [spoke for spoke in living.spoke if spoke.agent == agent]
            there = sum(_together(spoke) for spoke in his)
            silent = sum(spoke.silent + _SPOILT * (spoke.late + living.held_up(spoke)) for spoke in his)
            said = there - silent - self._told(talks)
            wrong += _amount(f"right of {agent}", on_right, chord_of(agent), said, there)
        return [*wrong, *_others("right", on_right, {chord_of(agent) for agent in self._agents(living)})]

    def _told(self, talks: tuple[Talks, ...]) -> float:
        """For how long an agent is told that nobody came, when he hears and says nothing else."""
        refused = [talk for talk in talks if talk.ends is Ends.NOBODY_COMES]
        return len(refused) * self._centre.sound(sentence("no_answer", "zh")).size / RATE

    def _ears(self, living: Living) -> list[str]:
        """Whom the caller heard, and whom his agents heard."""
        story, caller = living.story, CALLERS[living.story.chord]
        chords = {chord_of(agent) for agent in self._agents(living)}
        wrong: list[str] = []
        if living.heard is not None:
            by_caller = seconds_of(living.heard, self._everybody)
            wrong += _others("the caller's ear", by_caller, chords)
        for spoke, talk in zip(living.spoke, story.talks(), strict=True):
            if spoke.heard is None:
                continue
            there = _together(spoke)
            heard = seconds_of(spoke.heard, self._everybody)
            least = there - self._told((talk,)) - _SPOILT * (living.late(spoke) + living.held_up(spoke))
            most = spoke.end - spoke.begin + living.held_up(spoke)
            wrong += _amount(f"the ear of {spoke.agent}", heard, caller, least, most)
            wrong += _others(f"the ear of {spoke.agent}", heard, {caller, *_consulted(talk, chords)})
        return wrong


def _consulted(talk: Talks, chords: set[Chord]) -> set[Chord]:
    return (
        chords if talk.consulted or talk.ends not in (Ends.HE_HANGS_UP, Ends.THE_CALLER_HANGS_UP) else set()
    )


def _together(spoke: Spoke) -> float:
    """For how long the two heard each other."""
    return spoke.end - spoke.begin - spoke.held - spoke.away


def _amount(where: str, heard: object, chord: Chord, least: float, most: float) -> list[str]:
    assert isinstance(heard, dict)
    seconds = heard.get(chord, 0.0)
    if least - SOUND_LOST <= seconds <= most + SECONDS_OFF:
        return []
    return [f"{where}: {seconds:.2f} s of his own, not {least:.2f} to {most:.2f}"]


def _others(where: str, heard: object, own: set[Chord]) -> list[str]:
    assert isinstance(heard, dict)
    return [
        f"{where}: {seconds:.2f} s of a stranger {chord}"
        for chord, seconds in heard.items()
        if chord not in own and seconds > SOUND_OF_OTHERS
    ]
