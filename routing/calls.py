"""Calls: the class that calls with the same wishes share, and a waiting call as others see it."""

import msgspec


class CallClass(msgspec.Struct, frozen=True):
    """Calls that any agent can take or not take alike: of one queue, with the same needs.

    ``needs`` is skill → least level.
    """

    queue: str
    needs: dict[str, int]
    strategy: str


class WaitingCall(msgspec.Struct, frozen=True):
    """A call in line, being offered to nobody.

    ``since`` is its place in line in seconds since the epoch; ``missed_by`` are the agents (sorted)
    who were rung for it in vain and rank behind the others.
    """

    call: str
    queue: str
    needs: dict[str, int]
    priority: int
    since: float
    missed_by: tuple[str, ...] = ()
