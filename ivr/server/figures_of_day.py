"""The figures of a time: waits, talks, missed offers and answers, told by queue and by agent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

import routing
from ivr.dialplan.centre.centre import Centre
from ivr.server.levels import SHORT_SECONDS
from ivr.storage.values import Answer, MissedRow, TalkRow, WaitRow
from ivr.web.desk import AgentFigures, Figures, QueueFigures


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """All that ended in one time, as it is stored."""

    waits: tuple[WaitRow, ...]
    talks: tuple[TalkRow, ...]
    misses: tuple[MissedRow, ...]
    answers: tuple[Answer, ...]


class _OfQueue:
    """What is counted of a queue."""

    def __init__(self) -> None:
        self.waits = routing.Waits()
        self.answered = 0
        self.timed_out = 0
        self.waited = 0.0
        self.talks = 0
        self.talked = 0.0


class _OfAgent:
    """What is counted of an agent."""

    def __init__(self) -> None:
        self.answered = 0
        self.missed = 0
        self.talks = 0
        self.talked = 0.0
        self.held = 0.0
        self.scores: list[float] = []


def figures(stored: Stored, centre: Centre, since: float, until: float) -> Figures:
    """The figures from ``since`` to ``until`` (epoch seconds), of every queue and agent there is or was."""
    queues: dict[str, _OfQueue] = defaultdict(_OfQueue, {name: _OfQueue() for name in centre.queues})
    agents: dict[str, _OfAgent] = defaultdict(_OfAgent, {name: _OfAgent() for name in centre.agents})
    for wait in stored.waits:
        _count_wait(queues[wait.queue], wait, centre)
        if wait.agent:
            agents[wait.agent].answered += 1
    for miss in stored.misses:
        agents[miss.agent].missed += 1
    for talk in stored.talks:
        _count_talk(queues[talk.queue], agents[talk.agent], talk)
    for answer in _scores(stored.answers):
        agents[answer.agent].scores.append(float(answer.answer))
    return Figures(
        since=since,
        until=until,
        queues=tuple(_queue(name, queues[name], centre) for name in _in_order(queues, centre.queues)),
        agents=tuple(_agent(name, agents[name], centre) for name in _in_order(agents, centre.agents)),
    )


def _in_order(counted: Mapping[str, object], known: Iterable[str]) -> list[str]:
    """Those of the centre in its order, then those who have left it."""
    names = [name for name in known if name in counted]
    return [*names, *sorted(name for name in counted if name and name not in names)]


def _count_wait(queue: _OfQueue, wait: WaitRow, centre: Centre) -> None:
    seconds = wait.until - wait.since
    known = centre.queues.get(wait.queue)
    answered, given_up = wait.end == "answered", wait.end == "abandoned"
    in_time = answered and known is not None and seconds <= known.service_level_seconds
    queue.waits += routing.Waits(
        offered=1,
        in_time=int(in_time),
        abandoned=int(given_up),
        short=int(given_up and seconds < SHORT_SECONDS),
    )
    queue.answered += answered
    queue.timed_out += wait.end == "timed_out"
    queue.waited += seconds if answered else 0.0


def _count_talk(queue: _OfQueue, agent: _OfAgent, talk: TalkRow) -> None:
    seconds = talk.until - talk.since
    queue.talks += 1
    queue.talked += seconds
    agent.talks += 1
    agent.talked += seconds
    agent.held += talk.hold_seconds


def _scores(answers: Iterable[Answer]) -> Iterable[Answer]:
    """The answers that are scores: numbers, given about an agent."""
    return (answer for answer in answers if answer.agent and answer.answer.isdecimal())


def _queue(name: str, of: _OfQueue, centre: Centre) -> QueueFigures:
    known = centre.queues.get(name)
    return QueueFigures(
        queue=name,
        name=dict(known.name) if known else {},
        offered=of.waits.offered,
        answered=of.answered,
        abandoned=of.waits.abandoned,
        timed_out=of.timed_out,
        answer_rate=routing.answer_rate(of.answered, of.waits.offered),
        service_level=routing.service_level(of.waits),
        service_level_seconds=known.service_level_seconds if known else None,
        average_wait_seconds=routing.mean(of.waited, of.answered),
        average_talk_seconds=routing.mean(of.talked, of.talks),
    )


def _agent(name: str, of: _OfAgent, centre: Centre) -> AgentFigures:
    known = centre.agents.get(name)
    return AgentFigures(
        agent=name,
        name=known.name if known else "",
        answered=of.answered,
        missed=of.missed,
        answer_rate=routing.answer_rate(of.answered, of.answered + of.missed),
        talks=of.talks,
        talk_seconds=of.talked,
        hold_seconds=of.held,
        average_talk_seconds=routing.mean(of.talked, of.talks),
        scores=len(of.scores),
        average_score=routing.mean(sum(of.scores), len(of.scores)),
    )
