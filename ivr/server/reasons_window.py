"""The reasons of the routing in the API's own shapes."""

from collections.abc import Iterator
from datetime import UTC, datetime

from ivr.dialplan.messages import Message
from ivr.queueing.explaining import Explained
from ivr.queueing.telling import cause_in_words, told
from ivr.web import port
from routing.reasons import AgentReasons, Candidate, OfferReasons


def views_of(explained: tuple[Explained, ...], agent: str) -> Iterator[port.WhyView]:
    """Each offer and each wait; why an agent has no call is told with the wait before it."""
    for one in explained:
        if not isinstance(one.reasons, AgentReasons):
            yield _view(one, agent)


def _view(explained: Explained, agent: str) -> port.WhyView:
    reasons = explained.reasons
    assert not isinstance(reasons, AgentReasons)
    facts = reasons.facts
    return port.WhyView(
        at=explained.at,
        call=facts.call,
        agent=reasons.offer.agent if isinstance(reasons, OfferReasons) else "",
        queue=facts.queue,
        needs=facts.needs,
        priority=facts.priority,
        since=facts.since,
        order=facts.order,
        strategy=facts.strategy,
        relaxes_at=facts.relaxes_at,
        candidates=tuple(_candidate(one) for one in reasons.candidates if not agent or one.agent == agent),
        told=tuple(_words(message) for message in told(explained, agent, _clock)),
    )


def _candidate(one: Candidate) -> port.CandidateView:
    excluded = tuple(_words(cause_in_words(cause, _clock)) for cause in one.excluded)
    return port.CandidateView(agent=one.agent, rank=one.rank, tier=one.tier, turn=one.turn, excluded=excluded)


def _words(message: Message) -> port.InWords:
    return port.InWords(zh=message.zh.strip(), en=message.en.strip())


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%SZ")
