"""A part: one caller of a rehearsal, whether a dialplan has him or he is made up."""

from collections.abc import Mapping

import msgspec

from ivr.dialplan.callers.caller import Caller
from ivr.dialplan.callers.staff import Answers, Behaviour
from ivr.dialplan.callers.steps import Step
from ivr.dialplan.callers.systems import SystemAnswer, WhoCalls
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.numbers import Number
from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.rehearsal.room import Room
from ivr.telephony.numbers import WITHHELD

A_NUMBER_OF_OURS = "00000000"
"""What callers dial of a dialplan to which no number of the centre leads: a survey, a part of another."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls, when (epoch seconds), and what he and everybody else does.

    ``edition`` is what he meets: that of all, with a number of our own where no other leads to his
    dialplan.  ``staff`` is who is there, by extension; ``who`` who he is to the house.  ``systems`` is
    what other systems answer, by the node that asks, and ``otherwise`` at every other node (None: lookups
    fail, messages are sent); ``secret`` what is right where secret digits are asked for.  ``wanted`` is
    what must become of him; None for one who is made up.
    """

    name: Message
    dialplan: str
    edition: Edition
    dials: str
    caller: str = "13800138000"
    at: float
    steps: tuple[Step, ...] = ()
    staff: Mapping[str, Behaviour] = {}
    outside: Behaviour = Answers()
    who: WhoCalls | None = None
    systems: Mapping[str, SystemAnswer] = {}
    otherwise: SystemAnswer | None = None
    secret: str = ""
    wanted: Caller | None = None


def written_parts(edition: Edition, room: Room) -> tuple[Part, ...]:
    """The callers that stand in the dialplans, in their order."""
    return tuple(
        _part(edition, name, caller, room)
        for name, dialplan in edition.dialplans.items()
        for caller in dialplan.callers
    )


def _part(edition: Edition, dialplan: str, caller: Caller, room: Room) -> Part:
    known, dials = reachable(edition, dialplan, caller.language)
    name = caller.name
    return Part(
        name=Message(name.get("zh", name.get("en", "")), name.get("en", name.get("zh", ""))),
        dialplan=dialplan,
        edition=known,
        dials=caller.dials or dials,
        caller=WITHHELD if caller.number == "withheld" else caller.number,
        at=caller.clock(room.zone),
        steps=caller.acts(),
        staff=present(edition.centre, caller.staff()),
        outside=caller.outside.behaviour(),
        who=caller.customer,
        systems={node: answer.answer() for node, answer in caller.systems.items()},
        secret=caller.secret,
        wanted=caller,
    )


def reachable(edition: Edition, dialplan: str, language: str | None = None) -> tuple[Edition, str]:
    """The edition with a number that leads to the dialplan in that language, and the number."""
    for dialled, number in edition.centre.numbers.items():
        if number.dialplan == dialplan and language in (None, number.language):
            return edition, dialled
    number = Number(dialplan=dialplan, language=language or edition.centre.languages[0])
    numbers = {**edition.centre.numbers, A_NUMBER_OF_OURS: number}
    centre = edition.centre.model_copy(update={"numbers": numbers})
    return msgspec.structs.replace(edition, centre=centre), A_NUMBER_OF_OURS


def present(centre: Centre, staff: Mapping[str, Behaviour] | None) -> dict[str, Behaviour]:
    """Who is there, by extension; all of them answer where nothing is said of that."""
    if staff is None:
        return {agent: Answers() for agent in centre.agents}
    extensions = {agent.name: extension for extension, agent in centre.agents.items()}
    return {extensions.get(agent, agent): does for agent, does in staff.items()}
