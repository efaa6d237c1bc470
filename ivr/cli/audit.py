"""``switchroom audit``: proves from the board's history that nobody was served before his turn."""

import os
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ivr.cli.check import language_of
from ivr.cli.days import clock, day_named
from ivr.cli.own_settings import File
from ivr.cli.own_store import in_store
from ivr.dialplan.messages import Message
from ivr.server.board_history import StoredChapter, chapters_between
from routing.audit import audited
from routing.findings import Audited, Fault, Impossible, Passed, Passing

Day = Annotated[str, typer.Argument(help="A day: 2026-11-30, today or yesterday.  某一天，如 2026-11-30。")]

VIOLATED, NOT_PROVEN = 1, 2
"""The exit codes for a violation, and for a history from which something is missing."""

_REASONS = {
    Passed.LACKS_SKILL: Message("坐席技能不够", "the agent lacked a skill for it"),
    Passed.NAMED_AGENT: Message("在等指定的坐席", "it waited for an agent by name"),
    Passed.TEAM: Message("在等指定的班组", "it waited for a team"),
    Passed.RELAXES_LATER: Message("当时要求尚未放宽", "its needs were not relaxed yet"),
    Passed.SAME_MOMENT: Message("同一时刻才进入队列", "it came into line in that very moment"),
    Passed.RESTORED: Message("服务器重启时恢复", "it was restored after a restart"),
    Passed.TAKEN: Message("坐席自行接起", "the agent took the call himself"),
    Passed.UNEXPLAINED: Message("没有理由", "NO REASON"),
}
_FAULTS = {
    Impossible.NOT_IN_LINE: Message("该呼叫不在队列中", "the call was not in line"),
    Impossible.NOT_ABLE: Message("该坐席不具备所需技能", "the agent lacks what the call needs"),
    Impossible.TWO_CALLS: Message("该坐席已有呼叫", "the agent had a call already"),
}


def audit(day: Day = "yesterday", settings: File = None) -> None:
    """Check every offer of a day against the order of service; list each exception with its reason.

    Ends with 1 when an offer is explained by nothing, with 2 when the history of the day is not whole.
    """
    language = language_of(os.environ)
    since, until = day_named(day)
    chapters = history_of(settings, since, until)
    result = audited((stored.chapter for stored in chapters), since, until)
    for message in (*report(result), *gaps(chapters)):
        typer.echo(message.in_language(language))
    if result.violations():
        raise typer.Exit(VIOLATED)
    if gaps(chapters) or not chapters:
        raise typer.Exit(NOT_PROVEN)


def history_of(settings: Path | None, since: float, until: float) -> tuple[StoredChapter, ...]:
    """The chapters of the settings' database that touch this time; ends the command if there is a fault."""
    return in_store(settings, lambda store: chapters_between(store, since, until))


def report(result: Audited) -> tuple[Message, ...]:
    """What came of an audit, in words."""
    lines = [Message(f"检查了 {result.offers} 次分配", f"{result.offers} offers checked")]
    for why, count in Counter(result.counts).most_common():
        reason = _REASONS[why]
        lines.append(Message(f"  被越过 {count} 次：{reason.zh}", f"  passed {count} times: {reason.en}"))
    lines += [_exception(passing) for passing in result.exceptions]
    lines += [_fault(fault) for fault in result.faults]
    wrong = len(result.violations())
    if wrong:
        lines.append(Message(f"有 {wrong} 次分配违反了次序", f"{wrong} offers broke the order"))
    elif result.offers:
        lines.append(Message("没有人被插队", "nobody was served before his turn"))
    return tuple(lines)


def gaps(chapters: tuple[StoredChapter, ...]) -> tuple[Message, ...]:
    """What is missing from the history."""
    if not chapters:
        return (
            Message("这一天没有记录：无法证明任何事", "there is no history of this day: nothing is proven"),
        )
    torn = (stored.span for stored in chapters if not stored.whole)
    return tuple(
        Message(
            f"第 {span.chapter} 章（{clock(span.since)} 起）不完整：缺口之后没有检查",
            f"chapter {span.chapter} (from {clock(span.since)}) has a gap: nothing is checked after it",
        )
        for span in torn
    )


def _exception(passing: Passing) -> Message:
    at, offer, reason = clock(passing.at), passing.offer, _REASONS[passing.why]
    return Message(
        f"  {at} {offer.call} → 坐席 {offer.agent}，越过了 {passing.passed}：{reason.zh}",
        f"  {at} {offer.call} → agent {offer.agent} went before {passing.passed}: {reason.en}",
    )


def _fault(fault: Fault) -> Message:
    at, offer, reason = clock(fault.at), fault.offer, _FAULTS[fault.why]
    return Message(
        f"  {at} {offer.call} → 坐席 {offer.agent}：{reason.zh}",
        f"  {at} {offer.call} → agent {offer.agent}: {reason.en}",
    )
