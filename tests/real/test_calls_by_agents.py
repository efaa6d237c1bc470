"""Calls of agents: what they dial to sign in and out, to pause and to hear how they stand."""

import asyncio

import pytest

from ivr.calls.counted import callers_waiting
from ivr.calls.spoken import sentence
from ivr.phones import happenings as h
from ivr.phones.listening import Samples, longest_silence, read_wav
from ivr.phones.phone import Phone
from ivr.phones.steps import stay
from ivr.server.house import PINS_FILE
from ivr.storage.pins import PinBook
from ivr.storage.values import ContactFilter
from ivr.telephony.prompts import Prompt
from tests.real.ears import RATE, hears, hears_in_order
from tests.real.open_centre import PATIENCE, OpenCentre
from tests.real.people import at_the_telephone, calling, dial_code

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

# Code, the sentence heard, the state of the agent then.
A_SHIFT = (
    ("*143", ("paused", "meeting"), "paused"),
    ("*15", ("paused", "meeting", "nobody waits"), "paused"),
    ("*13", ("ready",), "ready"),
    ("*149", ("unknown_reason",), "ready"),
    ("*12", ("signed_out",), "offline"),
    ("*13", ("not_signed_in",), "offline"),
    ("*11", ("signed_in",), "ready"),
    ("*15", ("ready", "nobody waits"), "ready"),
)
PIN = "97531864"


async def test_agents_work_a_shift_by_feature_codes_and_pins_and_are_told_each_time_in_their_language(
    centre: OpenCentre,
) -> None:
    await asyncio.gather(
        _work_a_shift(centre, "8051", "zh"),
        _work_a_shift(centre, "8052", "en"),
        _is_let_in_and_out_by_a_pin_alone_and_it_is_written_nowhere(centre),
        _is_not_rung_when_signed_out_nor_while_he_hears_that_he_is_signed_in(centre),
    )


async def _work_a_shift(centre: OpenCentre, agent: str, language: str) -> None:
    async with at_the_telephone(centre, agent) as phone:
        await centre.until_agent(agent, "ready")
        for code, told, state in A_SHIFT:
            heard = await _dial(phone, code)
            assert hears_in_order(heard, *(centre.sound(_said(name, language)) for name in told)), (
                code,
                told,
            )
            assert longest_silence(heard, RATE) < 2
            shown = await centre.until_agent(agent, state)
            assert (shown.contact, shown.reason) == (None, "会议" if state == "paused" else "")


async def _dial(phone: Phone, code: str, *keys: tuple[float, str]) -> Samples:
    """The agent dials a code, presses keys so many seconds after the one before, and listens to the end."""
    await phone.call(code)
    await phone.wait_for(h.Answered, within=PATIENCE)
    for seconds, digits in keys:
        await phone.lasts(seconds)
        await phone.press(digits)
    await stay(phone, PATIENCE)
    await phone.wait_for(h.Recorded, within=PATIENCE)
    return read_wav(phone.heard)[0]


def _said(name: str, language: str) -> Prompt:
    match name:
        case "meeting":
            return Prompt("会议" if language == "zh" else "meeting", language)
        case "nobody waits":
            return callers_waiting(0, language)
        case _:
            return sentence(name, language)


async def _is_let_in_and_out_by_a_pin_alone_and_it_is_written_nowhere(centre: OpenCentre) -> None:
    pins = PinBook(centre.stage.settings.state / PINS_FILE)
    pins.set("8042", PIN)
    async with at_the_telephone(centre, "8042") as phone:
        await centre.until_agent("8042", "ready")
        out = await _dial(phone, "*12", (1.9, "1#"), (0.8, f"{PIN}#"))
        await centre.until_agent("8042", "offline")
        refused = await _dial(phone, f"*11{PIN}", (0.2, "1#"), (0.7, "2#"), (0.7, "3#"))
        assert (await centre.agents())["8042"].state == "offline"
        back = await _dial(phone, "*11", (0.5, f"9*{PIN}#"))
        await centre.until_agent("8042", "ready")
    pins.clear("8042")

    asked, wrong = (centre.sound(sentence(name, "zh")) for name in ("pin_ask", "pin_wrong"))
    assert hears_in_order(out, asked, centre.sound(sentence("signed_out", "zh")))
    assert hears(refused, centre.sound(sentence("pin_refused", "zh")))
    assert hears(back, centre.sound(sentence("signed_in", "zh")))
    assert not hears(back, wrong)
    await _it_is_written_nowhere(centre)


async def _it_is_written_nowhere(centre: OpenCentre) -> None:
    calls = await centre.store.search(ContactFilter(caller="8042", outcome="feature_code"))
    assert {call.dialled for call in calls} == {"*11", "*12"}
    journal = [entry.event for call in calls for entry in await centre.store.journal(call.contact)]
    assert any(b"SecretCollected" in event for event in journal)
    assert not any(b"DigitPressed" in event for event in journal)
    texts = [path for path in centre.folder.rglob("*") if path.is_file() and path.suffix != ".wav"]
    assert len(texts) > 10
    assert [path for path in texts if PIN.encode() in path.read_bytes()] == []


async def _is_not_rung_when_signed_out_nor_while_he_hears_that_he_is_signed_in(centre: OpenCentre) -> None:
    async with at_the_telephone(centre, "8061") as phone:
        await centre.until_agent("8061", "ready")
        await dial_code(phone, "*12")
        async with calling(centre, "4160") as caller:
            await centre.until_phase(caller.number, "waiting")
            await asyncio.sleep(0.5)
            assert not [event for event in phone.happened if isinstance(event, h.Incoming)]
            await dial_code(phone, "*11")
            over = phone.ended()
            rung = await phone.wait_for(h.Incoming, within=PATIENCE)
            await caller.hang_up()
        await centre.until_agent("8061", "ready")

    assert over is not None
    assert over.at < rung.at < over.at + 1
    assert (await centre.record_of(caller.number)).outcome == "left_in_queue"
