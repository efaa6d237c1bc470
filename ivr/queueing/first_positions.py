"""First positions: which place in line each contact had when it began to wait, from the board's history."""

from collections.abc import Collection, Iterable

import routing
from ivr.telephony.ids import ContactId, PlaceId, owner


def first_positions(
    chapters: Iterable[routing.Chapter], contacts: Collection[ContactId]
) -> dict[ContactId, int]:
    """The place (from 1) of each contact that the history knows, in the queue that it was last put into.

    Whoever waits for one agent first and then for anybody of the same queue keeps his first place.
    """
    found: dict[ContactId, tuple[str, int]] = {}
    known: set[str] = set()
    for chapter in chapters:
        board = routing.board_at(chapter.begin)
        known |= {call.facts.call for call in chapter.begin.calls}
        for applied in chapter.applied:
            board.apply(applied.change, applied.at)
            match applied.change:
                case routing.Restored(calls=calls):
                    known |= {facts.call for facts in calls}
                case routing.CallQueued(call=call, queue=queue) if call not in known:
                    known.add(call)
                    contact = owner(PlaceId(call))
                    if contact in contacts and found.get(contact, ("", 0))[0] != queue:
                        found[contact] = (queue, board.position(call) or 1)
                case _:
                    pass
    return {contact: position for contact, (_, position) in found.items()}
