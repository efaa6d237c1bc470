"""Telling: the reasons of the routing in words, for agents and supervisors, in Chinese and in English."""

from collections.abc import Callable, Iterator
from typing import assert_never

from ivr.dialplan.messages import Message
from ivr.queueing.explaining import Explained
from routing.reasons import (
    AgentReasons,
    CallFacts,
    Candidate,
    Cause,
    KeptFor,
    Lacks,
    MissedIt,
    NotOfTeam,
    Occupied,
    OfferReasons,
    Offline,
    OnPause,
    PassedCall,
    WaitReasons,
    WrapsUp,
)

Clock = Callable[[float], str]
"""How a time (epoch seconds) is written."""


def told(explained: Explained, agent: str, clock: Clock) -> Iterator[Message]:
    """The sentences of one explanation, the first one a heading; of one agent alone if one is named."""
    reasons, at = explained.reasons, clock(explained.at)
    match reasons:
        case OfferReasons():
            yield _offered(reasons, at)
            yield _facts(reasons.facts, explained.at, clock)
            yield from _candidates(reasons.candidates, agent, clock)
            yield from _passed(reasons.offer.agent, reasons.passed, clock)
        case WaitReasons(facts=facts):
            yield Message(
                f"{at} {facts.call} 在等待：在队列 {facts.queue} 中排第 {reasons.position}，"
                f"全中心之前有 {reasons.before} 个",
                f"{at} {facts.call} waits: place {reasons.position} in queue {facts.queue}, "
                f"{reasons.before} of all before it",
            )
            yield _facts(facts, explained.at, clock)
            yield from _candidates(reasons.candidates, agent, clock)
        case AgentReasons(standing=standing):
            yield Message(
                f"{at} 坐席 {standing.agent} 没有来电", f"{at} agent {standing.agent} is given no call"
            )
            for cause in reasons.excluded:
                yield _indented(cause_in_words(cause, clock))
            yield from _passed(standing.agent, reasons.passed, clock)
        case _:
            assert_never(reasons)


def _offered(reasons: OfferReasons, at: str) -> Message:
    call, agent, queue = reasons.offer.call, reasons.offer.agent, reasons.facts.queue
    return Message(
        f"{at} {call}（队列 {queue}）分配给坐席 {agent}",
        f"{at} {call} (queue {queue}) was offered to agent {agent}",
    )


def _facts(facts: CallFacts, at: float, clock: Clock) -> Message:
    needs = ", ".join(f"{skill} ≥ {level}" for skill, level in sorted(facts.needs.items()))
    waited = max(0.0, at - facts.since)
    then = facts.relaxes_at
    return Message(
        f"  需要 {needs or '无'}；优先级 {facts.priority}；已等 {waited:.1f} 秒；次序值 {facts.order:.3f}；"
        f"策略 {facts.strategy}" + (f"；{clock(then)} 起放宽" if then is not None else ""),
        f"  needs {needs or 'nothing'}; priority {facts.priority}; has waited {waited:.1f} s; "
        f"order {facts.order:.3f}; strategy {facts.strategy}"
        + (f"; relaxes at {clock(then)}" if then is not None else ""),
    )


def _candidates(candidates: tuple[Candidate, ...], agent: str, clock: Clock) -> Iterator[Message]:
    for one in candidates:
        if agent and one.agent != agent:
            continue
        if one.rank is not None:
            yield Message(
                f"  {one.rank}. 坐席 {one.agent}：策略值 {one.tier:g}，{one.turn:.3f}",
                f"  {one.rank}. agent {one.agent}: by the strategy {one.tier:g}, {one.turn:.3f}",
            )
            continue
        causes = [cause_in_words(cause, clock) for cause in one.excluded]
        zh, en = "；".join(cause.zh for cause in causes), "; ".join(cause.en for cause in causes)
        yield Message(f"  –  坐席 {one.agent}：{zh}", f"  -  agent {one.agent}: {en}")
    if agent and all(one.agent != agent for one in candidates):
        yield Message(f"  没有坐席 {agent}", f"  there is no agent {agent}")


def _passed(agent: str, passed: tuple[PassedCall, ...], clock: Clock) -> Iterator[Message]:
    for call in passed:
        if not call.excluded:
            yield Message(f"  {call.call} 他可以接", f"  {call.call} is one that he could take")
            continue
        causes = [cause_in_words(cause, clock) for cause in call.excluded]
        zh, en = "；".join(cause.zh for cause in causes), "; ".join(cause.en for cause in causes)
        yield Message(
            f"  排在前面的 {call.call} 坐席 {agent} 不能接：{zh}",
            f"  {call.call} stands before, but agent {agent} cannot take it: {en}",
        )


def cause_in_words(cause: Cause, clock: Clock) -> Message:
    """Why an agent is not given a call."""
    match cause:
        case Offline(signed_in=True):
            return Message("话机不可达", "his telephone is not reachable")
        case Offline():
            return Message("未签入", "not signed in")
        case OnPause(reason=reason):
            return Message(f"小休（{reason}）", f"on pause ({reason})")
        case WrapsUp(until=until):
            return Message(f"话后整理至 {clock(until)}", f"wraps up until {clock(until)}")
        case Occupied(state=state, call=None):
            return Message(f"话机自用中（{state}）", f"his telephone is in a call of its own ({state})")
        case Occupied(state=state, call=call):
            return Message(f"正忙于 {call}（{state}）", f"has {call} ({state})")
        case Lacks(skill=skill, level=level, has=has):
            return Message(f"技能 {skill} 需 ≥ {level}，只有 {has}", f"needs {skill} ≥ {level}, has {has}")
        case KeptFor(agent=agent):
            return Message(f"指定给坐席 {agent}", f"it waits for agent {agent} by name")
        case NotOfTeam(team=team):
            return Message(f"指定给班组 {team}", f"it is for team {team}")
        case MissedIt():
            return Message(
                "此电话振铃未接过，排在其他人之后", "missed this very call, so he comes after the others"
            )
        case _:
            assert_never(cause)


def _indented(message: Message) -> Message:
    return Message(f"  {message.zh}", f"  {message.en}")
