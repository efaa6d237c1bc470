"""The journal: what one step of a contact's life leaves in storage, all in one transaction."""

from typing import assert_never

import msgspec

import ivr
from ivr.calls.contact import Contact, Talk
from ivr.calls.phases import SCHEMA, Ended, Phase
from ivr.calls.stretches import Missed, Stretch, Wait, ended_by
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.replay.replaying import hash_of
from ivr.storage.values import (
    Answer,
    Audit,
    ContactRecord,
    LiveContact,
    Message,
    MissedRow,
    Recording,
    RecordingState,
    Saved,
    TalkRow,
    WaitRow,
)
from ivr.telephony.commands import Notify, OpenRecording, SaveAnswer, SaveAudit
from ivr.telephony.events import Event
from ivr.telephony.ids import AgentId, ContactId

_encode = msgspec.json.Encoder().encode
_phase: msgspec.json.Decoder[Phase] = msgspec.json.Decoder(Phase)


class Entry(msgspec.Struct, frozen=True):
    """One step of a contact: its number, the phase before it, the event, and what the event made of it."""

    seq: int
    before: Phase | None
    event: Event
    transition: Transition


def saved_of(entry: Entry, edition: Edition) -> Saved:
    """What is stored of one step."""
    event, transition = entry.event, entry.transition
    phase = transition.phase
    contact = phase.contact
    ended = isinstance(phase, Ended)
    return Saved(
        contact=contact.id,
        seq=entry.seq,
        at=event.at,
        event=_encode(event),
        dialplan_version=edition.version,
        code_version=ivr.__version__,
        commands_hash=hash_of(transition.commands),
        phase=None if ended else _encode(phase),
        phase_schema=SCHEMA,
        record=record_of(phase) if isinstance(phase, Ended) else None,
        answers=tuple(
            _answer(command, contact, event.at)
            for command in transition.commands
            if isinstance(command, SaveAnswer)
        ),
        recordings=tuple(
            _recording(contact, event.at)
            for command in transition.commands
            if isinstance(command, OpenRecording)
        ),
        audits=tuple(
            _audit(command, event.at) for command in transition.commands if isinstance(command, SaveAudit)
        ),
        messages=tuple(
            _message(command, contact.id, event.at)
            for command in transition.commands
            if isinstance(command, Notify)
        ),
        stretches=tuple(_stretch(stretch, contact.id) for stretch in ended_by(entry.before, event, phase)),
    )


def phase_of(live: LiveContact) -> Phase:
    """The phase in which a contact was left.  Raises msgspec.ValidationError for one of another schema."""
    return _phase.decode(live.phase)


def record_of(phase: Ended) -> ContactRecord:
    """The record of a contact that is over: queue and agent of its last talk, or where it waited in vain."""
    contact = phase.contact
    last = contact.talks[-1] if contact.talks else None
    return ContactRecord(
        contact=contact.id,
        caller=contact.caller,
        caller_raw=contact.caller_raw,
        dialled=contact.dialled,
        language=contact.language,
        arrived_at=contact.arrived_at,
        ended_at=phase.at,
        path=contact.path,
        queue=last.queue if last else contact.queue,
        agent=last.agent if last else AgentId(""),
        wait_seconds=round(contact.wait_seconds(), 3),
        talk_seconds=round(contact.talk_seconds(), 3),
        outcome=phase.outcome,
        dialplan_version=contact.version,
    )


def _answer(command: SaveAnswer, contact: Contact, at: float) -> Answer:
    return Answer(
        key=command.key,
        contact=contact.id,
        survey=command.survey,
        question=command.question,
        answer=command.answer,
        queue=command.queue,
        agent=command.agent,
        dialplan_version=contact.version,
        at=at,
    )


def _audit(command: SaveAudit, at: float) -> Audit:
    return Audit(
        key=command.key,
        at=at,
        agent=command.agent,
        action=command.action,
        watched=command.watched,
        contact=command.talk,
        allowed=command.allowed,
    )


def _message(command: Notify, contact: ContactId, at: float) -> Message:
    return Message(
        key=command.key,
        contact=contact,
        service=command.service,
        recipient=command.to,
        text=command.text,
        at=at,
        next_at=at,
    )


def _stretch(stretch: Stretch, contact: ContactId) -> WaitRow | TalkRow | MissedRow:
    match stretch:
        case Wait():
            return WaitRow(contact=contact, **msgspec.structs.asdict(stretch))
        case Missed():
            return MissedRow(contact=contact, **msgspec.structs.asdict(stretch))
        case Talk():
            return TalkRow(
                contact=contact,
                leg=stretch.leg,
                agent=stretch.agent,
                queue=stretch.queue,
                since=stretch.since,
                until=stretch.since + stretch.seconds(),
                hold_seconds=stretch.hold_seconds,
            )
        case _:  # pragma: no cover
            assert_never(stretch)


def _recording(contact: Contact, at: float) -> Recording:
    talk = contact.talks[-1]
    return Recording(
        contact=contact.id,
        file="",
        agent=talk.agent,
        queue=talk.queue,
        started_at=at,
        state=RecordingState.RECORDING,
    )
