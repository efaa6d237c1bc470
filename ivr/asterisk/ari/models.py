"""The words of ARI that are in use.

Generated from Asterisk's API description by ``python -m ivr.asterisk.ari.generating``: do not edit,
change ``in_use.py`` and generate it again.
"""

from collections.abc import Mapping, Sequence

import msgspec

from ivr.asterisk.ari.requests import Request, body, parameters, path


class CallerID(msgspec.Struct, kw_only=True, frozen=True):
    """Caller identification."""

    name: str
    number: str


class DialplanCEP(msgspec.Struct, kw_only=True, frozen=True):
    """Dialplan location (context/extension/priority)."""

    context: str
    exten: str
    priority: int
    app_name: str
    app_data: str


class Channel(msgspec.Struct, kw_only=True, frozen=True):
    """A specific communication connection between Asterisk and an Endpoint."""

    id: str
    protocol_id: str
    name: str
    state: str
    caller: CallerID
    connected: CallerID
    accountcode: str
    dialplan: DialplanCEP
    creationtime: str
    language: str
    channelvars: msgspec.Raw | None = None
    caller_rdnis: str | None = None
    tenantid: str | None = None


class CallBroadcast(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="CallBroadcast"):
    """Notification that a channel is being broadcast to ARI applications for claiming."""

    application: str
    timestamp: str
    channel: Channel
    caller: str | None = None
    called: str | None = None


class StasisStart(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="StasisStart"):
    """Notification that a channel has entered a Stasis application."""

    application: str
    timestamp: str
    args: tuple[str, ...]
    channel: Channel
    replace_channel: Channel | None = None


class StasisEnd(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="StasisEnd"):
    """Notification that a channel has left a Stasis application."""

    application: str
    timestamp: str
    channel: Channel


class ChannelDestroyed(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="ChannelDestroyed"):
    """Notification that a channel has been destroyed."""

    application: str
    timestamp: str
    cause: int
    cause_txt: str
    tech_cause: int | None = None
    channel: Channel


class ChannelStateChange(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="ChannelStateChange"):
    """Notification of a channel's state change."""

    application: str
    timestamp: str
    channel: Channel


class ChannelDtmfReceived(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="ChannelDtmfReceived"):
    """DTMF received on a channel."""

    application: str
    timestamp: str
    digit: str
    duration_ms: int
    channel: Channel


class ChannelHold(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="ChannelHold"):
    """A channel initiated a media hold."""

    application: str
    timestamp: str
    channel: Channel
    musicclass: str | None = None


class ChannelUnhold(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="ChannelUnhold"):
    """A channel initiated a media unhold."""

    application: str
    timestamp: str
    channel: Channel


class AdditionalParam(msgspec.Struct, kw_only=True, frozen=True):
    """Protocol specific additional parameter."""

    parameter_name: str
    parameter_value: str


class RequiredDestination(msgspec.Struct, kw_only=True, frozen=True):
    """Information about the requested destination."""

    protocol_id: str | None = None
    destination: str | None = None
    additional_protocol_params: tuple[AdditionalParam, ...] | None = None


class Bridge(msgspec.Struct, kw_only=True, frozen=True):
    """The merging of media from one or more channels."""

    id: str
    technology: str
    bridge_type: str
    bridge_class: str
    creator: str
    name: str
    channels: tuple[str, ...]
    video_mode: str | None = None
    video_source_id: str | None = None
    creationtime: str
    bridgevars: msgspec.Raw | None = None


class ReferTo(msgspec.Struct, kw_only=True, frozen=True):
    """Transfer destination requested by transferee."""

    requested_destination: RequiredDestination
    destination_channel: Channel | None = None
    connected_channel: Channel | None = None
    bridge: Bridge | None = None


class ReferredBy(msgspec.Struct, kw_only=True, frozen=True):
    """Transfer destination requested by transferee."""

    source_channel: Channel
    connected_channel: Channel | None = None
    bridge: Bridge | None = None


class ChannelTransfer(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="ChannelTransfer"):
    """Transfer on a channel."""

    application: str
    timestamp: str
    state: str | None = None
    refer_to: ReferTo
    referred_by: ReferredBy


class Dial(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="Dial"):
    """Dialing state has changed."""

    application: str
    timestamp: str
    caller: Channel | None = None
    peer: Channel
    forward: str | None = None
    forwarded: Channel | None = None
    dialstring: str | None = None
    dialstatus: str


class Playback(msgspec.Struct, kw_only=True, frozen=True):
    """Object representing the playback of media to a channel."""

    id: str
    media_uri: str
    next_media_uri: str | None = None
    target_uri: str
    language: str | None = None
    state: str


class PlaybackFinished(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="PlaybackFinished"):
    """Event showing the completion of a media playback operation."""

    application: str
    timestamp: str
    playback: Playback


class ApplicationReplaced(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="ApplicationReplaced"):
    """Notification that another WebSocket has taken over for an application."""

    application: str
    timestamp: str


class RESTQueryStringParameter(msgspec.Struct, kw_only=True, frozen=True):
    """REST over Websocket Query String Parameter."""

    name: str
    value: str


class RESTRequest(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="RESTRequest"):
    """REST over Websocket Request."""

    transaction_id: str
    request_id: str
    method: str
    uri: str
    content_type: str | None = None
    query_strings: tuple[RESTQueryStringParameter, ...] | None = None
    message_body: str | None = None


class RESTResponse(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="RESTResponse"):
    """REST over Websocket Response."""

    application: str
    timestamp: str
    transaction_id: str
    request_id: str
    status_code: int
    reason_phrase: str
    uri: str
    content_type: str | None = None
    message_body: str | None = None


class Application(msgspec.Struct, kw_only=True, frozen=True):
    """Details of a Stasis application."""

    name: str
    channel_ids: tuple[str, ...]
    bridge_ids: tuple[str, ...]
    endpoint_ids: tuple[str, ...]
    device_names: tuple[str, ...]
    events_allowed: tuple[msgspec.Raw, ...]
    events_disallowed: tuple[msgspec.Raw, ...]


Event = CallBroadcast | StasisStart | StasisEnd | ChannelDestroyed | ChannelStateChange | ChannelDtmfReceived | ChannelHold | ChannelUnhold | ChannelTransfer | Dial | PlaybackFinished | ApplicationReplaced


UNREAD_EVENTS = (
    "ApplicationMoveFailed",
    "ApplicationRegistered",
    "ApplicationUnregistered",
    "BridgeAttendedTransfer",
    "BridgeBlindTransfer",
    "BridgeCreated",
    "BridgeDestroyed",
    "BridgeMerged",
    "BridgeVideoSourceChanged",
    "CallClaimed",
    "ChannelCallerId",
    "ChannelConnectedLine",
    "ChannelCreated",
    "ChannelDialplan",
    "ChannelEnteredBridge",
    "ChannelHangupRequest",
    "ChannelLeftBridge",
    "ChannelTalkingFinished",
    "ChannelTalkingStarted",
    "ChannelToneDetected",
    "ChannelUserevent",
    "ChannelVarset",
    "ContactStatusChange",
    "DeviceStateChanged",
    "EndpointStateChange",
    "PeerStatusChange",
    "PlaybackContinuing",
    "PlaybackStarted",
    "RecordingFailed",
    "RecordingFinished",
    "RecordingStarted",
    "TextMessageReceived",
)


def applications_get(application_name: str) -> Request:
    """Get details of an application."""
    return Request("GET", path("applications", application_name))


def applications_filter(application_name: str, *, filter: object | None = None) -> Request:
    """Filter application events types."""
    return Request("PUT", path("applications", application_name, "eventFilter"), parameters({}), body(filter))


def bridges_list() -> Request:
    """List all active bridges in Asterisk."""
    return Request("GET", path("bridges"))


def bridges_create_with_id(bridge_id: str, *, type: str | None = None, name: str | None = None, variables: Mapping[str, str] | None = None) -> Request:
    """Create a new bridge."""
    return Request("POST", path("bridges", bridge_id), parameters({"type": type, "name": name}), body(None if variables is None else {"variables": variables}))


def bridges_destroy(bridge_id: str) -> Request:
    """Shut down a bridge."""
    return Request("DELETE", path("bridges", bridge_id))


def bridges_add_channel(bridge_id: str, *, channel: Sequence[str], role: str | None = None, absorb_dtmf: bool | None = None, mute: bool | None = None, inhibit_connected_line_updates: bool | None = None) -> Request:
    """Add a channel to a bridge."""
    return Request("POST", path("bridges", bridge_id, "addChannel"), parameters({"channel": channel, "role": role, "absorbDTMF": absorb_dtmf, "mute": mute, "inhibitConnectedLineUpdates": inhibit_connected_line_updates}))


def bridges_remove_channel(bridge_id: str, *, channel: Sequence[str]) -> Request:
    """Remove a channel from a bridge."""
    return Request("POST", path("bridges", bridge_id, "removeChannel"), parameters({"channel": channel}))


def channels_list() -> Request:
    """List all active channels in Asterisk."""
    return Request("GET", path("channels"))


def channels_originate_with_id(channel_id: str, *, endpoint: str, extension: str | None = None, context: str | None = None, priority: int | None = None, label: str | None = None, app: str | None = None, app_args: str | None = None, caller_id: str | None = None, timeout: int | None = None, other_channel_id: str | None = None, originator: str | None = None, formats: str | None = None, variables: Mapping[str, str] | None = None) -> Request:
    """Create a new channel (originate with id)."""
    return Request("POST", path("channels", channel_id), parameters({"endpoint": endpoint, "extension": extension, "context": context, "priority": priority, "label": label, "app": app, "appArgs": app_args, "callerId": caller_id, "timeout": timeout, "otherChannelId": other_channel_id, "originator": originator, "formats": formats}), body(None if variables is None else {"variables": variables}))


def channels_hangup(channel_id: str, *, reason_code: str | None = None, reason: str | None = None) -> Request:
    """Delete (i.e. hangup) a channel."""
    return Request("DELETE", path("channels", channel_id), parameters({"reason_code": reason_code, "reason": reason}))


def channels_continue_in_dialplan(channel_id: str, *, context: str | None = None, extension: str | None = None, priority: int | None = None, label: str | None = None) -> Request:
    """Exit application; continue execution in the dialplan."""
    return Request("POST", path("channels", channel_id, "continue"), parameters({"context": context, "extension": extension, "priority": priority, "label": label}))


def channels_answer(channel_id: str) -> Request:
    """Answer a channel."""
    return Request("POST", path("channels", channel_id, "answer"))


def channels_start_moh(channel_id: str, *, moh_class: str | None = None) -> Request:
    """Play music on hold to a channel."""
    return Request("POST", path("channels", channel_id, "moh"), parameters({"mohClass": moh_class}))


def channels_stop_moh(channel_id: str) -> Request:
    """Stop playing music on hold to a channel."""
    return Request("DELETE", path("channels", channel_id, "moh"))


def channels_play_with_id(channel_id: str, playback_id: str, *, media: Sequence[str], lang: str | None = None, offsetms: int | None = None, skipms: int | None = None) -> Request:
    """Start playback of media and specify the playbackId."""
    return Request("POST", path("channels", channel_id, "play", playback_id), parameters({"media": media, "lang": lang, "offsetms": offsetms, "skipms": skipms}))


def channels_set_channel_var(channel_id: str, *, variable: str, value: str | None = None, report_events: bool | None = None) -> Request:
    """Set the value of a channel variable or function."""
    return Request("POST", path("channels", channel_id, "variable"), parameters({"variable": variable, "value": value, "report_events": report_events}))


def channels_transfer_progress(channel_id: str, *, states: str) -> Request:
    """Inform the channel about the progress of the attended/blind transfer."""
    return Request("POST", path("channels", channel_id, "transfer_progress"), parameters({"states": states}))


def channels_snoop_channel_with_id(channel_id: str, snoop_id: str, *, app: str, spy: str | None = None, whisper: str | None = None, app_args: str | None = None) -> Request:
    """Start snooping."""
    return Request("POST", path("channels", channel_id, "snoop", snoop_id), parameters({"spy": spy, "whisper": whisper, "app": app, "appArgs": app_args}))


def events_claim_channel(*, channel_id: str, application: str) -> Request:
    """Claim a broadcast channel for this application."""
    return Request("POST", path("events", "claim"), parameters({"channelId": channel_id, "application": application}))


def playbacks_get(playback_id: str) -> Request:
    """Get a playback's details."""
    return Request("GET", path("playbacks", playback_id))


def playbacks_stop(playback_id: str) -> Request:
    """Stop a playback."""
    return Request("DELETE", path("playbacks", playback_id))
