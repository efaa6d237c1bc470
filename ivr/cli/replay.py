"""``switchroom replay``: plays the board's history of a day again; it must offer the same, byte for byte."""

import os

import typer

import routing
from ivr.cli.audit import NOT_PROVEN, VIOLATED, Day, gaps, history_of
from ivr.cli.check import language_of
from ivr.cli.days import clock, day_named
from ivr.cli.own_settings import File
from ivr.dialplan.messages import Message
from ivr.server.board_history import StoredChapter


def replay(day: Day = "yesterday", settings: File = None) -> None:
    """Tell the board once more what happened on a day, and compare what it offers.

    Ends with 1 when it offers otherwise, with 2 when the history of the day is not whole.
    """
    language = language_of(os.environ)
    since, until = day_named(day)
    chapters = history_of(settings, since, until)
    differ = [told for stored in chapters if (told := divergence(stored)) is not None]
    changes = sum(len(stored.chapter.applied) for stored in chapters)
    played = Message(f"重放了 {changes} 个变化", f"{changes} changes played again")
    same = () if differ else (Message("分配完全相同", "the same offers, every one of them"),)
    for message in (played, *differ, *(same if chapters else ()), *gaps(chapters)):
        typer.echo(message.in_language(language))
    if differ:
        raise typer.Exit(VIOLATED)
    if gaps(chapters):
        raise typer.Exit(NOT_PROVEN)


def divergence(stored: StoredChapter) -> Message | None:
    """Where the board offers otherwise than it did; None: nowhere."""
    found = routing.first_divergence(stored.chapter.begin, stored.chapter.applied)
    if found is None:
        return None
    at, chapter, seq = clock(found.applied.at), stored.span.chapter, found.index + 1
    then, now = _offers(found.applied.offers), _offers(found.offers)
    version = stored.span.code_version
    return Message(
        f"{at} 第 {chapter} 章第 {seq} 个变化（版本 {version}）：当时分配 {then}，现在分配 {now}",
        f"{at} chapter {chapter}, change {seq} (version {version}): it offered {then}, now it offers {now}",
    )


def _offers(offers: tuple[routing.Offer, ...]) -> str:
    return ", ".join(f"{offer.call}→{offer.agent}" for offer in offers) or "–"
