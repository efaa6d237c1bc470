"""Order: the one rule by which waiting calls stand in line, over all queues."""

from routing.changes import CallQueued

POINT_SECONDS = 600.0
"""A point of priority is worth so many seconds of waiting (docs/adr/0018)."""

Place = tuple[float, str]


def place(call: CallQueued) -> Place:
    """The call's place in the one line of the centre; the lowest is served first.

    Whoever has waited longest goes first, in whichever queue he waits, and each point of priority
    counts like ten minutes of waiting: within ten minutes priorities are bands, and a call is passed
    only by such as came at most ten minutes after it for each point that they have more, so nobody
    starves.  ``since`` is the place in line and survives a missed offer, a relaxation and a change of
    priority.  Calls of the same rank go by their ids, so that the order never hangs on chance.  An
    agent who becomes free takes the first call of this line that he can take.
    """
    return (call.since - POINT_SECONDS * call.priority, call.call)
