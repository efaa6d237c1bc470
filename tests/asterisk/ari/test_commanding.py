"""The request that carries each command out."""

import pytest

from ivr.asterisk.ari.commanding import about_of, caller_id, dialable, request_of
from ivr.asterisk.ari.requests import Request
from ivr.telephony import commands
from ivr.telephony.causes import Cause
from ivr.telephony.commands import PhoneCommand
from ivr.telephony.ids import AgentId, BridgeId, ChannelId, PlaybackId
from ivr.telephony.prompts import Prompt

CALLER = ChannelId("s-1.2")
LEG = ChannelId("s-1-2.agent.1")
OUTSIDE = ChannelId("s-1-2.number.1")
BRIDGE = BridgeId("s-1-2.bridge.1")
PLAYBACK = PlaybackId("s-1-2.play.3")


def sound_of(prompt: Prompt) -> str:
    return f"sound:{prompt.language}/{prompt.text}"


@pytest.mark.parametrize(
    ("command", "request_"),
    [
        (commands.Answer(CALLER), Request("POST", "channels/s-1.2/answer")),
        (
            commands.Play(PLAYBACK, CALLER, (Prompt("a", "zh"), Prompt("b", "en"))),
            Request("POST", "channels/s-1.2/play/s-1-2.play.3", (("media", "sound:zh/a,sound:en/b"),)),
        ),
        (commands.StopPlayback(PLAYBACK), Request("DELETE", "playbacks/s-1-2.play.3")),
        (
            commands.StartMusic(CALLER, "default"),
            Request("POST", "channels/s-1.2/moh", (("mohClass", "default"),)),
        ),
        (commands.StopMusic(CALLER), Request("DELETE", "channels/s-1.2/moh")),
        (commands.OpenBridge(BRIDGE), Request("POST", "bridges/s-1-2.bridge.1", (("type", "mixing"),))),
        (
            commands.Bridge(BRIDGE, (CALLER, LEG)),
            Request("POST", "bridges/s-1-2.bridge.1/addChannel", (("channel", "s-1.2,s-1-2.agent.1"),)),
        ),
        (
            commands.Unbridge(BRIDGE, CALLER),
            Request("POST", "bridges/s-1-2.bridge.1/removeChannel", (("channel", "s-1.2"),)),
        ),
        (
            commands.Snoop(ChannelId("s-3-4.snoop.1"), LEG, "out"),
            Request(
                "POST",
                "channels/s-1-2.agent.1/snoop/s-3-4.snoop.1",
                (("spy", "both"), ("whisper", "out"), ("app", "switchroom"), ("appArgs", "leg")),
            ),
        ),
        (commands.CloseBridge(BRIDGE), Request("DELETE", "bridges/s-1-2.bridge.1")),
        (
            commands.HangUp(CALLER, Cause.BUSY),
            Request("DELETE", "channels/s-1.2", (("reason_code", "17"),)),
        ),
        (
            commands.GoToFallback(CALLER),
            Request(
                "POST",
                "channels/s-1.2/continue",
                (("context", "fallback"), ("extension", "resume"), ("priority", "1")),
            ),
        ),
        (
            commands.AcceptTransfer(LEG),
            Request("POST", "channels/s-1-2.agent.1/transfer_progress", (("states", "channel_answered"),)),
        ),
        (
            commands.RefuseTransfer(LEG),
            Request("POST", "channels/s-1-2.agent.1/transfer_progress", (("states", "channel_declined"),)),
        ),
        (
            commands.Ring(LEG, AgentId("8001"), "13800138000", "Ann", 14.2),
            Request(
                "POST",
                "channels/s-1-2.agent.1",
                (
                    ("endpoint", "PJSIP/8001"),
                    ("app", "switchroom"),
                    ("appArgs", "leg"),
                    ("callerId", '"Ann" <13800138000>'),
                    ("timeout", "15"),
                ),
                b'{"variables":{"FORWARD_CONTEXT":"nobody-is-followed"}}',
            ),
        ),
        (
            commands.Dial(OUTSIDE, "+86 10-8888", "carrier", "4001", 30),
            Request(
                "POST",
                "channels/s-1-2.number.1",
                (
                    ("endpoint", "PJSIP/+86108888@trunk-carrier"),
                    ("app", "switchroom"),
                    ("appArgs", "leg"),
                    ("callerId", '"" <4001>'),
                    ("timeout", "30"),
                ),
                b'{"variables":{"FORWARD_CONTEXT":"nobody-is-followed"}}',
            ),
        ),
    ],
)
def test_each_command_has_its_request(command: PhoneCommand, request_: Request) -> None:
    assert request_of(command, "switchroom", sound_of) == request_


@pytest.mark.parametrize(
    ("name", "number", "shown"),
    [
        ("张伟", "+8613800138000", '"张伟" <+8613800138000>'),
        ('A"b\\<c>\r\nX: y', "1>,2\n3", '"AbcX: y" <123>'),
        ("${SHELL(id)}", "${EXTEN}", '"${SHELL(id)}" <EXTEN>'),
        ("", "", '"" <>'),
        ("n" * 10_000, "1" * 10_000, f'"{"n" * 64}" <{"1" * 64}>'),
    ],
)
def test_nothing_in_a_caller_can_end_the_field_that_shows_him(name: str, number: str, shown: str) -> None:
    assert caller_id(name, number) == shown


def test_a_number_keeps_only_what_can_be_dialled() -> None:
    assert dialable("+86 (10) 8888*1#,Local/x@y&PJSIP/z") == "+86108888*1#"


@pytest.mark.parametrize(
    ("command", "about"),
    [
        (commands.Play(PLAYBACK, CALLER, ()), PLAYBACK),
        (commands.StopPlayback(PLAYBACK), PLAYBACK),
        (commands.Ring(LEG, AgentId("8001"), "", "", 5), LEG),
        (commands.RefuseTransfer(LEG), LEG),
        (commands.Bridge(BRIDGE, (CALLER, LEG)), BRIDGE),
        (commands.Unbridge(BRIDGE, CALLER), BRIDGE),
        (commands.HangUp(CALLER), CALLER),
    ],
)
def test_a_command_is_about_the_one_thing_it_acts_on(command: PhoneCommand, about: str) -> None:
    assert about_of(command) == about
