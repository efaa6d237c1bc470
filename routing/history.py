"""History: the changes that a board took, the offers it answered, and that it answers the same again."""

from collections.abc import Iterable

import msgspec

from routing.changes import Change, Offer
from routing.checkpoints import Checkpoint, board_at


class Applied(msgspec.Struct, frozen=True):
    """One change that a board took at ``at`` (seconds since the epoch), and the offers that came of it."""

    at: float
    change: Change
    offers: tuple[Offer, ...] = ()


class Chapter(msgspec.Struct, frozen=True):
    """A stretch of a board's history: how the board stood, and everything that it took from then on."""

    begin: Checkpoint
    applied: tuple[Applied, ...]


class Divergence(msgspec.Struct, frozen=True):
    """That a board, told the same, offers otherwise; ``index`` is the change's, from 0."""

    index: int
    applied: Applied
    offers: tuple[Offer, ...]


def first_divergence(begin: Checkpoint, history: Iterable[Applied]) -> Divergence | None:
    """The first change after which a board that is told the same offers otherwise; None: there is none."""
    board = board_at(begin)
    for index, applied in enumerate(history):
        offers = board.apply(applied.change, applied.at)
        if offers != applied.offers:
            return Divergence(index, applied, offers)
    return None
