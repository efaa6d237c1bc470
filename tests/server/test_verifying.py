"""Secrets of callers: codes are right once, PINs are compared, guessing ends, and no digit is told."""

import asyncio

import pytest
import structlog
from structlog.testing import capture_logs

from ivr.business.errors import BusinessError
from ivr.business.systems import Request
from ivr.server.errands import Errands
from ivr.server.logs import for_people
from ivr.server.verifying import CODES_AN_HOUR, WRONG_AN_HOUR, Verifying
from ivr.storage.pins import hash_of
from ivr.telephony.commands import CheckSecret, SendCode
from ivr.telephony.events import CommandFailed, Event, Notified, NotifyFailed, SecretChecked
from ivr.telephony.ids import ContactId, SecretHandle, effect_of

CONTACT = ContactId("sw-100-1")
HANDLE = SecretHandle("sw-100-1.secret.1")


class World:
    def __init__(self) -> None:
        self.now = 1000.0
        self.typed = ""
        self.asked: list[Request] = []
        self.broken = False
        self.pins = {"K-7": hash_of("7391")}
        self.told: asyncio.Queue[Event] = asyncio.Queue()
        self.errands = Errands()
        self.verifying = Verifying(
            lambda handle: self.typed, self, self, self.errands, self.told.put_nowait, lambda: self.now
        )

    async def pin(self, customer: str) -> str | None:
        return self.pins.get(customer)

    async def says_yes(self, request: Request) -> bool:
        if self.broken:
            raise BusinessError(request.service, "answered 500", again=True)
        self.asked.append(request)
        return request.fill.get("digits", "7391") == "7391"

    async def event(self, command: SendCode | CheckSecret) -> Event:
        running = asyncio.create_task(self.errands.run())
        self.verifying.perform(CONTACT, command)
        event = await asyncio.wait_for(self.told.get(), 5)
        running.cancel()
        return event

    async def is_right(self, typed: str, against: str = "customer", account: str = "K-7") -> bool:
        self.typed = typed
        event = await self.event(CheckSecret(HANDLE, against, "bank", account))
        assert isinstance(event, SecretChecked), event
        return event.ok

    async def send(self) -> Event:
        text = "您的验证码是 {code}。"
        return await self.event(SendCode(effect_of(CONTACT, 1), "sms", "+8613800138000", text, 6, 300.0))

    def code(self) -> str:
        return self.asked[-1].fill["text"].removeprefix("您的验证码是 ").removesuffix("。")


@pytest.fixture
async def world() -> World:
    return World()


async def test_a_customers_pin_is_compared_with_its_hash(world: World) -> None:
    assert await world.is_right("7391")
    assert not await world.is_right("7392")
    assert not await world.is_right("7391", account="K-8")
    assert not await world.is_right("")


async def test_a_service_is_asked_whether_a_pin_is_right(world: World) -> None:
    assert await world.is_right("7391", "service")
    assert not await world.is_right("7392", "service")
    assert world.asked[0].fill == {"account": "K-7", "digits": "7391"}


async def test_a_service_that_fails_is_no_verdict(world: World) -> None:
    world.broken, world.typed = True, "7391"
    event = await world.event(CheckSecret(HANDLE, "service", "bank", "K-7"))
    assert isinstance(event, CommandFailed)
    assert (event.about, event.reason) == (HANDLE, "service bank: answered 500")


async def test_a_code_is_sent_and_right_once_and_in_time(world: World) -> None:
    assert isinstance(await world.send(), Notified)
    assert len(world.code()) == 6
    assert not await world.is_right("000000" if world.code() != "000000" else "1", "code")
    assert await world.is_right(world.code(), "code")
    assert not await world.is_right(world.code(), "code")
    await world.send()
    world.now += 301
    assert not await world.is_right(world.code(), "code")


async def test_a_code_that_cannot_be_sent_is_told(world: World) -> None:
    world.broken = True
    event = await world.send()
    assert isinstance(event, NotifyFailed)
    assert event.reason == "service sms: answered 500"


async def test_one_number_gets_few_codes_an_hour(world: World) -> None:
    for _ in range(CODES_AN_HOUR):
        assert isinstance(await world.send(), Notified)
    assert isinstance(await world.send(), NotifyFailed)
    world.now += 3601
    assert isinstance(await world.send(), Notified)


async def test_guessing_ends_over_all_calls_and_goes_on_after_an_hour(world: World) -> None:
    for _ in range(WRONG_AN_HOUR):
        assert not await world.is_right("0000", "service")
    assert not await world.is_right("7391", "service")
    assert len(world.asked) == WRONG_AN_HOUR
    world.now += 3601
    assert await world.is_right("7391", "service")


@pytest.mark.parametrize("typed", ["7391", "4711"])
async def test_no_digit_is_in_the_log_or_in_what_is_told(world: World, typed: str) -> None:
    world.typed = typed
    with capture_logs() as logs:
        for against in ("customer", "service"):
            event = await world.event(CheckSecret(HANDLE, against, "bank", "K-7"))
            assert typed not in repr(event)
        world.broken = True
        assert typed not in repr(await world.event(CheckSecret(HANDLE, "service", "bank", "K-7")))
    assert logs
    assert typed not in repr(logs)


async def test_a_fault_of_ours_shows_no_digit_on_a_terminal(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    async def faulty(request: Request) -> bool:
        raise RuntimeError("a fault that only tests make")

    structlog.configure(processors=[structlog.processors.add_log_level, for_people()])
    try:
        world.says_yes = faulty  # type: ignore[method-assign]
        world.typed = "7391"
        running = asyncio.create_task(world.errands.run())
        world.verifying.perform(CONTACT, CheckSecret(HANDLE, "service", "bank", "K-7"))
        await asyncio.sleep(0.2)
        running.cancel()
    finally:
        structlog.reset_defaults()
    shown = "".join(capsys.readouterr())
    assert "a fault that only tests make" in shown
    assert "7391" not in shown
