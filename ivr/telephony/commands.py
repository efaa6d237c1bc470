"""Commands: what is to be done for a contact, in the imperative.

Commands return nothing: what becomes of them is told by events.  Each has one answer table (done,
gone, failed) in the adapter that performs it, and each may be performed again after a crash.
"""

from typing import Literal

import msgspec

from ivr.telephony.causes import Cause
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
from ivr.telephony.prompts import Prompt


class _Command(msgspec.Struct, frozen=True, tag_field="command"):
    pass


class Answer(_Command, frozen=True, tag=True):
    """Answer the caller's channel."""

    channel: ChannelId


class MarkInformed(_Command, frozen=True, tag=True):
    """Note on the caller's channel that he has heard the notice, for whoever serves him when we are down."""

    channel: ChannelId


class Play(_Command, frozen=True, tag=True):
    """Play prompts one after the other to a channel, under one playback id."""

    playback: PlaybackId
    channel: ChannelId
    prompts: tuple[Prompt, ...]


class StopPlayback(_Command, frozen=True, tag=True):
    """Stop a prompt; stopping one that has ended is no error."""

    playback: PlaybackId


class StartMusic(_Command, frozen=True, tag=True):
    """Play music on hold of a class to a channel, in place of any it has."""

    channel: ChannelId
    music: str


class StopMusic(_Command, frozen=True, tag=True):
    """End the music on a channel."""

    channel: ChannelId


class Ring(_Command, frozen=True, tag=True):
    """Ring an agent's telephone as channel ``leg``, showing the caller's number."""

    leg: ChannelId
    agent: AgentId
    caller: str
    caller_name: str
    seconds: float


class Dial(_Command, frozen=True, tag=True):
    """Call a telephone number as channel ``leg`` over a trunk, showing the caller's number.

    ``agent`` is for whom it is called; empty for a dialplan.
    """

    leg: ChannelId
    number: str
    trunk: str
    caller: str
    seconds: float
    agent: AgentId = AgentId("")


class OpenBridge(_Command, frozen=True, tag=True):
    """Make an empty bridge; one of that id is left as it is.

    ``mixed``: its sound goes through a mixer, which the recording of every talk after a contact's
    first one needs (docs/adr/0003).
    """

    bridge: BridgeId
    mixed: bool = False


class Bridge(_Command, frozen=True, tag=True):
    """Bring channels together in a bridge, which exists already.

    ``absorbing``: the others there do not hear the digits that these channels press.
    """

    bridge: BridgeId
    channels: tuple[ChannelId, ...]
    absorbing: bool = False


class Unbridge(_Command, frozen=True, tag=True):
    """Take a channel out of a bridge; it stays ours."""

    bridge: BridgeId
    channel: ChannelId


class CloseBridge(_Command, frozen=True, tag=True):
    """Remove a bridge."""

    bridge: BridgeId


class HangUp(_Command, frozen=True, tag=True):
    """End a channel, for a cause."""

    channel: ChannelId
    cause: Cause = Cause.NORMAL


class Dismiss(_Command, frozen=True, tag=True):
    """Give a channel away: the phone system says the prompt to it and hangs it up."""

    channel: ChannelId
    prompt: Prompt


class GoToFallback(_Command, frozen=True, tag=True):
    """Give a channel back to the extensions, where the fallback serves it."""

    channel: ChannelId


Whisper = Literal["none", "out", "both"]
"""Who hears the voice on a snoop: nobody, only whom the channel belongs to, or his partner too."""


class Snoop(_Command, frozen=True, tag=True):
    """Make a channel ``snoop`` that hears both sides of ``channel``, and is heard as ``whisper`` says."""

    snoop: ChannelId
    channel: ChannelId
    whisper: Whisper


class AcceptTransfer(_Command, frozen=True, tag=True):
    """Tell the agent's telephone that its transfer was carried out."""

    leg: ChannelId


class RefuseTransfer(_Command, frozen=True, tag=True):
    """Tell the agent's telephone that its transfer was refused."""

    leg: ChannelId


class Enqueue(_Command, frozen=True, tag=True):
    """Put the contact into a queue at ``place``; its rank counts from ``since`` (epoch seconds).

    ``needs`` are skill → least level, ``entered`` when it began to wait in this queue, if that was later
    than ``since``.  Doing it again for the same place changes nothing.
    """

    place: PlaceId
    queue: str
    needs: dict[str, int]
    priority: int
    since: float
    entered: float = 0.0


class Dequeue(_Command, frozen=True, tag=True):
    """Take the contact out of its queue and give back any agent reserved for it."""

    place: PlaceId
    reason: str


class MarkRinging(_Command, frozen=True, tag=True):
    """The agent's telephone rings: from reserved to ringing."""

    place: PlaceId
    agent: AgentId


class Seat(_Command, frozen=True, tag=True):
    """The agent picked up: from reserved or ringing to talking."""

    place: PlaceId
    agent: AgentId


class Take(_Command, frozen=True, tag=True):
    """The agent has taken the contact at ``place`` himself: talking, without an offer (see ``Enqueue``)."""

    place: PlaceId
    agent: AgentId
    queue: str
    needs: dict[str, int]
    priority: int
    since: float


class Visit(_Command, frozen=True, tag=True):
    """Ask the contact that ``purpose`` and ``target`` lead to whether it takes the agent's own call in.

    Its answer is ``TakenIn`` or ``TurnedAway``; purposes as in ``AgentCame``.
    """

    channel: ChannelId
    agent: AgentId
    purpose: str
    target: str


class TurnAway(_Command, frozen=True, tag=True):
    """Tell the agent's own call on ``channel`` that it is not taken in."""

    channel: ChannelId


class ReleaseMissed(_Command, frozen=True, tag=True):
    """Give the agent back who was rung and did not take the call."""

    place: PlaceId
    agent: AgentId
    cause: Cause


class ReleaseToWrapUp(_Command, frozen=True, tag=True):
    """Give the agent back who talked; the wrap-up time begins."""

    place: PlaceId
    agent: AgentId


class ChangeAgent(_Command, frozen=True, tag=True):
    """Carry out the feature code ``code`` (sign_in, sign_out, ready, pause, state); pauses have a reason."""

    agent: AgentId
    code: str
    reason: str = ""


class FindPin(_Command, frozen=True, tag=True):
    """Tell whether the agent has a PIN."""

    agent: AgentId


class CollectSecret(_Command, frozen=True, tag=True):
    """Keep what is pressed on the channel, up to ``#`` or ``most`` digits, to ourselves, under ``handle``."""

    handle: SecretHandle
    channel: ChannelId
    most: int = 16


class ForgetSecret(_Command, frozen=True, tag=True):
    """Forget the secret; what is pressed on its channel is told again, once the caller has stopped typing."""

    handle: SecretHandle


class CheckPin(_Command, frozen=True, tag=True):
    """Tell whether the secret collected under ``handle`` is the agent's PIN; it is forgotten then."""

    handle: SecretHandle
    agent: AgentId


class FindCustomer(_Command, frozen=True, tag=True):
    """Tell whom the number belongs to, and what became of his contacts before this one."""

    key: EffectKey
    caller: str


class Fetch(_Command, frozen=True, tag=True):
    """Ask a business system for values: ``service`` of the centre, at ``path``.

    ``take`` says where each value stands in the answer; ``seconds`` bounds one of the ``tries``.
    """

    key: EffectKey
    service: str
    path: str
    query: dict[str, str]
    take: dict[str, str]
    seconds: float
    tries: int = 1


class Notify(_Command, frozen=True, tag=True):
    """Send a message, once, over ``service`` of the centre to a telephone number or address."""

    key: EffectKey
    service: str
    to: str
    text: str


class SendCode(_Command, frozen=True, tag=True):
    """Make a one-time code, keep it to ourselves for this contact, and send it.

    ``{code}`` in the text stands for it; it has so many ``digits`` and is right for so many ``seconds``.
    """

    key: EffectKey
    service: str
    to: str
    text: str
    digits: int
    seconds: float


class CheckSecret(_Command, frozen=True, tag=True):
    """Tell whether the secret collected under ``handle`` is right; it is forgotten then.

    ``against``: the code that was sent for the contact, the PIN of the ``customer`` whose id ``account`` is,
    or what the ``service`` of the centre says of the ``account``.
    """

    handle: SecretHandle
    against: Literal["code", "customer", "service"]
    service: str
    account: str


class RecordMessage(_Command, frozen=True, tag=True):
    """Record what the caller says, up to so many seconds, as the contact's message ``key``."""

    key: EffectKey
    channel: ChannelId
    seconds: float


class StopMessage(_Command, frozen=True, tag=True):
    """The caller has said his message: it is complete."""

    key: EffectKey


class FindTalk(_Command, frozen=True, tag=True):
    """Tell which talk the agent is in."""

    agent: AgentId


class FindReachable(_Command, frozen=True, tag=True):
    """Tell which of these agents could be rung now."""

    agents: tuple[AgentId, ...]


class SaveAudit(_Command, frozen=True, tag=True):
    """Store, durably and once, that an agent used a power over another, or was refused it.

    ``action`` is the feature's name; ``watched`` the agent whose talk of contact ``talk`` it was about.
    ``key`` makes a repetition harmless.
    """

    key: str
    agent: AgentId
    action: str
    watched: AgentId
    talk: ContactId
    allowed: bool


class SaveAnswer(_Command, frozen=True, tag=True):
    """Store one survey answer, durably and once.  ``key`` makes a repetition harmless."""

    key: str
    survey: str
    question: str
    answer: str
    queue: str
    agent: AgentId


class OpenRecording(_Command, frozen=True, tag=True):
    """Enter the contact's recording into the ledger as being made."""

    agent: AgentId


class MuteRecording(_Command, frozen=True, tag=True):
    """Have the recorder on the caller's channel write silence from now on, or sound again."""

    channel: ChannelId
    muted: bool


class DiscardRecording(_Command, frozen=True, tag=True):
    """The contact ended and nothing of it was to be kept: remove what the recorder wrote."""


class CloseRecording(_Command, frozen=True, tag=True):
    """The contact ended: finish the file and enter it as stored, or broken with the reason.

    ``talk_seconds`` is how long it should be at least; when nobody talked there is nothing to keep.
    """

    talk_seconds: float


Command = (
    Answer
    | MarkInformed
    | Play
    | StopPlayback
    | StartMusic
    | StopMusic
    | Ring
    | Dial
    | OpenBridge
    | Bridge
    | Unbridge
    | CloseBridge
    | HangUp
    | Dismiss
    | GoToFallback
    | AcceptTransfer
    | RefuseTransfer
    | Enqueue
    | Dequeue
    | MarkRinging
    | Seat
    | Take
    | Visit
    | TurnAway
    | ReleaseMissed
    | ReleaseToWrapUp
    | ChangeAgent
    | FindPin
    | CollectSecret
    | ForgetSecret
    | CheckPin
    | FindCustomer
    | Fetch
    | Notify
    | SendCode
    | CheckSecret
    | RecordMessage
    | StopMessage
    | FindTalk
    | FindReachable
    | Snoop
    | SaveAudit
    | SaveAnswer
    | OpenRecording
    | MuteRecording
    | DiscardRecording
    | CloseRecording
)

EffectCommand = FindCustomer | Fetch | Notify | SendCode | CheckSecret | RecordMessage | StopMessage
"""What has an effect outside telephony.  Keys make a repetition harmless."""

PhoneCommand = (
    Answer
    | MarkInformed
    | Play
    | StopPlayback
    | StartMusic
    | StopMusic
    | Ring
    | Dial
    | OpenBridge
    | Bridge
    | Unbridge
    | CloseBridge
    | HangUp
    | Dismiss
    | GoToFallback
    | Snoop
    | AcceptTransfer
    | RefuseTransfer
)
