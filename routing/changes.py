"""Changes: everything that can happen to the board, and the offers it answers with."""

from collections.abc import Mapping

import msgspec

from routing.agents import Agent, AgentStanding
from routing.misses import PauseAfter
from routing.needs import Relaxation


class Offer(msgspec.Struct, frozen=True):
    """This call is to ring at this agent, who is reserved for it.

    An offer ends by ``CallAnswered``, ``OfferMissed`` or ``CallGone``, and by nothing else.
    """

    call: str
    agent: str


class Care(msgspec.Struct, frozen=True):
    """What a hard call costs: the wrap-up after the ``after``-th in a row lasts ``wrap_up_seconds``."""

    after: int
    wrap_up_seconds: float


class _Change(msgspec.Struct, frozen=True, tag_field="change"):
    pass


class CallQueued(_Change, frozen=True, tag=True):
    """A call waits for an agent.

    ``needs`` is skill → least level, ``since`` its place in line (seconds since the epoch), and a
    higher ``priority`` goes first (``routing.order``).  ``relax`` are what it needs later, in the order
    of their times.  A call that waits for an agent by name who misses it is relaxed at once.  ``care``
    makes it a hard call.  Again for a call that waits or is being offered, it replaces what was said
    before; for one that an agent talks to, it is ignored.  An unknown ``strategy`` counts as
    longest_idle.
    """

    call: str
    queue: str
    needs: dict[str, int] = {}
    priority: int = 0
    since: float = 0.0
    strategy: str = "longest_idle"
    wrap_up_seconds: float = 0.0
    relax: tuple[Relaxation, ...] = ()
    care: Care | None = None


class CallGone(_Change, frozen=True, tag=True):
    """The call left the line; an agent reserved or rung for it is given back, not missed.

    A talk is ended by ``TalkEnded`` alone.
    """

    call: str


class AgentRings(_Change, frozen=True, tag=True):
    """The agent's telephone rings with the call offered to him."""

    agent: str
    call: str


class CallAnswered(_Change, frozen=True, tag=True):
    """The agent picked up the call offered to him."""

    agent: str
    call: str


class CallTaken(_Change, frozen=True, tag=True):
    """The agent talks to a call that he took himself, without an offer.

    It may be in line, offered to somebody (who is given back, not missed), or new.  An agent who has
    another call already does not get it, and the call is gone; whom somebody talks to nobody takes.
    """

    agent: str
    facts: CallQueued


class OfferMissed(_Change, frozen=True, tag=True):
    """The agent did not take the call offered to him.

    The call keeps its place.  It prefers agents who have not missed it yet; when only such are
    ready, their misses of this call are forgotten and it is offered to one of them again.
    """

    agent: str
    call: str
    cause: str


class TalkEnded(_Change, frozen=True, tag=True):
    """The talk is over and the agent's wrap-up time begins."""

    agent: str
    call: str


class SignedIn(_Change, frozen=True, tag=True):
    """The agent began his shift: he is ready once his telephone is reachable."""

    agent: str


class SignedOut(_Change, frozen=True, tag=True):
    """The agent ended his shift: now, or as soon as the call he has is over."""

    agent: str


class Paused(_Change, frozen=True, tag=True):
    """The agent takes a pause: now, or after the call and the wrap-up in hand."""

    agent: str
    reason: str


class Ready(_Change, frozen=True, tag=True):
    """The agent ends his pause (a coming one too) and his wrap-up."""

    agent: str


class PhoneChanged(_Change, frozen=True, tag=True):
    """The agent's telephone became reachable or unreachable."""

    agent: str
    reachable: bool


class PhoneUsed(_Change, frozen=True, tag=True):
    """The agent's telephone is in use, or is not any more.

    While it is in a call that the board does not know he is offered none.  With the end of a call of the
    board's it counts as free until it is said to be in use again.
    """

    agent: str
    in_use: bool


class PhonesChanged(_Change, frozen=True, tag=True):
    """Of all telephones just these can be rung: the line to all of them was lost, or is back.

    Nobody's idle time ends or begins by it, for he was not away.
    """

    reachable: frozenset[str]


class AgentsChanged(_Change, frozen=True, tag=True):
    """The agents of the centre were edited: ``agents`` are all of them, by id.

    Who is left out leaves the board when the call he has is over; who is new is signed out and
    unreachable.  ``pause_after`` is what holds from now on; without it, what held before.
    """

    agents: Mapping[str, Agent]
    pause_after: PauseAfter | None = None


class DayBegan(_Change, frozen=True, tag=True):
    """A new day began in the centre: nobody has talked yet today (see ``ReadyAgent``)."""


class TimePassed(_Change, frozen=True, tag=True):
    """Nothing happened but that time went on (see ``Board.due``)."""


class Restored(_Change, frozen=True, tag=True):
    """What was so before a restart: all at once, so that calls are offered in order.

    ``calls`` are the facts of every call in line, being offered or talked to.  A standing of
    somebody with a call whose facts are missing, or which another agent has, is ignored, and so is
    one of an agent who has a call on the board already.
    """

    agents: tuple[AgentStanding, ...] = ()
    calls: tuple[CallQueued, ...] = ()


OfferChange = CallQueued | CallGone | AgentRings | CallAnswered | OfferMissed | TalkEnded
CallChange = OfferChange | CallTaken
AgentChange = SignedIn | SignedOut | Paused | Ready | PhoneChanged | PhoneUsed
BoardChange = AgentsChanged | PhonesChanged | DayBegan | TimePassed | Restored
Change = CallChange | AgentChange | BoardChange
