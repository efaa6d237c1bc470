"""Replaying: a journal's events lead to the same commands as then, or it is said where they do not."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

import msgspec

from ivr.calls.advance import advance, begin
from ivr.calls.phases import Phase
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.telephony.commands import Command
from ivr.telephony.events import Arrived, Event
from ivr.telephony.ids import ContactId

_encode = msgspec.json.Encoder().encode
_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a contact's journal, with what was in force then."""

    contact: ContactId
    seq: int
    at: float
    event: bytes
    dialplan_version: str
    code_version: str
    commands_hash: str


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """One entry run again: the phase before (None: there was none), the event, and what came of it."""

    entry: Entry
    before: Phase | None
    event: Event
    edition: Edition
    transition: Transition


class Divergence(msgspec.Struct, frozen=True, kw_only=True):
    """Where a replay leaves the journal: at which entry, and how."""

    entry: Entry
    why: Message


EditionThen = Callable[[str, float], Edition | None]
"""The dialplans of a version with the centre that was live at a time (epoch seconds); None: not known."""


def hash_of(commands: tuple[Command, ...]) -> str:
    """What the journal keeps of a step's commands: equal commands, equal hash."""
    return sha256(_encode(commands)).hexdigest()[:16]


def replayed(entries: Iterable[Entry], edition_then: EditionThen) -> Iterator[Replayed | Divergence]:
    """Run a contact's entries again, in their order; ends with the first divergence."""
    phase: Phase | None = None
    for entry in entries:
        step = _again(phase, entry, edition_then(entry.dialplan_version, entry.at))
        yield step
        if isinstance(step, Divergence):
            return
        phase = step.transition.phase


def _again(phase: Phase | None, entry: Entry, edition: Edition | None) -> Replayed | Divergence:
    if edition is None:
        lost = entry.dialplan_version
        return _leaves(
            entry, f"对话方案版本 {lost} 的文本已不在", f"the texts of dialplan version {lost} are gone"
        )
    try:
        event = _event.decode(entry.event)
    except msgspec.DecodeError as error:
        return _leaves(entry, f"无法读取事件：{error}", f"the event cannot be read: {error}")
    if phase is None and not isinstance(event, Arrived):
        return _leaves(entry, "日志不是从来电开始的", "the journal does not begin with the call's arrival")
    transition = (
        begin(event, edition) if isinstance(event, Arrived) else advance(_there(phase), event, edition)
    )
    found = hash_of(transition.commands)
    if found == entry.commands_hash:
        return Replayed(entry=entry, before=phase, event=event, edition=edition, transition=transition)
    name, done = type(event).__name__, ", ".join(type(one).__name__ for one in transition.commands)
    return _leaves(
        entry,
        f"{name} 之后的命令与当时不同（现在：{done or '无'}）；日志由代码 {entry.code_version} 写成",
        f"the commands after {name} are other ones than then (now: {done or 'none'}); "
        f"the journal was written by code {entry.code_version}",
    )


def _there(phase: Phase | None) -> Phase:
    assert phase is not None, "only an arrival has no phase before it"
    return phase


def _leaves(entry: Entry, zh: str, en: str) -> Divergence:
    return Divergence(entry=entry, why=Message(zh, en))
