"""Explaining: why a contact's calls went to whom they went, or wait, from the board's own history."""

from collections.abc import Iterator

import msgspec

import routing
from ivr.telephony.ids import ContactId, PlaceId, owner
from routing.reasons import AgentReasons, OfferReasons, WaitReasons, why_idle, why_offered, why_waiting


class Explained(msgspec.Struct, frozen=True):
    """What held at ``at`` (epoch seconds): an offer that was made, a wait, or an agent without a call."""

    at: float
    reasons: OfferReasons | WaitReasons | AgentReasons


def explained(chapter: routing.Chapter, contact: ContactId) -> Iterator[Explained]:
    """Every offer of the contact's calls in this chapter, and its wait in the moment in which it left."""
    board = routing.board_at(chapter.begin)
    for applied in chapter.applied:
        match applied.change:
            case routing.CallGone(call=call) if _is_of(call, contact):
                waits = why_waiting(board, call)
                if waits is not None:
                    yield Explained(applied.at, waits)
            case _:
                pass
        offers = board.apply(applied.change, applied.at)
        for offer in offers:
            if _is_of(offer.call, contact) and _still_offered(board, offer):
                yield Explained(applied.at, why_offered(board, offers, offer))


def at_the_end(chapter: routing.Chapter, contact: ContactId, agent: str, at: float) -> Iterator[Explained]:
    """Why the contact still waits at the end of the chapter, and why the agent (if named) has no call."""
    board = routing.board_at(chapter.begin)
    for applied in chapter.applied:
        board.apply(applied.change, applied.at)
    board.apply(routing.TimePassed(), at)
    waits = [call.call for call in board.waiting() if _is_of(call.call, contact)]
    for call in waits:
        reasons = why_waiting(board, call)
        if reasons is not None:
            yield Explained(at, reasons)
    idle = why_idle(board, agent) if waits and agent else None
    if idle is not None:
        yield Explained(at, idle)


def _is_of(call: str, contact: ContactId) -> bool:
    return owner(PlaceId(call)) == contact


def _still_offered(board: routing.Board, offer: routing.Offer) -> bool:
    """Whether the very change did not take it back again (a caller who left in that moment)."""
    standing = board.agent(offer.agent)
    return standing is not None and standing.call == offer.call
