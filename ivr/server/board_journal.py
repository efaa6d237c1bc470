"""The board's journal: every change that the board takes is stored, with the offers that came of it."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import msgspec
import structlog

import ivr
import routing
from ivr.storage.errors import StorageError, StoreClosedError
from ivr.storage.values import BoardChange, BoardChapter

log = structlog.get_logger()

CHANGES_IN_A_CHAPTER = 20_000
"""After so many changes a new chapter begins: that much is played again to explain one of them."""

SECONDS_OF_A_CHAPTER = 3600.0
"""After so long, too."""

_encode = msgspec.json.Encoder(order="deterministic").encode
_offers: msgspec.json.Decoder[tuple[routing.Offer, ...]] = msgspec.json.Decoder(tuple[routing.Offer, ...])
_change: msgspec.json.Decoder[routing.Change] = msgspec.json.Decoder(routing.Change)
_checkpoint = msgspec.json.Decoder(routing.Checkpoint)


class BoardKeeper(Protocol):
    """Stores what is handed in, in that order, and before whatever is saved later."""

    def begin_board_chapter(self, chapter: BoardChapter) -> "asyncio.Future[None]":
        """Hand in a chapter's begin."""

    def note_board_change(self, change: BoardChange) -> "asyncio.Future[None]":
        """Hand in a change."""


class BoardJournal:
    """Hands each change in before the offers that came of it are told to anybody.

    The writer stores in the order in which things come: an offer is stored no later than the phase of
    the contact that rings for it.  Nobody waits for it.  What could not be stored is missing from the
    history, which says so: a new chapter begins with how the board stood after it.
    """

    def __init__(self, keeper: BoardKeeper, board: routing.Board, clock: Callable[[], float]) -> None:
        self._keeper = keeper
        self._board = board
        self._clock = clock
        self._chapter = 0
        self._seq = 0
        self._turns_at = 0.0
        self._torn = False

    def begin(self, chapter: int) -> None:
        """Begin to keep the history, with the chapter of this number."""
        self._chapter, self._seq, self._torn = chapter, 0, False
        at = self._clock()
        self._turns_at = at + SECONDS_OF_A_CHAPTER
        checkpoint = _encode(routing.checkpoint_of(self._board))
        began = BoardChapter(chapter=chapter, at=at, code_version=ivr.__version__, checkpoint=checkpoint)
        self._watch(lambda: self._keeper.begin_board_chapter(began))

    def applied(self, applied: routing.Applied) -> None:
        """The board has taken a change."""
        if not self._chapter:
            return
        if not self._torn:
            self._note(applied)
        if self._torn or self._seq >= CHANGES_IN_A_CHAPTER or applied.at >= self._turns_at:
            self.begin(self._chapter + 1)

    def _note(self, applied: routing.Applied) -> None:
        self._seq += 1
        change = BoardChange(
            chapter=self._chapter,
            seq=self._seq,
            at=applied.at,
            change=_encode(applied.change),
            offers=_encode(applied.offers),
        )
        self._watch(lambda: self._keeper.note_board_change(change))

    def _watch(self, hand_in: "Callable[[], asyncio.Future[None]]") -> None:
        try:
            hand_in().add_done_callback(self._stored)
        except StoreClosedError:
            log.warning("board_change_after_the_end")

    def _stored(self, storing: "asyncio.Future[None]") -> None:
        if storing.cancelled() or storing.exception() is None:
            return
        if not self._torn:
            log.error("board_history_torn", reason=str(storing.exception()), chapter=self._chapter)
        self._torn = True


class HistoryError(StorageError):
    """What is stored of a chapter cannot be read."""

    def __init__(self, chapter: int, reason: str) -> None:
        super().__init__(chapter, reason)
        self.chapter = chapter
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"chapter {self.chapter} of the board's history cannot be read: {self.reason}; it was written by"
            " another version of Switchroom: read it with that one"
        )


def chapter_of(began: BoardChapter, changes: tuple[BoardChange, ...]) -> tuple[routing.Chapter, bool]:
    """The chapter as it was stored, and whether it is whole; what comes after a gap is left out.

    Raises ``HistoryError``.
    """
    try:
        begin = _checkpoint.decode(began.checkpoint)
        applied = tuple(
            routing.Applied(one.at, _change.decode(one.change), _offers.decode(one.offers))
            for seq, one in enumerate(changes, start=1)
            if one.seq == seq
        )
    except msgspec.ValidationError as error:
        raise HistoryError(began.chapter, str(error)) from error
    return routing.Chapter(begin, applied), len(applied) == len(changes)
