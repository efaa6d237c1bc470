"""Carriers' calls: offers early and late, answers confirmed, sessions refreshed, codecs refused, keys."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from ivr.asterisk.instance import Instance, InstanceSpec, prepare
from ivr.asterisk.running import start, stop
from ivr.asterisk.trunks import Trunk
from tests.real.ari_telephone import Message
from tests.real.ears import hears
from tests.real.line import IN_BAND, PLAIN, Line, Offer, line
from tests.real.open_centre import ROOT, OpenCentre
from tests.real.rtp import Sound, keys_as_tones

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

REFRESHED = "Session-Expires: 90;refresher=uac"
G729 = (18, "G729/8000")
PCMA, PCMU = (8, "PCMA/8000"), (0, "PCMU/8000")


def sender(centre: OpenCentre) -> str:
    return f"<sip:{centre.new_number()}@example.com>"


async def test_an_offer_may_come_late_and_provisional_answers_may_be_confirmed(centre: OpenCentre) -> None:
    await asyncio.gather(
        _hears_the_menu(centre, late=True),
        _hears_the_menu(centre, "Supported: 100rel"),
        _hears_the_menu(centre, "Require: 100rel"),
        _hears_the_menu(centre, "Supported: timer, 100rel", "Require: timer", REFRESHED),
        _hears_the_menu(centre, "Supported: 100rel", late=True),
    )


async def _hears_the_menu(centre: OpenCentre, *extra: str, late: bool = False) -> None:
    async with line(centre, PLAIN) as caller:
        await caller.call_in("4100", *extra, sender=sender(centre), late=late)
        await asyncio.sleep(2.5)
        assert hears(caller.sound.heard(), centre.sound_of("main_menu", "zh")), extra


async def test_while_nobody_serves_it_rings_and_a_carrier_who_wants_that_confirmed_is_obeyed(
    tmp_path: Path,
) -> None:
    trunk = Trunk("plain", "address", PLAIN, qualify_seconds=0)
    spec = InstanceSpec(
        name="ringing",
        folder=tmp_path / "a",
        root=ROOT,
        trunks=(trunk,),
        first_port=25000,
        first_rtp_port=37000,
    )
    instance = prepare(spec)
    running = await start(instance)
    try:
        heard = await asyncio.gather(
            _rings(instance, "Require: 100rel"),
            _rings(instance, "Require: 100rel", late=True),
            _rings(instance),
        )
    finally:
        os.kill(running.pid, signal.SIGKILL)
        await stop(instance)

    for messages, reliable in zip(heard, (True, True, False), strict=True):
        ringing = [message for message in messages if " 180 " in message.first]
        assert ringing
        assert all(("rseq" in message.headers) is reliable for message in ringing)
        assert messages[-1].status == 200


async def _rings(instance: Instance, *extra: str, late: bool = False) -> list[Message]:
    server = ("127.0.0.1", instance.ports.sip)
    async with Sound(PLAIN, 1000.0) as sound, Line(server, PLAIN, sound) as caller:
        await caller.call_in("4001", *extra, sender="<sip:13800138000@example.com>", late=late)
        caller.hang_up()
        return caller.answers


async def test_a_session_is_refreshed_in_either_way_and_by_whom_the_caller_wants(centre: OpenCentre) -> None:
    async with line(centre, PLAIN) as caller, line(centre, PLAIN) as idle, line(centre, PLAIN) as hasty:
        answer = await caller.call_in("4100", "Supported: timer", REFRESHED, sender=sender(centre))
        by_update, by_invite = await caller.refresh("UPDATE"), await caller.refresh("INVITE")
        wish = ("Supported: timer", "Require: timer", "Session-Expires: 1800;refresher=uas")
        ours = await idle.call_in("4100", *wish, sender=sender(centre))
        hasty.say_hello(
            "4100", "Supported: timer", "Session-Expires: 30", "Min-SE: 30", sender=sender(centre)
        )
        refused = await hasty.refused()
        await caller.sound.press("3", 101)

    assert answer["session-expires"] == by_update["session-expires"] == "90;refresher=uac"
    assert (by_update.status, by_invite.status) == (200, 200)
    assert ours["session-expires"] == "1800;refresher=uas"
    assert (refused.status, refused["min-se"]) == (422, "90")


async def test_what_cannot_be_spoken_is_answered_488_and_what_can_be_with_that_alone(
    centre: OpenCentre,
) -> None:
    async with line(centre, PLAIN, offer=Offer(codecs=(G729,))) as caller:
        caller.say_hello("4100", sender=sender(centre))
        refused = await caller.refused()
    async with line(centre, PLAIN, offer=Offer(codecs=(G729, PCMA))) as caller:
        answer = await caller.call_in("4100", sender=sender(centre))
        caller.offer = Offer(codecs=(PCMU,))
        changed = await caller.change("sendrecv")
        caller.offer = Offer(codecs=(G729,))
        impossible = await caller.change("sendrecv")
        caller.offer = Offer(codecs=(PCMA,))
        assert (await caller.change("sendrecv")).status == 200

    assert refused.status == 488
    assert "RTP/AVP 8 101" in answer.body
    assert "RTP/AVP 0 101" in changed.body
    assert impossible.status == 488


async def test_keys_come_as_events_of_any_payload_type_as_messages_and_as_tones(centre: OpenCentre) -> None:
    await asyncio.gather(
        *(_reaches_the_balance(centre, PLAIN, Offer(events=kind), "event") for kind in (96, 101, 121)),
        _reaches_the_balance(centre, PLAIN, Offer(), "dtmf-relay"),
        _reaches_the_balance(centre, PLAIN, Offer(events=0), "dtmf"),
        _reaches_the_balance(centre, PLAIN, Offer(events=0), "tone"),
        # Its events are offered, but what comes are tones: the trunk says so.
        _reaches_the_balance(centre, IN_BAND, Offer(), "tone"),
    )


async def _reaches_the_balance(centre: OpenCentre, carrier: str, offer: Offer, way: str) -> None:
    number = centre.new_number()
    async with line(centre, carrier, offer=offer, voice=0) as caller:
        await caller.call_in("4100", sender=f"<sip:{number}@example.com>")
        await asyncio.sleep(0.5)
        match way:
            case "event":
                await caller.sound.press("3", offer.events)
            case "dtmf-relay":
                caller.inform(way, "Signal= 3\r\nDuration= 120\r\n")
            case "dtmf":
                caller.inform(way, "3")
            case _:
                caller.sound.say(keys_as_tones("3"))
        await asyncio.sleep(2.0)
    record = await centre.record_of(f"+86{number}")
    assert "balance" in record.path, (way, offer, record)


async def test_hostile_keys_move_a_menu_by_one_valid_step_at_most(centre: OpenCentre) -> None:
    number = centre.new_number()
    async with line(centre, PLAIN, voice=0) as caller:
        await caller.call_in("4100", sender=f"<sip:{number}@example.com>")
        await caller.sound.press("ABCD", 101, milliseconds=40)
        await caller.sound.press("3", 101, milliseconds=20, ends=40)
        for _ in range(200):
            await caller.sound.press("3", 101, milliseconds=20, ends=1)
        for body in ("Signal=\r\n", "Signal=99999\r\nDuration=x\r\n", "Signal=%s%n\r\nDuration=-1\r\n", "\0"):
            caller.inform("dtmf-relay", body)
        await asyncio.sleep(1.5)
    record = await centre.record_of(f"+86{number}")
    assert record.path in (("main_menu", "balance"), ("main_menu", "balance", "goodbye"))
