"""Rehearsing: lets simulated callers call, one after the other, and tells what became of each."""

import traceback
from collections.abc import Iterable, Iterator

from ivr.dialplan.messages import Message
from ivr.rehearsal import promises
from ivr.rehearsal.house import House
from ivr.rehearsal.judging import judge
from ivr.rehearsal.line import Line, LoopError
from ivr.rehearsal.part import Part
from ivr.rehearsal.room import Room
from ivr.rehearsal.verdict import Verdict

MOST_SECONDS = 6 * 3600.0
"""No call of a simulated caller lasts longer than that on the virtual clock."""


def rehearse(parts: Iterable[Part], room: Room) -> Iterator[Verdict]:
    """What becomes of each caller, as soon as it is known.

    Each calls a house of his own, with the agents of his part.  The same part gives the same verdict
    whenever it is asked for.  Nothing is raised: what the dialplan's own code raises is the caller's fault.
    """
    for part in parts:
        yield _rehearsed(part, room)


def _rehearsed(part: Part, room: Room) -> Verdict:
    house = House(part.edition, room, part.staff, part.at)
    line = Line(house, part, 1)
    faults: list[Message] = []
    try:
        line.call()
        house.run(part.at + MOST_SECONDS, lambda: line.over)
    except LoopError:
        faults.append(promises.LOOPS)
    except Exception:
        # Whatever it is: a caller in the house would have met it.
        faults.append(promises.raised(traceback.format_exc()))
    if not faults:
        faults = [*promises.broken(line), *judge(line)]
    return Verdict(
        name=part.name,
        dialplan=part.dialplan,
        written=part.wanted is not None,
        dials=part.dials,
        caller=part.caller,
        at=part.at,
        steps=part.steps,
        moments=tuple(line.moments),
        faults=tuple(faults),
    )
