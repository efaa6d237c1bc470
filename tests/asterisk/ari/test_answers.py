"""What a status means to each command."""

import typing

import pytest

from ivr.asterisk.ari.answers import TABLE, Verdict, verdict
from ivr.telephony import commands
from ivr.telephony.commands import PhoneCommand
from ivr.telephony.ids import AgentId, BridgeId, ChannelId, PlaybackId
from ivr.telephony.prompts import Prompt

CHANNEL, LEG, BRIDGE, PLAYBACK = (
    ChannelId("s-1.1"),
    ChannelId("s-1-1.agent.1"),
    BridgeId("b"),
    PlaybackId("p"),
)
PLAY = commands.Play(PLAYBACK, CHANNEL, (Prompt("hello", "en"),))
RING = commands.Ring(LEG, AgentId("8001"), "1", "", 5)
MEET = commands.Bridge(BRIDGE, (CHANNEL, LEG))
PART = commands.Unbridge(BRIDGE, CHANNEL)


@pytest.mark.parametrize(
    ("command", "status", "meaning"),
    [
        (PLAY, 201, Verdict.DONE),
        (PLAY, 404, Verdict.GONE),
        (PLAY, 409, Verdict.GONE),
        (PLAY, 412, Verdict.GONE),
        (PLAY, 400, Verdict.FAILED),
        (RING, 200, Verdict.DONE),
        (RING, 409, Verdict.DONE),
        (RING, 500, Verdict.REFUSED),
        (RING, 400, Verdict.FAILED),
        (commands.OpenBridge(BRIDGE), 409, Verdict.DONE),
        (commands.OpenBridge(BRIDGE), 500, Verdict.FAILED),
        (MEET, 204, Verdict.DONE),
        (MEET, 400, Verdict.GONE),
        (MEET, 422, Verdict.GONE),
        (MEET, 404, Verdict.FAILED),
        (PART, 204, Verdict.DONE),
        (PART, 404, Verdict.DONE),
        (PART, 422, Verdict.DONE),
        (PART, 400, Verdict.GONE),
        (commands.HangUp(CHANNEL), 404, Verdict.DONE),
        (commands.Snoop(LEG, CHANNEL, "none"), 200, Verdict.DONE),
        (commands.Snoop(LEG, CHANNEL, "none"), 404, Verdict.FAILED),
        (commands.Snoop(LEG, CHANNEL, "none"), 500, Verdict.FAILED),
        (commands.HangUp(CHANNEL), 500, Verdict.FAILED),
        (commands.StopPlayback(PLAYBACK), 404, Verdict.DONE),
        (commands.CloseBridge(BRIDGE), 404, Verdict.DONE),
        (commands.GoToFallback(CHANNEL), 409, Verdict.GONE),
        (commands.Answer(CHANNEL), 204, Verdict.DONE),
        (commands.Answer(CHANNEL), 412, Verdict.GONE),
    ],
)
def test_each_command_reads_its_answers_in_its_own_way(
    command: PhoneCommand, status: int, meaning: Verdict
) -> None:
    assert verdict(command, status) is meaning


def test_no_command_is_without_a_table() -> None:
    assert set(TABLE) == set(typing.get_args(PhoneCommand))
