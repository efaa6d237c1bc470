"""Targets: what a number that an agent dialled or named leads to."""

import msgspec

from ivr.dialplan.centre.centre import Centre
from ivr.telephony.ids import AgentId


class ToColleague(msgspec.Struct, frozen=True):
    """An agent of the centre."""

    agent: AgentId


class ToLine(msgspec.Struct, frozen=True):
    """A queue of the centre."""

    queue: str


class ToHouse(msgspec.Struct, frozen=True):
    """A number of the house: its dialplan."""

    dialplan: str


class ToOutside(msgspec.Struct, frozen=True):
    """A telephone number outside, over a trunk."""

    number: str
    trunk: str


Target = ToColleague | ToLine | ToHouse | ToOutside


def target_of(dialled: str, centre: Centre) -> Target | None:
    """What the number leads to; None when there is nothing, or nothing that agents may reach."""
    if number := centre.house_number(dialled):
        return ToHouse(centre.numbers[number].dialplan)
    if dialled in centre.agents:
        return ToColleague(AgentId(dialled))
    for name, queue in centre.queues.items():
        if dialled and dialled == queue.extension:
            return ToLine(name)
    if centre.outside is not None and centre.outside.allows(dialled):
        return ToOutside(dialled, centre.outside.trunk)
    return None
