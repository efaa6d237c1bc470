"""Translating: from ARI's events to the house's, and from what Asterisk has to what the core may see.

All of it is pure and remembers nothing: an id tells whose a channel is, and the state that Asterisk puts
into the event that ends a leg tells whether it had been answered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import assert_never

from ivr.asterisk import fallback
from ivr.asterisk.ari import models as ari
from ivr.asterisk.ari.causes import cause_of
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
    JoinAsked,
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
from ivr.telephony.ids import (
    AgentId,
    BridgeId,
    ChannelId,
    ContactId,
    PlaybackId,
    contact_of_caller,
    is_agent_leg,
    is_number_leg,
    is_snoop,
    owner,
)

_UP = "Up"
_RINGING = "Ringing"
_DIGITS = frozenset("0123456789*#ABCD")
_MAX_TEXT = 64


def contact_of(channel: str) -> ContactId:
    """The contact that a channel of ours belongs to."""
    return owner(channel) if is_leg(channel) else contact_of_caller(ChannelId(channel))


def is_leg(channel: str) -> bool:
    """Whether we made the channel ourselves."""
    return is_agent_leg(channel) or is_number_leg(channel) or is_snoop(channel)


def translate(event: ari.Event) -> tuple[Event, ...]:
    """What an event of Asterisk means; nothing, when it means nothing to a contact.

    Raises ValueError when its time cannot be read.
    """
    at = seconds(event.timestamp)
    match event:
        case ari.StasisStart(channel=channel, args=args):
            return _entered(channel, args, at)
        case ari.StasisEnd(channel=channel):
            return (_left(channel.id, Cause.NORMAL, at),)
        case ari.ChannelDestroyed(channel=channel, cause=code, tech_cause=sip):
            return (_destroyed(channel, cause_of(code, sip), at),)
        case ari.ChannelStateChange(channel=channel):
            return _changed(channel, at)
        case ari.ChannelDtmfReceived(channel=channel, digit=digit):
            return _pressed(channel, digit, at)
        case ari.ChannelHold(channel=channel):
            return (Held(contact=contact_of(channel.id), at=at, channel=ChannelId(channel.id)),)
        case ari.ChannelUnhold(channel=channel):
            return (Retrieved(contact=contact_of(channel.id), at=at, channel=ChannelId(channel.id)),)
        case ari.ChannelTransfer():
            return _transfer(event, at)
        case ari.Dial(peer=peer, forward=target):
            return _redirected(peer, target or "", at)
        case ari.PlaybackFinished(playback=playback):
            return (_played(playback, at),)
        case ari.ApplicationReplaced() | ari.CallBroadcast():
            return ()
        case _:
            assert_never(event)


def seconds(timestamp: str) -> float:
    """Asterisk's time, such as ``2026-11-22T06:05:21.494+0000``, in seconds since the epoch."""
    return datetime.fromisoformat(timestamp).timestamp()


def arrival(channel: ari.Channel, args: tuple[str, ...], at: float) -> Arrived | None:
    """The arrival that these arguments of our extensions tell: ``caller|agent,CONTACT,DIALLED[,AGENT]``."""
    match args:
        case ("caller", _, dialled):
            agent = None
        case ("agent", _, dialled, endpoint):
            agent = AgentId(_plain(endpoint))
        case _:
            return None
    return Arrived(
        contact=contact_of(channel.id),
        at=at,
        channel=ChannelId(channel.id),
        caller=_plain(channel.caller.number),
        caller_name=_plain(channel.caller.name),
        dialled=_plain(dialled),
        agent=agent,
    )


def arrival_of(channel: ari.Channel) -> Arrived | None:
    """The arrival of a channel that is in our application already, read from where it stands.

    The only way to know of a call whose arrival was told while nobody listened: Asterisk tells it once.
    """
    if is_leg(channel.id):
        return None
    return arrival(channel, arguments_of(channel), seconds(channel.creationtime))


def arguments_of(channel: ari.Channel) -> tuple[str, ...]:
    """What our extensions said of a channel as they gave it to us; nothing, of any other channel."""
    data = channel.dialplan.app_data.split(",")
    match channel.dialplan.app_name:
        case "StasisBroadcast" if len(data) > 2:
            return tuple(data[2].split(":"))
        case "Stasis":
            return tuple(data[1:])
        case _:
            return ()


def observed(
    channels: Iterable[ari.Channel],
    bridges: Iterable[ari.Bridge],
    playing: Iterable[PlaybackId],
    others: Iterable[ari.Channel] = (),
) -> dict[ContactId, Observed]:
    """What there is of each contact, from the application's channels, our bridges and running prompts.

    ``others`` are the channels that are not the application's.
    """
    own = [bridge for bridge in bridges if ".bridge." in bridge.id]
    present = list(channels)
    by_channel = _by_contact(contact_of, (channel.id for channel in present))
    answered = _by_contact(owner, (channel.id for channel in present if _has_answered(channel)))
    bridged = _by_contact(contact_of, (channel for bridge in own for channel in bridge.channels))
    by_bridge = _by_contact(owner, (bridge.id for bridge in own))
    by_playback = _by_contact(owner, playing)
    in_fallback = _by_contact(contact_of, (channel.id for channel in others if _was_taken_over(channel)))
    return {
        contact: Observed(
            channels=frozenset(map(ChannelId, by_channel.get(contact, ()))),
            answered=frozenset(map(ChannelId, answered.get(contact, ()))),
            bridged=frozenset(map(ChannelId, bridged.get(contact, ()))),
            bridges=frozenset(map(BridgeId, by_bridge.get(contact, ()))),
            playbacks=frozenset(map(PlaybackId, by_playback.get(contact, ()))),
            in_fallback=frozenset(map(ChannelId, in_fallback.get(contact, ()))),
        )
        for contact in by_channel.keys() | by_bridge.keys() | in_fallback.keys()
    }


def refusal(leg: ChannelId, cause: Cause, at: float) -> AgentRefused | NumberRefused:
    """A leg that ended before anybody answered it."""
    if is_agent_leg(leg):
        return AgentRefused(contact=owner(leg), at=at, leg=leg, cause=cause)
    return NumberRefused(contact=owner(leg), at=at, leg=leg, cause=cause)


def _by_contact(contact: Callable[[str], ContactId], ids: Iterable[str]) -> dict[ContactId, set[str]]:
    found: dict[ContactId, set[str]] = defaultdict(set)
    for one in ids:
        found[contact(one)].add(one)
    return found


def _has_answered(channel: ari.Channel) -> bool:
    # Up, but not in Stasis yet, it cannot be bridged: its StasisStart is about to come.
    return is_leg(channel.id) and channel.state == _UP and channel.dialplan.app_name == "Stasis"


def _was_taken_over(channel: ari.Channel) -> bool:
    return channel.dialplan.context in fallback.CONTEXTS and not is_leg(channel.id)


def _entered(channel: ari.Channel, args: tuple[str, ...], at: float) -> tuple[Event, ...]:
    contact, leg = contact_of(channel.id), ChannelId(channel.id)
    if is_agent_leg(leg):
        return (AgentAnswered(contact=contact, at=at, leg=leg),)
    if is_number_leg(leg):
        return (NumberAnswered(contact=contact, at=at, leg=leg),)
    if is_snoop(leg):
        return (SnoopStarted(contact=contact, at=at, snoop=leg),)
    # Extension h runs on a channel that has been hung up: whatever brought it here, it is no call.
    arrived = None if channel.dialplan.exten == "h" else arrival(channel, args, at)
    return () if arrived is None else (arrived,)


def _left(channel: str, cause: Cause, at: float) -> Event:
    contact, leg = contact_of(channel), ChannelId(channel)
    if is_agent_leg(channel):
        return AgentLeft(contact=contact, at=at, leg=leg, cause=cause)
    if is_number_leg(channel):
        return NumberLeft(contact=contact, at=at, leg=leg, cause=cause)
    if is_snoop(channel):
        return SnoopEnded(contact=contact, at=at, snoop=leg)
    return CallerLeft(contact=contact, at=at, channel=leg, cause=cause)


def _destroyed(channel: ari.Channel, cause: Cause, at: float) -> Event:
    if channel.state == _UP or is_snoop(channel.id) or not is_leg(channel.id):
        return _left(channel.id, cause, at)
    return refusal(ChannelId(channel.id), cause, at)


def _changed(channel: ari.Channel, at: float) -> tuple[Event, ...]:
    if channel.state != _RINGING or not is_agent_leg(channel.id):
        return ()
    return (AgentRang(contact=owner(channel.id), at=at, leg=ChannelId(channel.id)),)


def _redirected(channel: ari.Channel, target: str, at: float) -> tuple[Event, ...]:
    """What is told of each dialling; only who answers that somebody else should be called names one."""
    if not target or not is_agent_leg(channel.id):
        return ()
    leg, number = ChannelId(channel.id), _user_part(target)
    return (AgentRedirected(contact=owner(leg), at=at, leg=leg, target=number),)


def _pressed(channel: ari.Channel, digit: str, at: float) -> tuple[Event, ...]:
    if digit not in _DIGITS:
        return ()
    contact = contact_of(channel.id)
    return (DigitPressed(contact=contact, at=at, channel=ChannelId(channel.id), digit=digit),)


def _transfer(event: ari.ChannelTransfer, at: float) -> tuple[Event, ...]:
    # With a state it is the echo of how far a transfer has come.
    if event.state is not None:
        return ()
    leg, other = event.referred_by.source_channel.id, event.refer_to.destination_channel
    wanted = event.refer_to.requested_destination
    if wanted.protocol_id and other is not None:
        asked = JoinAsked(contact=contact_of(leg), at=at, leg=ChannelId(leg), channel=ChannelId(other.id))
        return (asked,)
    # Who names a dialog (Replaces) that is not here names no number of ours.
    target = "" if wanted.protocol_id else _user_part(wanted.destination or "")
    return (TransferAsked(contact=contact_of(leg), at=at, leg=ChannelId(leg), target=target),)


def _user_part(destination: str) -> str:
    """``10086`` of ``10086``, ``sip:10086@host`` or ``<sip:10086;x=y@host>``."""
    bare = destination.strip("<> ").partition("@")[0].partition(";")[0]
    scheme, colon, rest = bare.partition(":")
    return _plain(rest if colon and scheme.lower() in ("sip", "sips", "tel") else bare)


def _played(playback: ari.Playback, at: float) -> PromptFinished | PromptFailed:
    contact, prompt = owner(playback.id), PlaybackId(playback.id)
    if playback.state == "failed":
        return PromptFailed(
            contact=contact, at=at, playback=prompt, reason=f"cannot play {playback.media_uri}"
        )
    return PromptFinished(contact=contact, at=at, playback=prompt)


def _plain(text: str) -> str:
    """A text of somebody else's: what can be printed of it, and not too much of that."""
    return "".join(sign for sign in text[: 4 * _MAX_TEXT] if sign.isprintable())[:_MAX_TEXT].strip()
