"""Commanding: the ARI request that carries a command out."""

import math
from collections.abc import Callable, Mapping
from typing import assert_never

from ivr.asterisk.ari import models as ari
from ivr.asterisk.ari.causes import q850
from ivr.asterisk.ari.requests import Request
from ivr.asterisk.ari.settings import OURS, Names
from ivr.telephony import commands
from ivr.telephony.commands import PhoneCommand
from ivr.telephony.ids import ChannelId
from ivr.telephony.prompts import Prompt

# The channel variable by which the extensions know who has heard the notice.
INFORMED = "INFORMED"

# What says in the extensions that a leg is ours; its id tells the rest.
LEG = "leg"

# Who answers "moved" (302) is not followed: left alone, Asterisk calls the new target itself, in the context
# of whoever answered so.  There is no such context, and the leg ends at once, as declined.
NOT_FOLLOWED = {"FORWARD_CONTEXT": "nobody-is-followed"}

_NUMBER = frozenset("0123456789+*#")
_SHOWN_NUMBER = _NUMBER | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_")
_MAX_SHOWN = 64


def request_of(
    command: PhoneCommand, application: str, sound_of: Callable[[Prompt], str], names: Names = OURS
) -> Request:
    """The request for a command.  Raises LookupError when there is no sound for a prompt."""
    match command:
        case commands.Play(playback=playback, channel=channel, prompts=prompts):
            media = tuple(sound_of(prompt) for prompt in prompts)
            return ari.channels_play_with_id(channel, playback, media=media)
        case commands.StopPlayback(playback=playback):
            return ari.playbacks_stop(playback)
        case commands.Ring(leg=leg, agent=agent, seconds=seconds):
            shown = caller_id(command.caller_name, command.caller)
            return _leg(leg, f"PJSIP/{agent}", application, shown, seconds, names.on_rings)
        case commands.Dial(leg=leg, number=number, trunk=trunk, seconds=seconds):
            endpoint = names.outgoing.format(number=dialable(number), trunk=trunk)
            return _leg(leg, endpoint, application, caller_id("", command.caller), seconds)
        case commands.Dismiss(channel=channel, prompt=prompt):
            sound = "-".join(sound_of(prompt).split("/")[-2:])
            return ari.channels_continue_in_dialplan(channel, context=names.told, extension=sound, priority=1)
        case commands.Snoop(snoop=snoop, channel=channel, whisper=whisper):
            return ari.channels_snoop_channel_with_id(
                channel, snoop, app=application, spy="both", whisper=whisper, app_args=LEG
            )
        case commands.OpenBridge() | commands.Bridge() | commands.Unbridge() | commands.CloseBridge():
            return _of_bridge(command)
        case _:
            return _of_channel(command, names)


def about_of(command: PhoneCommand) -> str:
    """The id that a command acts on: of a prompt, a bridge, or else a channel."""
    match command:
        case commands.Play(playback=about) | commands.StopPlayback(playback=about):
            return about
        case commands.Ring(leg=about) | commands.Dial(leg=about) | commands.Snoop(snoop=about):
            return about
        case commands.AcceptTransfer(leg=about) | commands.RefuseTransfer(leg=about):
            return about
        case commands.OpenBridge() | commands.Bridge() | commands.Unbridge() | commands.CloseBridge():
            return command.bridge
        case _:
            return command.channel


def dialable(number: str) -> str:
    """The number with nothing left in it but what a telephone can dial."""
    return "".join(sign for sign in number if sign in _NUMBER)[:_MAX_SHOWN]


def caller_id(name: str, number: str) -> str:
    """The caller as ARI reads him: ``"name" <number>``, with nothing that could end the one or the other."""
    plain = "".join(sign for sign in name if sign.isprintable() and sign not in '"\\<>')[:_MAX_SHOWN]
    shown = "".join(sign for sign in number if sign in _SHOWN_NUMBER)[:_MAX_SHOWN]
    return f'"{plain}" <{shown}>'


def _leg(
    leg: ChannelId,
    endpoint: str,
    application: str,
    shown: str,
    seconds: float,
    variables: Mapping[str, str] | None = None,
) -> Request:
    return ari.channels_originate_with_id(
        leg,
        endpoint=endpoint,
        app=application,
        app_args=LEG,
        caller_id=shown,
        timeout=math.ceil(seconds),
        variables={**NOT_FOLLOWED, **(variables or {})},
    )


def _of_bridge(
    command: commands.OpenBridge | commands.Bridge | commands.Unbridge | commands.CloseBridge,
) -> Request:
    match command:
        case commands.OpenBridge(bridge=bridge, mixed=mixed):
            # No other type gives a mixer to two channels that could do without.
            return ari.bridges_create_with_id(bridge, type="mixing,video_sfu" if mixed else "mixing")
        case commands.Bridge(bridge=bridge, channels=channels, absorbing=absorbing):
            return ari.bridges_add_channel(bridge, channel=channels, absorb_dtmf=absorbing or None)
        case commands.Unbridge(bridge=bridge, channel=channel):
            return ari.bridges_remove_channel(bridge, channel=(channel,))
        case commands.CloseBridge(bridge=bridge):
            return ari.bridges_destroy(bridge)
        case _:
            assert_never(command)


def _of_channel(
    command: commands.Answer
    | commands.MarkInformed
    | commands.StartMusic
    | commands.StopMusic
    | commands.HangUp
    | commands.GoToFallback
    | commands.AcceptTransfer
    | commands.RefuseTransfer,
    names: Names,
) -> Request:
    match command:
        case commands.Answer(channel=channel):
            return ari.channels_answer(channel)
        case commands.MarkInformed(channel=channel):
            return ari.channels_set_channel_var(channel, variable=INFORMED, value="yes")
        case commands.StartMusic(channel=channel, music=music):
            return ari.channels_start_moh(channel, moh_class=names.music + music)
        case commands.StopMusic(channel=channel):
            return ari.channels_stop_moh(channel)
        case commands.HangUp(channel=channel, cause=cause):
            return ari.channels_hangup(channel, reason_code=str(q850(cause)))
        case commands.GoToFallback(channel=channel):
            return to_fallback(channel, names)
        case commands.AcceptTransfer(leg=leg):
            return ari.channels_transfer_progress(leg, states="channel_answered")
        case commands.RefuseTransfer(leg=leg):
            return ari.channels_transfer_progress(leg, states="channel_declined")
        case _:
            assert_never(command)


def to_fallback(channel: str, names: Names = OURS) -> Request:
    """Give a channel back to the extensions, where a caller lands whom nobody serves."""
    return ari.channels_continue_in_dialplan(channel, context=names.fallback, extension="resume", priority=1)
