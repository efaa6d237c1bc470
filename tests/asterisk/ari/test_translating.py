"""Events of a real Asterisk 22.10.1, as it sent them, and what they mean."""

import json
from pathlib import Path

import msgspec
import pytest

from ivr.asterisk.ari import models as ari
from ivr.asterisk.ari.frames import Unread, decode
from ivr.asterisk.ari.models import Bridge, Channel
from ivr.asterisk.ari.models import Event as AriEvent
from ivr.asterisk.translating import arrival_of, observed, seconds, translate
from ivr.telephony.causes import Cause
from ivr.telephony.events import (
    AgentAnswered,
    AgentLeft,
    AgentRang,
    AgentRedirected,
    AgentRefused,
    Arrived,
    CallerLeft,
    DigitPressed,
    Event,
    Held,
    NumberAnswered,
    NumberLeft,
    NumberRefused,
    Observed,
    PromptFailed,
    PromptFinished,
    Retrieved,
    SnoopEnded,
    SnoopStarted,
    TransferAsked,
)
from ivr.telephony.ids import AgentId, BridgeId, ChannelId, ContactId, PlaybackId

CAPTURED = json.loads((Path(__file__).parent / "captured_events.json").read_text(encoding="utf-8"))

CONTACT = ContactId("f1-1795327521-1")
CALLER = ChannelId("f1-1795327521.1")
TOLD_AT = 1795327521.0


def captured(name: str, **changes: object) -> AriEvent:
    event = decode(json.dumps(CAPTURED[name] | changes))
    assert not isinstance(event, Unread), name
    return event  # type: ignore[return-value]


def leg(number: int) -> ChannelId:
    return ChannelId(f"{CONTACT}.agent.{number}")


@pytest.mark.parametrize(
    ("name", "events"),
    [
        (
            "a caller arrives",
            (
                Arrived(
                    contact=CONTACT,
                    at=TOLD_AT + 0.494,
                    channel=CALLER,
                    caller="13800138000",
                    caller_name="Ann",
                    dialled="4001",
                ),
            ),
        ),
        ("the agent's telephone rings", (AgentRang(contact=CONTACT, at=TOLD_AT + 3.135, leg=leg(1)),)),
        ("the agent's leg is up", ()),
        ("the agent answers", (AgentAnswered(contact=CONTACT, at=TOLD_AT + 5.444, leg=leg(14)),)),
        (
            "the agent leaves Stasis",
            (AgentLeft(contact=CONTACT, at=TOLD_AT + 6.363, leg=leg(14), cause=Cause.NORMAL),),
        ),
        (
            "the agent hung up",
            (AgentLeft(contact=CONTACT, at=TOLD_AT + 6.363, leg=leg(14), cause=Cause.NORMAL),),
        ),
        (
            "the caller leaves Stasis",
            (CallerLeft(contact=CONTACT, at=TOLD_AT + 6.568, channel=CALLER, cause=Cause.NORMAL),),
        ),
        ("a digit", (DigitPressed(contact=CONTACT, at=TOLD_AT + 3.132, channel=CALLER, digit="5"),)),
        ("hold", (Held(contact=CONTACT, at=TOLD_AT + 5.75, channel=leg(14)),)),
        ("retrieve", (Retrieved(contact=CONTACT, at=TOLD_AT + 5.753, channel=leg(14)),)),
        (
            "a transfer is asked",
            (TransferAsked(contact=CONTACT, at=TOLD_AT + 5.754, leg=leg(14), target="10086"),),
        ),
        ("a transfer is under way", ()),
        (
            "a prompt failed",
            (
                PromptFailed(
                    contact=CONTACT,
                    at=TOLD_AT + 1.001,
                    playback=PlaybackId(f"{CONTACT}.play.1"),
                    reason="cannot play sound:nosuch",
                ),
            ),
        ),
        (
            "a prompt finished",
            (PromptFinished(contact=CONTACT, at=TOLD_AT + 3.13, playback=PlaybackId(f"{CONTACT}.play.2b")),),
        ),
    ],
)
def test_each_event_is_told_in_the_words_of_the_house(name: str, events: tuple[Event, ...]) -> None:
    assert translate(captured(name)) == events


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("the agent is busy (486)", Cause.BUSY),
        ("the agent declines (603)", Cause.DECLINED),
        ("the agent is away (480)", Cause.UNREACHABLE),
        ("the telephone does not know the agent (404)", Cause.UNREACHABLE),
        ("the telephone speaks no codec of ours (488)", Cause.FAILED),
        ("the telephone has a fault (500)", Cause.FAILED),
        ("the telephone gives up (487)", Cause.NO_ANSWER),
        ("we hang up the ringing leg", Cause.NORMAL),
    ],
)
def test_a_leg_that_ends_unanswered_is_a_refusal_with_its_cause(name: str, cause: Cause) -> None:
    (event,) = translate(captured(name))
    assert isinstance(event, AgentRefused)
    assert (event.contact, event.cause) == (CONTACT, cause)


@pytest.mark.parametrize(
    ("forward", "number"),
    [("8002", "8002"), ("sip:8002@10.0.0.9;user=phone", "8002"), ("PJSIP/8002", "PJSIP/8002")],
)
def test_a_telephone_that_names_who_should_be_called_instead_redirects(forward: str, number: str) -> None:
    refused = captured("the agent is busy (486)")
    assert isinstance(refused, ari.ChannelDestroyed)
    dial = ari.Dial(
        application="switchroom",
        timestamp=refused.timestamp,
        peer=refused.channel,
        forward=forward,
        dialstatus="CANCEL",
    )
    (event,) = translate(dial)
    assert isinstance(event, AgentRedirected)
    assert (event.contact, event.leg, event.target) == (CONTACT, refused.channel.id, number)
    to_a_number = msgspec.structs.replace(refused.channel, id=f"{CONTACT}.number.1")
    assert translate(msgspec.structs.replace(dial, peer=to_a_number)) == ()
    assert translate(msgspec.structs.replace(dial, forward="")) == ()
    assert translate(msgspec.structs.replace(dial, forward=None)) == ()


def test_a_leg_to_a_number_is_told_like_one_to_an_agent() -> None:
    number = ChannelId(f"{CONTACT}.number.1")

    def renamed(name: str) -> tuple[Event, ...]:
        return translate(captured(name, channel=CAPTURED[name]["channel"] | {"id": number}))

    at = TOLD_AT + 5.444
    assert renamed("the agent answers") == (NumberAnswered(contact=CONTACT, at=at, leg=number),)
    assert isinstance(renamed("the agent is busy (486)")[0], NumberRefused)
    assert isinstance(renamed("the agent hung up")[0], NumberLeft)
    assert renamed("the agent's telephone rings") == ()


def test_an_agents_own_call_names_the_agent() -> None:
    (event,) = translate(captured("an agent dials a feature code"))
    assert isinstance(event, Arrived)
    assert (event.agent, event.dialled, event.caller) == (AgentId("8001"), "*11", "8001")


def test_a_hostile_caller_is_cut_to_size_and_otherwise_left_as_he_is() -> None:
    (event,) = translate(captured("a hostile caller arrives"))
    assert isinstance(event, Arrived)
    assert event.caller == "${SHELL(id)}"
    assert event.caller_name.startswith('Q\\"uote ${EXTEN} <x> nnn')
    assert len(event.caller_name) <= 64


def test_a_callers_name_of_10_kb_with_control_signs_is_64_printable_signs() -> None:
    channel = CAPTURED["a caller arrives"]["channel"]
    caller = {"name": "\r\n\x00\u202e" + "名" * 10_000, "number": "1\n2"}
    (event,) = translate(captured("a caller arrives", channel=channel | {"caller": caller}))
    assert isinstance(event, Arrived)
    assert (event.caller_name, event.caller) == ("名" * 64, "12")


def test_a_channel_that_runs_the_extension_h_has_not_arrived() -> None:
    channel = CAPTURED["a caller arrives"]["channel"]
    hung_up = channel | {"dialplan": channel["dialplan"] | {"exten": "h"}}
    assert translate(captured("a caller arrives", channel=hung_up)) == ()


@pytest.mark.parametrize("args", [[], ["caller"], ["other", "c", "1"], ["caller", "c", "1", "2"], ["leg"]])
def test_arguments_that_are_not_of_our_extensions_tell_of_no_arrival(args: list[str]) -> None:
    assert translate(captured("a caller arrives", args=args)) == ()


@pytest.mark.parametrize("digit", ["", "55", "E", "５", "\n"])
def test_what_is_no_digit_of_a_telephone_is_not_one(digit: str) -> None:
    assert translate(captured("a digit", digit=digit)) == ()


@pytest.mark.parametrize(
    ("destination", "target"),
    [
        ("10086", "10086"),
        ("sip:10086@other.example:5062;user=phone", "10086"),
        ("<sips:8002;x=y@host>", "8002"),
        ("tel:+8610;phone-context=x", "+8610"),
        ("", ""),
        ("9" * 1000, "9" * 64),
    ],
)
def test_the_target_of_a_transfer_is_its_user_part(destination: str, target: str) -> None:
    refer_to = {"requested_destination": {"destination": destination}}
    (event,) = translate(captured("a transfer is asked", refer_to=refer_to))
    assert isinstance(event, TransferAsked)
    assert event.target == target


def test_an_attended_transfer_has_no_target_of_ours() -> None:
    (event,) = translate(captured("an attended transfer is asked"))
    assert isinstance(event, TransferAsked)
    assert event.target == ""


def test_an_event_of_no_use_is_unread() -> None:
    assert decode(json.dumps(CAPTURED["a channel left a bridge"])) == Unread("ChannelLeftBridge")


def test_the_time_is_asterisks_own_whatever_its_zone() -> None:
    assert (
        seconds("2026-11-22T06:05:21.494+0000") == seconds("2026-11-22T14:05:21.494+0800") == 1795327521.494
    )


def test_a_time_that_cannot_be_read_is_an_error_for_the_edge() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        translate(captured("a digit", timestamp="yesterday"))


def channel(name: str, **changes: object) -> Channel:
    return msgspec.convert(CAPTURED[name]["channel"] | changes, Channel)


def bridge(name: str, *channels: str) -> Bridge:
    return Bridge(
        id=name,
        technology="simple_bridge",
        bridge_type="mixing",
        bridge_class="stasis",
        creator="Stasis",
        name="",
        channels=channels,
        creationtime="2026-11-22T06:05:21.494+0000",
    )


def test_a_caller_already_inside_is_told_from_where_he_stands() -> None:
    (told,) = translate(captured("a caller arrives"))
    assert arrival_of(channel("a caller arrives")) == told
    assert arrival_of(channel("an agent dials a feature code")) is not None
    assert arrival_of(channel("the agent answers")) is None


def test_a_caller_whom_we_claimed_is_told_from_where_he_stands_too() -> None:
    (told,) = translate(captured("a caller arrives"))
    assert isinstance(told, Arrived)
    plan = CAPTURED["a caller arrives"]["channel"]["dialplan"]
    claimed = plan | {
        "app_name": "StasisBroadcast",
        "app_data": f"400,^switchroom$,caller:{told.contact}:{told.dialled}",
    }
    assert arrival_of(channel("a caller arrives", dialplan=claimed)) == told


def test_a_caller_outside_stasis_is_nobodys_arrival() -> None:
    plan = CAPTURED["a caller arrives"]["channel"]["dialplan"]
    queued = plan | {"app_name": "Queue", "app_data": "fallback,caller,x,y"}
    assert arrival_of(channel("a caller arrives", dialplan=queued)) is None


def test_what_is_observed_is_told_by_contact() -> None:
    other = channel("a caller arrives", id="f1-1795327999.7")
    ringing = channel("the agent's telephone rings")
    there = observed(
        [channel("a caller arrives"), channel("the agent answers"), ringing, other],
        [bridge(f"{CONTACT}.bridge.1", CALLER, leg(14)), bridge("another's", "f1-1795327999.7")],
        [PlaybackId(f"{CONTACT}.play.1")],
    )
    assert there == {
        CONTACT: Observed(
            channels=frozenset({CALLER, leg(1), leg(14)}),
            answered=frozenset({leg(14)}),
            bridged=frozenset({CALLER, leg(14)}),
            bridges=frozenset({BridgeId(f"{CONTACT}.bridge.1")}),
            playbacks=frozenset({PlaybackId(f"{CONTACT}.play.1")}),
        ),
        ContactId("f1-1795327999-7"): Observed(channels=frozenset({ChannelId("f1-1795327999.7")})),
    }


def test_a_leg_that_is_up_but_not_in_stasis_yet_has_not_answered() -> None:
    plan = {"context": "from-agents", "exten": "s", "priority": 1, "app_name": "AppDial2", "app_data": ""}
    there = observed([channel("the agent answers", dialplan=plan)], [], [])
    assert there[CONTACT].answered == frozenset()


def test_a_caller_whom_the_fallback_took_over_is_seen_there_and_nobody_else_is() -> None:
    plan = CAPTURED["a caller arrives"]["channel"]["dialplan"]
    taken = channel("a caller arrives", dialplan=plan | {"context": "fallback", "app_name": "Queue"})
    elsewhere = channel("a caller arrives", id="f1-1795327999.7")
    rung = channel("the agent answers", dialplan=plan | {"context": "fallback"})
    assert observed([], [], [], [taken, elsewhere, rung]) == {
        CONTACT: Observed(in_fallback=frozenset({CALLER}))
    }


def test_a_snoop_begins_and_ends_for_the_contact_that_made_it() -> None:
    snoop = ChannelId(f"{CONTACT}.snoop.1")
    channel = CAPTURED["a caller arrives"]["channel"] | {"id": snoop}
    (started,) = translate(captured("a caller arrives", channel=channel, args=["leg"]))
    assert started == SnoopStarted(contact=CONTACT, at=started.at, snoop=snoop)
    for name in ("the agent leaves Stasis", "the agent hung up"):
        (ended,) = translate(captured(name, channel=channel))
        assert ended == SnoopEnded(contact=CONTACT, at=ended.at, snoop=snoop)
