"""Steps: where a contact stands in a dialplan, and what one event makes of that."""

from typing import Any

import msgspec

from ivr.telephony.commands import Command
from ivr.telephony.customers import Customer, History
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaybackId

GIVEN, REFUSED = "given", "refused"
"""What a caller said who was asked whether he may be recorded."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a dialplan may know of the contact that walks through it, and cannot change.

    ``caller`` is the number in its one form, empty when it was withheld.  ``language`` is the one in
    which the number is answered.  ``queue`` and ``agent`` are those of the talk that a survey asks
    about; empty before a talk.  ``customer_due`` is until when it is worth waiting to be told who calls
    (epoch seconds); 0 when that is known, or was never asked.
    """

    contact: ContactId
    channel: ChannelId
    caller: str
    dialled: str
    language: str
    queue: str = ""
    agent: AgentId = AgentId("")
    customer: Customer = Customer()
    history: History = History()
    customer_due: float = 0.0


class Traced(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was decided for a contact: when (epoch seconds), at which node, what."""

    at: float
    node: str
    what: str


class Carried(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a contact carries from dialplan to dialplan, through queues and talks into its survey.

    ``plays`` and ``effects`` number its prompts and its effects outside telephony, so that no id is used
    twice; ``language`` is the one it is spoken to in; ``values`` what the caller gave or a business
    system told (name → text); ``verified`` by which method the caller was identified, empty while he is
    not; ``priority`` its rank in every line; ``profile`` how it is spoken to, a profile of the centre;
    ``consent`` is ``given`` or ``refused`` once the caller was asked whether he may be recorded; ``tags``
    what rules call it; ``trace`` what they decided, in order.
    """

    plays: int = 0
    effects: int = 0
    language: str = ""
    values: dict[str, str] = {}
    verified: str = ""
    priority: int = 0
    profile: str = ""
    consent: str = ""
    tags: tuple[str, ...] = ()
    trace: tuple[Traced, ...] = ()


def carried_by(bearer: Carried) -> dict[str, Any]:
    """The fields of what a contact or a position carries, to give them to another bearer."""
    return {field: getattr(bearer, field) for field in Carried.__struct_fields__}


class Frame(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a contact in a sub-dialplan returns to: the node that sent it there, as it was left.

    ``values`` are those of the dialplan that waits, ``trail`` its menus to go back to.
    """

    dialplan: str
    node: str
    values: dict[str, str] = {}
    trail: tuple[str, ...] = ()


class Position(Carried, frozen=True, kw_only=True):
    """Where a contact stands in a dialplan: all that is kept between two events.

    ``began`` is the dialplan in which the walk began, if that is another one.  ``frames`` are the nodes
    to return to, the outermost first.  ``attempts`` counts wrong and missing input at this node;
    ``digits`` are those typed so far; ``then`` what the node does when it has said what it says;
    ``playing`` is the prompt now being heard; ``awaiting`` the key or
    handle of the effect that the node waits for; ``until`` the time at which the wait for input or for
    an effect ends (epoch seconds); ``path`` the nodes passed, in order, those of other dialplans than
    ``began`` as ``DIALPLAN/NODE``; ``trail`` the menus to go back to, the first one first; ``typed``
    when a digit last had an effect (epoch seconds); ``stage`` how far a node of several steps has come.
    """

    dialplan: str
    node: str
    stage: str = ""
    began: str = ""
    frames: tuple[Frame, ...] = ()
    attempts: int = 0
    digits: str = ""
    then: str = ""
    playing: PlaybackId | None = None
    awaiting: str | None = None
    until: float | None = None
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


class ToAgent(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The dialplan hands the contact to one agent, by the rules of a queue; exit ``failure`` leads back."""

    agent: AgentId
    queue: str
    seconds: float
    priority: int = 0


class End(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The dialplan is over: the caller is to be hung up with this outcome.

    ``failed``: it cannot go on, through no doing of the caller's, and somebody should serve him.
    """

    outcome: str
    failed: bool = False


Handover = ToQueue | ToNumber | ToAgent | End


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What the interpreter answers: the new position, what to do, and whether the contact moves on."""

    position: Position
    commands: tuple[Command, ...] = ()
    handover: Handover | None = None
