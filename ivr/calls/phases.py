"""Phases: where a contact is in its life.  Exactly one holds at any moment, and it is saved."""

import msgspec

from ivr.calls.contact import Contact
from ivr.calls.keying import SECONDS_BETWEEN_KEYS, Pressed
from ivr.dialplan.step import Position
from ivr.telephony.ids import (
    AgentId,
    BridgeId,
    ChannelId,
    ContactId,
    PlaceId,
    PlaybackId,
    SecretHandle,
)
from ivr.telephony.prompts import Prompt


class _Phase(msgspec.Struct, frozen=True, kw_only=True, tag_field="phase"):
    contact: Contact


class Party(msgspec.Struct, frozen=True):
    """Somebody whom an agent brought in; ``agent`` and ``place`` are empty for a number outside."""

    leg: ChannelId
    agent: AgentId = AgentId("")
    place: PlaceId = PlaceId("")


class Informing(_Phase, frozen=True, kw_only=True, tag=True):
    """The caller hears that he may be monitored or recorded; ``dialplan`` is what he begins then.

    ``until`` is when the notice counts as over.
    """

    notice: Prompt
    dialplan: str
    playback: PlaybackId
    until: float


class InDialplan(_Phase, frozen=True, kw_only=True, tag=True):
    """The caller walks through a dialplan; ``prompt_until`` is when what he hears counts as over."""

    position: Position
    prompt_until: float | None = None


class Waiting(_Phase, frozen=True, kw_only=True, tag=True):
    """The caller waits in a queue with music.

    ``since`` is what its rank in line counts from, ``entered`` when this wait began if that was later;
    ``until`` when the wait is given up; ``position`` the node that sent him here; ``named`` the agent
    whom it waits for alone, and ``relaxed`` what it needs when he does not take it; ``alone``: then it
    goes back to its dialplan.
    """

    position: Position
    place: PlaceId
    queue: str
    needs: dict[str, int]
    priority: int
    since: float
    until: float
    named: AgentId | None = None
    entered: float = 0.0
    relaxed: dict[str, int] = {}
    alone: bool = False

    def began(self) -> float:
        """When the caller began to wait here (epoch seconds)."""
        return max(self.since, self.entered)


class Ringing(_Phase, frozen=True, kw_only=True, tag=True):
    """An agent's telephone rings for the caller, who still hears music.

    ``rang_at`` is when he was rung, ``until`` when he has missed it.
    """

    waiting: Waiting
    agent: AgentId
    leg: ChannelId
    bridge: BridgeId
    rang_at: float
    until: float


class Introducing(Ringing, frozen=True, kw_only=True, tag=True):
    """The agent has picked up; he and the caller hear who he is, and then each other.

    To everybody else he is still being rung: there is no talk before they meet.  ``playback`` is what
    the caller hears, ``told`` what the agent hears, and ``until`` bounds it.
    """

    playback: PlaybackId
    told: PlaybackId


class Talking(_Phase, frozen=True, kw_only=True, tag=True):
    """Caller and agent speak, and in a conference ``others`` with them.

    ``apart``: he holds by a code, and his own leg is out of the bridge.  ``pressed`` is what he has
    pressed of a code or of the number behind one, ``told`` the sentence that he alone is hearing.
    ``holds``: his telephone holds a conference, or whom he consults over it; the caller is on hold only
    when he is alone with him again.
    """

    position: Position
    agent: AgentId
    leg: ChannelId
    bridge: BridgeId
    others: tuple[Party, ...] = ()
    apart: bool = False
    pressed: Pressed | None = None
    told: PlaybackId | None = None
    holds: bool = False

    @property
    def until(self) -> float | None:
        """When a number behind a code is complete although no ``#`` came."""
        if self.pressed is None or not self.pressed.name:
            return None
        return self.pressed.at + SECONDS_BETWEEN_KEYS


class Consulting(_Phase, frozen=True, kw_only=True, tag=True):
    """The agent asks somebody else, over ``own``, while the caller hears music.

    ``talking`` is the talk to which he goes back (its contact is out of date).  A colleague or somebody
    of a queue is found at ``place`` in line, which is empty for a number outside; ``named`` is the
    colleague.  ``party`` is who rings, and ``met`` says that he has answered.  ``since`` is when it
    began, ``give_up`` when nobody is waited for any longer, ``until`` when that or the ringing ends.
    ``bridge`` is where they meet.
    """

    talking: Talking
    own: ChannelId
    queue: str
    needs: dict[str, int]
    relaxed: dict[str, int]
    priority: int
    since: float
    give_up: float
    until: float | None
    place: PlaceId = PlaceId("")
    named: AgentId | None = None
    party: Party | None = None
    bridge: BridgeId = BridgeId("")
    rang_at: float = 0.0
    met: bool = False
    pressed: Pressed | None = None


class Dialling(_Phase, frozen=True, kw_only=True, tag=True):
    """A telephone number is called for the caller, who hears ringing music; ``until`` bounds it.

    ``agent`` is who sent the caller there, to whom he goes back when it does not answer; ``waiting`` the
    place in line that he goes back to when an agent's telephone named the number while it rang.
    """

    position: Position
    leg: ChannelId
    bridge: BridgeId
    until: float
    agent: AgentId | None = None
    waiting: Waiting | None = None


class Connected(_Phase, frozen=True, kw_only=True, tag=True):
    """The caller speaks with the telephone number that the call was transferred to."""

    leg: ChannelId
    bridge: BridgeId
    until: None = None
    others: tuple[Party, ...] = ()


class Surveying(_Phase, frozen=True, kw_only=True, tag=True):
    """The agent has hung up and the caller walks through the queue's survey, as in any dialplan."""

    position: Position
    prompt_until: float | None = None


class Parked(_Phase, frozen=True, kw_only=True, tag=True):
    """The caller waits with music under the extension of the agent ``by`` until somebody takes him back.

    ``until`` is when he rings at that agent again.
    """

    position: Position
    by: AgentId
    since: float
    until: float


class Visiting(_Phase, frozen=True, kw_only=True, tag=True):
    """An agent's own call asks to be taken into another contact; ``until`` bounds that."""

    agent: AgentId
    purpose: str
    target: str
    until: float


class ServingAgent(_Phase, frozen=True, kw_only=True, tag=True):
    """An agent dialled a feature code and waits for its effect; ``until`` bounds that.

    ``reason`` is that of a pause; ``proven`` says that he needs no PIN, or has given it; ``about`` is
    the colleague whom a supervisor named.
    """

    agent: AgentId
    code: str
    until: float
    reason: str = ""
    proven: bool = False
    about: AgentId = AgentId("")


class AskingPin(_Phase, frozen=True, kw_only=True, tag=True):
    """An agent is asked for his PIN before ``code`` is carried out, for the ``tries``-th time.

    ``playback`` is the question while it is heard; ``checking`` says that the answer is being compared.
    """

    agent: AgentId
    code: str
    handle: SecretHandle
    until: float
    playback: PlaybackId | None = None
    tries: int = 1
    checking: bool = False


class Supervising(_Phase, frozen=True, kw_only=True, tag=True):
    """A supervisor hears the talk of an agent, and may speak as ``mode`` (listen, whisper, barge) says.

    ``talk`` is the contact that he hears, ``heard`` the agent's channel in it.  ``snoop`` is there once
    ``started``; ``playback`` says which mode it is while that is heard.  With neither outstanding the
    supervisor is in the bridge and ``until`` is None.
    """

    agent: AgentId
    watched: AgentId
    talk: ContactId
    heard: ChannelId
    mode: str
    snoop: ChannelId
    bridge: BridgeId
    started: bool = False
    playback: PlaybackId | None = None
    until: float | None = None


class CallingColleague(_Phase, frozen=True, kw_only=True, tag=True):
    """An agent calls a colleague and hears music; ``others`` are rung after him, one by one."""

    agent: AgentId
    colleague: AgentId
    others: tuple[AgentId, ...]
    leg: ChannelId
    bridge: BridgeId
    until: float


class Conversing(_Phase, frozen=True, kw_only=True, tag=True):
    """Two agents speak with one another; no caller is in it."""

    agent: AgentId
    colleague: AgentId
    leg: ChannelId
    bridge: BridgeId
    until: None = None


class Announcing(_Phase, frozen=True, kw_only=True, tag=True):
    """A last sentence is spoken; then the line is hung up with ``outcome``."""

    playback: PlaybackId
    outcome: str
    until: float


class Leaving(_Phase, frozen=True, kw_only=True, tag=True):
    """The caller's channel was told to end, ``times`` over; ``until`` is when to say it again."""

    outcome: str
    until: float
    times: int = 1


class Ended(_Phase, frozen=True, kw_only=True, tag=True):
    """The contact is over."""

    outcome: str
    at: float
    until: None = None


Phase = (
    Informing
    | InDialplan
    | Waiting
    | Ringing
    | Introducing
    | Talking
    | Consulting
    | Dialling
    | Connected
    | Surveying
    | Parked
    | Visiting
    | ServingAgent
    | AskingPin
    | Supervising
    | CallingColleague
    | Conversing
    | Announcing
    | Leaving
    | Ended
)

SECONDS_ON_HOLD = 600.0
"""So long a dialplan stands still for a caller who has put us on hold."""

SCHEMA = 1
"""The version of the phases' stored form; raised with every change that old rows do not decode to."""


def deadline(phase: Phase) -> float | None:
    """When the phase wants a ``TimedOut`` (epoch seconds), or None."""
    match phase:
        case InDialplan(contact=contact) | Surveying(contact=contact) if contact.on_hold_since is not None:
            return contact.on_hold_since + SECONDS_ON_HOLD
        case InDialplan(position=position) | Surveying(position=position):
            return phase.prompt_until if position.until is None else position.until
        case _:
            return phase.until
