"""Proving: secret digits stay in the shell, and only their number and a verdict come out of it."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr.server.proving import Proving
from ivr.storage.pins import PinsUnreadableError
from ivr.telephony.causes import Cause
from ivr.telephony.commands import CheckPin, CollectSecret, FindPin, ForgetSecret
from ivr.telephony.events import (
    CallerLeft,
    DigitPressed,
    Event,
    PinFound,
    SecretBegun,
    SecretChecked,
    SecretCollected,
)
from ivr.telephony.ids import AgentId, ChannelId, contact_of_caller, secret_of
from tests.server.virtual import BEGAN, clock, run

LINE = ChannelId("sw-100.1")
CONTACT = contact_of_caller(LINE)
FIRST, SECOND = secret_of(CONTACT, 1), secret_of(CONTACT, 2)
ZHANG = AgentId("8001")


class Pins:
    """Zhang's PIN is 2468."""

    def has(self, agent: str) -> bool:
        return agent == ZHANG

    def is_right(self, agent: str, pin: str) -> bool:
        return (agent, pin) == (ZHANG, "2468")


class NoPins:
    """A file that cannot be read."""

    def has(self, agent: str) -> bool:
        raise PinsUnreadableError(Path("pins.json"), "others may read it", "say: chmod 600 pins.json")

    def is_right(self, agent: str, pin: str) -> bool:
        return self.has(agent)


def key(digit: str, channel: ChannelId = LINE) -> DigitPressed:
    return DigitPressed(contact=CONTACT, at=BEGAN, channel=channel, digit=digit)


def told_of(*keys: str, pins: Pins | NoPins | None = None) -> list[Event]:
    """What is told when the first secret is asked for, these keys are pressed, and it is checked."""
    told: list[Event] = []

    async def story() -> None:
        proving = Proving(pins or Pins(), told.append, clock)
        await proving.perform(CONTACT, CollectSecret(FIRST, LINE))
        for digit in "".join(keys):
            assert proving.swallows(key(digit))
        await proving.perform(CONTACT, CheckPin(FIRST, ZHANG))

    run(story())
    return told


def outcome(told: list[Event]) -> tuple[list[int], bool]:
    collected = [event.length for event in told if isinstance(event, SecretCollected)]
    assert isinstance(told[-1], SecretChecked)
    return collected, told[-1].ok


def test_digits_up_to_the_hash_key_are_the_secret() -> None:
    assert told_of("2468#") == [
        SecretBegun(contact=CONTACT, at=BEGAN, handle=FIRST),
        SecretCollected(contact=CONTACT, at=BEGAN, handle=FIRST, length=4),
        SecretChecked(contact=CONTACT, at=BEGAN, handle=FIRST, ok=True),
    ]


@pytest.mark.parametrize(
    ("keys", "lengths", "ok"),
    [
        ("2469#", [4], False),
        ("#", [0], False),
        ("99*2468#", [4], True),
        ("*2468#", [4], True),
        ("2468#99", [4], True),
        ("1234567890123456", [16], False),
        ("2468", [], True),
    ],
)
def test_a_star_begins_anew_and_what_comes_after_the_end_is_nothing(keys, lengths, ok) -> None:
    assert outcome(told_of(keys)) == (lengths, ok)


def test_a_secret_is_forgotten_when_it_was_checked_or_asked_for_anew_or_the_line_ends() -> None:
    told: list[Event] = []

    async def story() -> None:
        proving = Proving(Pins(), told.append, clock)
        await proving.perform(CONTACT, CollectSecret(FIRST, LINE))
        for digit in "24":
            proving.swallows(key(digit))
        await proving.perform(CONTACT, CollectSecret(SECOND, LINE))
        for digit in "2468#":
            proving.swallows(key(digit))
        await proving.perform(CONTACT, CheckPin(SECOND, ZHANG))
        await proving.perform(CONTACT, CheckPin(SECOND, ZHANG))
        left = CallerLeft(contact=CONTACT, at=BEGAN, channel=LINE, cause=Cause.NORMAL)
        assert not proving.swallows(left)
        assert not proving.swallows(key("2"))

    run(story())
    assert [event.ok for event in told if isinstance(event, SecretChecked)] == [True, False]


def test_a_secret_that_nobody_checks_goes_with_the_line() -> None:
    told: list[Event] = []

    async def story() -> None:
        proving = Proving(Pins(), told.append, clock)
        await proving.perform(CONTACT, CollectSecret(FIRST, LINE))
        for digit in "2468#":
            proving.swallows(key(digit))
        proving.swallows(CallerLeft(contact=CONTACT, at=BEGAN, channel=LINE, cause=Cause.NORMAL))
        await proving.perform(CONTACT, CheckPin(FIRST, ZHANG))

    run(story())
    assert [event.ok for event in told if isinstance(event, SecretChecked)] == [False]


def test_keys_of_other_channels_are_nobodys_secret() -> None:
    async def story() -> None:
        proving = Proving(Pins(), lambda event: None, clock)
        await proving.perform(CONTACT, CollectSecret(FIRST, LINE))
        assert not proving.swallows(key("1", ChannelId("sw-100.2")))

    run(story())


@pytest.mark.parametrize(("agent", "exists"), [("8001", True), ("8002", False)])
def test_whether_an_agent_has_a_pin_is_told(agent: str, exists: bool) -> None:
    told: list[Event] = []

    async def story() -> None:
        await Proving(Pins(), told.append, clock).perform(CONTACT, FindPin(AgentId(agent)))

    run(story())
    assert told == [PinFound(contact=CONTACT, at=BEGAN, agent=agent, exists=exists)]


def test_while_the_pins_cannot_be_read_everybody_is_asked_and_nothing_is_right() -> None:
    told: list[Event] = []

    async def story() -> None:
        await Proving(NoPins(), told.append, clock).perform(CONTACT, FindPin(ZHANG))

    with capture_logs() as logs:
        run(story())
        assert outcome(told_of("2468#", pins=NoPins())) == ([4], False)
    assert isinstance(told[0], PinFound)
    assert told[0].exists
    assert {line["event"] for line in logs} == {"pins_unreadable", "pin_wrong"}


def test_no_digit_is_logged() -> None:
    with capture_logs() as logs:
        told = told_of("13579#")
    assert "13579" not in f"{logs}{told}"
    assert [line["event"] for line in logs] == ["pin_wrong"]


async def test_a_forgotten_secret_is_swallowed_until_its_caller_pauses() -> None:
    told: list[Event] = []
    proving = Proving(Pins(), told.append, lambda: BEGAN)
    await proving.perform(CONTACT, CollectSecret(FIRST, LINE, 4))
    for digit in "7391":
        assert proving.swallows(key(digit))
    assert told[-1] == SecretCollected(contact=CONTACT, at=BEGAN, handle=FIRST, length=4)
    assert proving.take(FIRST) == "7391"
    assert proving.take(FIRST) == ""
    await proving.perform(CONTACT, ForgetSecret(FIRST))

    def at(seconds: float) -> DigitPressed:
        return DigitPressed(contact=CONTACT, at=BEGAN + seconds, channel=LINE, digit="2")

    assert [proving.swallows(at(seconds)) for seconds in (0.5, 1.9, 3.3)] == [True, True, True]
    assert not proving.swallows(at(4.9))
    assert not proving.swallows(at(5.0))
    assert len(told) == 2


async def test_a_forgotten_secret_does_not_end_the_next_one() -> None:
    told: list[Event] = []
    proving = Proving(Pins(), told.append, lambda: BEGAN)
    await proving.perform(CONTACT, CollectSecret(FIRST, LINE, 4))
    await proving.perform(CONTACT, CollectSecret(SECOND, LINE, 4))
    await proving.perform(CONTACT, ForgetSecret(FIRST))
    late = DigitPressed(contact=CONTACT, at=BEGAN + 60, channel=LINE, digit="7")
    assert proving.swallows(late)
    assert told == [SecretBegun(contact=CONTACT, at=BEGAN + 60, handle=SECOND)]
