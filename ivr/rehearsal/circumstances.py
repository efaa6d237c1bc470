"""Circumstances: what the world is like while made-up callers call."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from ivr.dialplan.callers.caller import AN_ORDINARY_MORNING
from ivr.dialplan.callers.staff import Answers, Behaviour, Declines, DoesNotAnswer
from ivr.dialplan.callers.systems import Fails, Gives, SystemAnswer, WhoCalls
from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.rehearsal.part import Part
from ivr.rehearsal.room import Room

SOON = Answers(after=1.0, talks=3.0)
SLOW = 30.0
"""Seconds: longer than any system is waited for."""


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """Who is there and what each does, by extension; when it is (epoch seconds); what systems answer."""

    name: Message
    at: float
    staff: Mapping[str, Behaviour]
    outside: Behaviour = SOON
    otherwise: SystemAnswer = Gives({})
    who: WhoCalls | None = None

    def of(self, part: Part) -> Part:
        """The same caller, with the world like this."""
        return replace(
            part,
            at=self.at,
            staff=self.staff,
            outside=self.outside,
            systems={},
            otherwise=self.otherwise,
            who=self.who or part.who,
        )


def all_circumstances(edition: Edition, room: Room) -> tuple[Circumstances, ...]:
    """All that are tried, the ordinary ones first."""
    agents = tuple(edition.centre.agents)
    morning = datetime.fromisoformat(AN_ORDINARY_MORNING).replace(tzinfo=room.zone)
    ordinary = Circumstances(
        name=Message("一切正常", "all is well"), at=morning.timestamp(), staff=dict.fromkeys(agents, SOON)
    )
    return (
        ordinary,
        replace(ordinary, name=Message("没有坐席", "nobody is there"), staff={}, outside=DoesNotAnswer()),
        replace(
            ordinary,
            name=Message("无人接听，系统都失败", "nobody answers, and every system fails"),
            staff=dict.fromkeys(agents, DoesNotAnswer()),
            outside=Declines(),
            otherwise=Fails(),
        ),
        replace(
            ordinary,
            name=Message("星期日凌晨，系统很慢", "on a Sunday at night, and every system is slow"),
            at=(morning - timedelta(days=3)).replace(hour=3, minute=30).timestamp(),
            otherwise=Fails(after=SLOW),
        ),
        replace(
            ordinary, name=Message("星期日", "on a Sunday"), at=(morning - timedelta(days=3)).timestamp()
        ),
        replace(ordinary, name=Message("认识的客户", "a customer whom the house knows"), who=WhoCalls()),
        *_at_other_hours(edition, ordinary),
    )


def _at_other_hours(edition: Edition, ordinary: Circumstances) -> Iterator[Circumstances]:
    """For every time of opening a moment after it has changed: closed where it was open."""
    for name, opening in edition.openings.items():
        changes = opening.changes_at(ordinary.at)
        if changes is None:
            continue
        now = Message("开放", "open") if opening.is_open(changes + 60) else Message("不开放", "closed")
        told = Message(f"{name} {now.zh}", f"{name} is {now.en}")
        yield replace(ordinary, name=told, at=changes + 60)
