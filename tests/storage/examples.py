"""Example values for the tests of storage; each argument replaces one field."""

from typing import Any

from ivr.storage.values import (
    Answer,
    Audit,
    ContactRecord,
    MissedRow,
    Recording,
    RecordingState,
    Saved,
    Shift,
    TalkRow,
    WaitRow,
)
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaceId


def a_save(contact: str, seq: int, **fields: Any) -> Saved:
    """An event that leaves the contact live."""
    usual = {
        "at": 1000.0 + seq,
        "event": b'{"event":"DigitPressed"}',
        "dialplan_version": "d1",
        "code_version": "0.1",
        "commands_hash": "c1",
        "phase": b'{"phase":"Menu"}',
        "phase_schema": 1,
    }
    return Saved(contact=ContactId(contact), seq=seq, **{**usual, **fields})


def a_record(contact: str, **fields: Any) -> ContactRecord:
    """A contact that was served."""
    usual = {
        "caller": "13800138000",
        "dialled": "4001",
        "language": "zh",
        "arrived_at": 1000.0,
        "ended_at": 1060.0,
        "path": ("welcome", "menu", "repair"),
        "queue": "repair",
        "agent": AgentId("8001"),
        "wait_seconds": 5.5,
        "talk_seconds": 30.0,
        "outcome": "served",
        "dialplan_version": "d1",
    }
    return ContactRecord(contact=ContactId(contact), **{**usual, **fields})


def an_answer(contact: str, key: str, **fields: Any) -> Answer:
    """What a caller said about a talk."""
    usual = {
        "survey": "satisfaction",
        "question": "csat",
        "answer": "5",
        "queue": "repair",
        "agent": AgentId("8001"),
        "dialplan_version": "d1",
        "at": 1050.0,
    }
    return Answer(key=key, contact=ContactId(contact), **{**usual, **fields})


def an_audit(key: str, **fields: Any) -> Audit:
    """A supervisor listened to a talk."""
    usual = {
        "at": 1020.0,
        "agent": AgentId("8009"),
        "action": "listen",
        "watched": AgentId("8001"),
        "contact": ContactId("node-1700000000-9"),
        "allowed": True,
    }
    return Audit(key=key, **{**usual, **fields})


def a_recording(contact: str, **fields: Any) -> Recording:
    """A recording that has just begun."""
    usual = {
        "file": "",
        "agent": AgentId("8001"),
        "queue": "repair",
        "started_at": 1010.0,
        "state": RecordingState.RECORDING,
    }
    return Recording(contact=ContactId(contact), **{**usual, **fields})


def a_shift(agent: str, **fields: Any) -> Shift:
    """An agent who is signed in and ready."""
    usual = {"signed_in": True, "paused": "", "wrap_up_until": None, "since": 900.0}
    return Shift(agent=AgentId(agent), **{**usual, **fields})


def a_wait(place: str, until: float) -> WaitRow:
    """A wait that an agent ended."""
    return WaitRow(
        contact=ContactId("node-1700000000-1"),
        place=PlaceId(place),
        queue="repair",
        since=until - 5.0,
        until=until,
        end="answered",
        agent=AgentId("8001"),
    )


def a_talk(leg: str, until: float) -> TalkRow:
    """A talk without a hold."""
    return TalkRow(
        contact=ContactId("node-1700000000-1"),
        leg=ChannelId(leg),
        agent=AgentId("8001"),
        queue="repair",
        since=until - 10.0,
        until=until,
        hold_seconds=0.0,
    )


def a_miss(agent: str, at: float) -> MissedRow:
    """An offer that rang in vain."""
    return MissedRow(
        contact=ContactId("node-1700000000-1"), agent=AgentId(agent), queue="repair", at=at, rang_seconds=15.0
    )
