"""Events: what happened to a contact, in the past tense.

Every event names its contact and carries its time ``at`` (seconds since the epoch, UTC).  Those
about a channel or a prompt name it too, so that stale and repeated ones can be told from news.
"""

import msgspec

from ivr.telephony.causes import Cause
from ivr.telephony.customers import Customer, History
from ivr.telephony.ids import (
    AgentId,
    BridgeId,
    ChannelId,
    ContactId,
    EffectKey,
    PlaceId,
    PlaybackId,
    SecretHandle,
)


class _Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    contact: ContactId
    at: float


class Arrived(_Event, frozen=True, kw_only=True, tag=True):
    """A call entered the house.  ``agent`` is set when it came from an agent's own telephone."""

    channel: ChannelId
    caller: str
    caller_name: str
    dialled: str
    agent: AgentId | None = None


class CallerLeft(_Event, frozen=True, kw_only=True, tag=True):
    """The caller's channel is gone, or is no longer ours."""

    channel: ChannelId
    cause: Cause


class DigitPressed(_Event, frozen=True, kw_only=True, tag=True):
    """A DTMF digit ``0-9*#A-D`` arrived on a channel."""

    channel: ChannelId
    digit: str


class PromptFinished(_Event, frozen=True, kw_only=True, tag=True):
    """A prompt was played to its end, or was stopped."""

    playback: PlaybackId


class PromptFailed(_Event, frozen=True, kw_only=True, tag=True):
    """A prompt could not be played."""

    playback: PlaybackId
    reason: str


class AgentOffered(_Event, frozen=True, kw_only=True, tag=True):
    """The router gives the call waiting at ``place`` to an agent, who is reserved for it."""

    place: PlaceId
    agent: AgentId


class AgentRang(_Event, frozen=True, kw_only=True, tag=True):
    """The agent's telephone has begun to ring."""

    leg: ChannelId


class AgentAnswered(_Event, frozen=True, kw_only=True, tag=True):
    """The agent picked up."""

    leg: ChannelId


class AgentRefused(_Event, frozen=True, kw_only=True, tag=True):
    """The leg to the agent ended before it was answered."""

    leg: ChannelId
    cause: Cause


class AgentRedirected(_Event, frozen=True, kw_only=True, tag=True):
    """The agent's telephone does not take the call and names a number that should; its leg ends."""

    leg: ChannelId
    target: str


class AgentLeft(_Event, frozen=True, kw_only=True, tag=True):
    """The agent's leg ended after it was answered."""

    leg: ChannelId
    cause: Cause


class NumberAnswered(_Event, frozen=True, kw_only=True, tag=True):
    """The telephone number that the call was transferred to picked up."""

    leg: ChannelId


class NumberRefused(_Event, frozen=True, kw_only=True, tag=True):
    """The leg to the telephone number ended before it was answered."""

    leg: ChannelId
    cause: Cause


class NumberLeft(_Event, frozen=True, kw_only=True, tag=True):
    """The telephone number's leg ended after it was answered."""

    leg: ChannelId
    cause: Cause


class Held(_Event, frozen=True, kw_only=True, tag=True):
    """The party on this channel put the other on hold."""

    channel: ChannelId


class Retrieved(_Event, frozen=True, kw_only=True, tag=True):
    """The party on this channel took the other back from hold."""

    channel: ChannelId


class TransferAsked(_Event, frozen=True, kw_only=True, tag=True):
    """The agent's telephone asked (REFER) for the caller to be sent to ``target``."""

    leg: ChannelId
    target: str


class JoinAsked(_Event, frozen=True, kw_only=True, tag=True):
    """The telephone on ``leg`` asked (REFER with Replaces) that its other side meet that of ``channel``."""

    leg: ChannelId
    channel: ChannelId


class AgentCame(_Event, frozen=True, kw_only=True, tag=True):
    """An agent's own call on ``channel`` asks to be taken in by this contact.

    ``purpose`` is consult (somebody at ``target``), unpark, pick_up or take_over.
    """

    channel: ChannelId
    agent: AgentId
    purpose: str
    target: str


class TakenIn(_Event, frozen=True, kw_only=True, tag=True):
    """The agent's own call belongs to the contact ``host`` from now on."""

    host: ContactId


class TurnedAway(_Event, frozen=True, kw_only=True, tag=True):
    """Nobody took the agent's own call in."""


class AgentChanged(_Event, frozen=True, kw_only=True, tag=True):
    """The agent who dialled a feature code is now in ``state``.

    ``reason`` is that of his pause; ``waiting`` is how many callers wait whom he could take.
    """

    agent: AgentId
    state: str
    reason: str = ""
    waiting: int = 0


class PinFound(_Event, frozen=True, kw_only=True, tag=True):
    """The agent has a PIN, or has none."""

    agent: AgentId
    exists: bool


class SecretBegun(_Event, frozen=True, kw_only=True, tag=True):
    """The first key of a secret was pressed."""

    handle: SecretHandle


class SecretCollected(_Event, frozen=True, kw_only=True, tag=True):
    """A secret was entered; only its length is told."""

    handle: SecretHandle
    length: int


class SecretChecked(_Event, frozen=True, kw_only=True, tag=True):
    """The secret was compared with what it should be."""

    handle: SecretHandle
    ok: bool


class CustomerFound(_Event, frozen=True, kw_only=True, tag=True):
    """Who calls is known, or it is known that nobody knows him."""

    key: EffectKey
    customer: Customer = Customer()
    history: History = History()


class Fetched(_Event, frozen=True, kw_only=True, tag=True):
    """A business system gave these values."""

    key: EffectKey
    values: dict[str, str]


class FetchFailed(_Event, frozen=True, kw_only=True, tag=True):
    """A business system gave no values, or none that could be used."""

    key: EffectKey
    reason: str


class Notified(_Event, frozen=True, kw_only=True, tag=True):
    """A message was sent."""

    key: EffectKey


class NotifyFailed(_Event, frozen=True, kw_only=True, tag=True):
    """A message could not be sent."""

    key: EffectKey
    reason: str


class MessageRecorded(_Event, frozen=True, kw_only=True, tag=True):
    """What the caller said is recorded; ``seconds`` is how long it is."""

    key: EffectKey
    seconds: float


class MessageFailed(_Event, frozen=True, kw_only=True, tag=True):
    """What the caller said could not be recorded."""

    key: EffectKey
    reason: str


class TalkFound(_Event, frozen=True, kw_only=True, tag=True):
    """The agent talks in contact ``talk``, on channel ``leg``, to a caller of ``queue``; or he does not.

    ``talk`` is empty when he does not.
    """

    agent: AgentId
    talk: ContactId = ContactId("")
    leg: ChannelId = ChannelId("")
    queue: str = ""


class ReachableFound(_Event, frozen=True, kw_only=True, tag=True):
    """These of the agents who were asked for could be rung now, whoever is best first."""

    agents: tuple[AgentId, ...]


class SnoopStarted(_Event, frozen=True, kw_only=True, tag=True):
    """A snoop hears the channel that it was made for."""

    snoop: ChannelId


class SnoopEnded(_Event, frozen=True, kw_only=True, tag=True):
    """A snoop is gone, with the channel that it heard or by itself."""

    snoop: ChannelId


class TimedOut(_Event, frozen=True, kw_only=True, tag=True):
    """The time ``until`` that the phase was waiting for has come."""

    until: float


class HouseCloses(_Event, frozen=True, kw_only=True, tag=True):
    """The house takes nobody in any more, and ends when nobody speaks with anybody."""


class CommandFailed(_Event, frozen=True, kw_only=True, tag=True):
    """A command could not be carried out.  ``about`` is the id it was to act on."""

    command: str
    about: str
    reason: str


class Observed(msgspec.Struct, frozen=True, kw_only=True):
    """What the phone system has of one contact at a moment, as one reading.

    ``answered`` are the legs whose party picked up; ``bridged`` the channels inside a bridge;
    ``in_fallback`` those that the extensions' fallback has taken over and that are no longer ours.
    """

    channels: frozenset[ChannelId] = frozenset()
    answered: frozenset[ChannelId] = frozenset()
    bridged: frozenset[ChannelId] = frozenset()
    bridges: frozenset[BridgeId] = frozenset()
    playbacks: frozenset[PlaybackId] = frozenset()
    in_fallback: frozenset[ChannelId] = frozenset()


class Resynced(_Event, frozen=True, kw_only=True, tag=True):
    """We were away (restart, lost link), and this is what the phone system has now."""

    observed: Observed


Event = (
    Arrived
    | CallerLeft
    | DigitPressed
    | PromptFinished
    | PromptFailed
    | AgentOffered
    | AgentRang
    | AgentAnswered
    | AgentRefused
    | AgentRedirected
    | AgentLeft
    | NumberAnswered
    | NumberRefused
    | NumberLeft
    | Held
    | Retrieved
    | TransferAsked
    | JoinAsked
    | AgentCame
    | TakenIn
    | TurnedAway
    | AgentChanged
    | PinFound
    | SecretBegun
    | SecretCollected
    | SecretChecked
    | CustomerFound
    | Fetched
    | FetchFailed
    | Notified
    | NotifyFailed
    | MessageRecorded
    | MessageFailed
    | TalkFound
    | ReachableFound
    | SnoopStarted
    | SnoopEnded
    | TimedOut
    | HouseCloses
    | CommandFailed
    | Resynced
)
