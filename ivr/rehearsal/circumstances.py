"""Circumstances: what the world is like while made-up callers call."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from ivr.dialplan.callers.caller import AN_ORDINARY_MORNING
from ivr.dialplan.callers.staff import Answers, Behaviour, Declines, DoesNotAnswer
from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import Message
from ivr.rehearsal.part import Part
from ivr.rehearsal.room import Room

SOON = Answers(after=1.0, talks=3.0)


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """Who is there and what each does, by extension, and when it is (epoch seconds)."""

    name: Message
    at: float
    staff: Mapping[str, Behaviour]
    outside: Behaviour = SOON

    def of(self, part: Part) -> Part:
        """The same caller, with the world like this."""
        return replace(part, at=self.at, staff=self.staff, outside=self.outside)


def all_circumstances(edition: Edition, room: Room) -> tuple[Circumstances, ...]:
    """All that are tried, the ordinary ones first."""
    return tuple(_circumstances(edition, room))


def _circumstances(edition: Edition, room: Room) -> Iterator[Circumstances]:
    agents = tuple(edition.centre.agents)
    morning = datetime.fromisoformat(AN_ORDINARY_MORNING).replace(tzinfo=room.zone)
    at = morning.timestamp()
    everybody: Mapping[str, Behaviour] = dict.fromkeys(agents, SOON)
    yield Circumstances(name=Message("一切正常", "all is well"), at=at, staff=everybody)
    yield Circumstances(name=Message("没有坐席", "nobody is there"), at=at, staff={}, outside=DoesNotAnswer())
    yield Circumstances(
        name=Message("坐席都不接听", "nobody answers"),
        at=at,
        staff=dict.fromkeys(agents, DoesNotAnswer()),
        outside=Declines(),
    )
    night = (morning - timedelta(days=3)).replace(hour=3, minute=30)
    yield Circumstances(
        name=Message("星期日凌晨", "on a Sunday, at night"), at=night.timestamp(), staff=everybody
    )
