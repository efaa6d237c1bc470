"""Dialplans, positions and events that the tests of the language share."""

from datetime import date, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from ivr.dialplan import interpreter
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.edition import Edition
from ivr.dialplan.hours.calendar import Holidays
from ivr.dialplan.reading.problems import Problem
from ivr.dialplan.reading.reading import read_dialplan, read_tree
from ivr.dialplan.reading.tree import Tree
from ivr.dialplan.step import Facts, Step
from ivr.telephony.commands import Play, StopPlayback
from ivr.telephony.events import (
    DigitPressed,
    Event,
    Observed,
    PromptFailed,
    PromptFinished,
    Resynced,
    TimedOut,
)
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaybackId, playback_of
from ivr.telephony.prompts import Prompt

CONTACT = ContactId("pbx-1-1")
CHANNEL = ChannelId("pbx-1.1")
FACTS = Facts(
    contact=CONTACT,
    channel=CHANNEL,
    caller="01012345678",
    dialled="4001",
    language="zh",
    queue="repair",
    agent=AgentId("8001"),
)


def dialplan(text: str, name: str = "main") -> Dialplan:
    """The dialplan that a text says, without the checks against a centre."""
    tree = read_tree(f"{name}.yaml", text.encode())
    assert isinstance(tree, Tree), tree
    read = read_dialplan(name, tree)
    assert isinstance(read, Dialplan), read
    return read


class Almanac:
    """A calendar that knows the zones of this machine, and the first holiday of China in 2026."""

    def zone(self, name: str) -> tzinfo | None:
        try:
            return ZoneInfo(name)
        except (OSError, ValueError, KeyError):
            return None

    def holidays(self, country: str) -> Holidays:
        known = {date(2026, 1, 1): False, date(2026, 1, 4): True}
        return Holidays(known, frozenset({2026})) if country == "CN" else Holidays()


CENTRE = Centre.model_validate({"name": {"zh": "示例"}, "languages": ["zh", "en"]})
"""A centre with nobody in it."""


def edition_of(*plans: Dialplan, centre: Centre = CENTRE, **known: Any) -> Edition:
    """The dialplans in a centre, without the checks against it; ``known`` are more fields of the edition."""
    return Edition("000000000000", {plan.name: plan for plan in plans}, centre, **known)


def faults(text: str) -> list[str]:
    """Where and what is wrong with the document of a dialplan, in English."""
    tree = read_tree("main.yaml", text.encode())
    answer = read_dialplan("main", tree) if isinstance(tree, Tree) else tree
    assert isinstance(answer, tuple), answer
    return complaints(answer)


def complaints(problems: tuple[Problem, ...]) -> list[str]:
    """Problems as ``line:column: what``, in English."""
    return [f"{problem.line}:{problem.column}: {problem.what.en}" for problem in problems]


def walk(plan: Dialplan | Edition, *events: Event, facts: Facts = FACTS) -> Step:
    """The last step of a contact that began at 100.0, in the first of the dialplans, and met the events."""
    edition = plan if isinstance(plan, Edition) else edition_of(plan)
    step = interpreter.start(edition, next(iter(edition.dialplans)), facts, 100.0)
    for event in events:
        step = interpreter.step(edition, step.position, facts, event)
    return step


def pressed(digit: str, at: float = 101.0, channel: ChannelId = CHANNEL) -> DigitPressed:
    return DigitPressed(contact=CONTACT, at=at, channel=channel, digit=digit)


def finished(number: int, at: float = 105.0) -> PromptFinished:
    return PromptFinished(contact=CONTACT, at=at, playback=playback(number))


def failed(number: int, at: float = 105.0) -> PromptFailed:
    return PromptFailed(contact=CONTACT, at=at, playback=playback(number), reason="no such file")


def timed_out(until: float) -> TimedOut:
    return TimedOut(contact=CONTACT, at=until, until=until)


def resynced(*playing: int, at: float = 200.0) -> Resynced:
    observed = Observed(playbacks=frozenset(playback(number) for number in playing))
    return Resynced(contact=CONTACT, at=at, observed=observed)


def playback(number: int) -> PlaybackId:
    return playback_of(CONTACT, number)


def play(number: int, *texts: str, language: str = "zh") -> Play:
    return Play(playback(number), CHANNEL, tuple(Prompt(text, language) for text in texts))


def stop(number: int) -> StopPlayback:
    return StopPlayback(playback(number))
