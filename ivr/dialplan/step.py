"""Steps: where a contact stands in a dialplan, and what one event makes of that."""

import msgspec

from ivr.telephony.commands import Command
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaybackId


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a dialplan may know of the contact that walks through it.

    ``caller`` is the number in its one form, empty when it was withheld.
    ``queue`` and ``agent`` are those of the talk that a survey asks about; empty before a talk.
    """

    contact: ContactId
    channel: ChannelId
    caller: str
    dialled: str
    language: str
    queue: str = ""
    agent: AgentId = AgentId("")


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a contact stands in a dialplan: all that is kept between two events.

    ``attempts`` counts wrong and missing input at this node; ``digits`` are those typed so far;
    ``plays`` numbers the contact's prompts, so that no playback id is used twice; ``playing`` is the
    prompt now being heard; ``until`` the time at which the wait for input ends (epoch seconds);
    ``values`` what the caller gave (node's name for it → digits); ``path`` the nodes passed, in order;
    ``trail`` the menus to go back to, the first one first; ``typed`` when a digit last had an effect
    (epoch seconds).
    """

    dialplan: str
    node: str
    plays: int = 0
    attempts: int = 0
    digits: str = ""
    playing: PlaybackId | None = None
    until: float | None = None
    values: dict[str, str] = {}
    path: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    typed: float = 0.0


class ToQueue(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The dialplan hands the contact to a queue; exits ``timeout`` and ``failure`` lead back."""

    queue: str
    needs: dict[str, int]
    priority: int = 0


class ToNumber(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The dialplan hands the contact to a telephone number; exit ``failure`` leads back."""

    number: str
    trunk: str
    seconds: float


class End(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The dialplan is over: the caller is to be hung up with this outcome.

    ``failed``: it cannot go on, through no doing of the caller's, and somebody should serve him.
    """

    outcome: str
    failed: bool = False


Handover = ToQueue | ToNumber | End


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What the interpreter answers: the new position, what to do, and whether the contact moves on."""

    position: Position
    commands: tuple[Command, ...] = ()
    handover: Handover | None = None
