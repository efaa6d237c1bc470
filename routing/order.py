"""Order: the one rule by which waiting calls stand in line, over all queues."""

from routing.changes import CallQueued

Place = tuple[int, float, str]


def place(call: CallQueued) -> Place:
    """The call's place in the one line of the centre; the lowest is served first.

    Calls of a higher priority go before all calls of a lower one.  Within a priority whoever has
    waited longest goes first, in whichever queue he waits: ``since`` is his place in line and
    survives a missed offer.  Calls of the same moment go by their ids, so that the order never
    hangs on chance.  An agent who becomes free takes the first call of this line that he can take.
    """
    return (-call.priority, call.since, call.call)
