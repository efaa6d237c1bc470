"""The audit: no call was served before one that stood before it and that the same agent could have taken.

It reads changes and offers alone, and shares no code with the board: it keeps the line and who has which
call in plain tables, compares every offer with every call that waits, and takes as long as it takes.
The order that it holds the offers to is the one of docs/routing.md.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from routing.changes import (
    AgentsChanged,
    CallAnswered,
    CallGone,
    CallQueued,
    CallTaken,
    Offer,
    OfferMissed,
    Restored,
    TalkEnded,
)
from routing.findings import Audited, Fault, Impossible, Passed, Passing
from routing.history import Applied, Chapter

SECONDS_A_POINT = 600.0


class _Waits:
    """A call that waits, or that an agent has."""

    def __init__(self, facts: CallQueued, relaxed: int = 0) -> None:
        self.facts = facts
        self.relaxed = relaxed
        self.came_at_change = -1
        self.restored = False

    def rank(self) -> tuple[float, str]:
        return (self.facts.since - SECONDS_A_POINT * self.facts.priority, self.facts.call)

    def needs(self, at: float) -> Mapping[str, int]:
        while self.relaxed < len(self.facts.relax) and self.facts.relax[self.relaxed].at <= at:
            self.relaxed += 1
        return self.facts.relax[self.relaxed - 1].needs if self.relaxed else self.facts.needs


class Audit:
    """Follows chapters one after the other and judges the offers from ``since`` until before ``until``."""

    def __init__(self, since: float, until: float) -> None:
        self._since, self._until = since, until
        self._skills: dict[str, Mapping[str, int]] = {}
        self._line: dict[str, _Waits] = {}
        self._with: dict[str, tuple[str, _Waits]] = {}
        self._talks: set[str] = set()
        self._wraps_up: dict[str, tuple[float, ...]] = {}
        self._change, self._before, self._now = 0, 0.0, 0.0
        self._offers = 0
        self._counts: Counter[Passed] = Counter()
        self._exceptions: list[Passing] = []
        self._faults: list[Fault] = []

    def follow(self, chapter: Chapter) -> None:
        """Go through a chapter; it begins anew with what its checkpoint says."""
        self._skills = {seat.agent.id: seat.agent.skills for seat in chapter.begin.seats}
        self._line, self._with = {}, {}
        self._talks = {seat.call for seat in chapter.begin.seats if seat.call and seat.stage == "talking"}
        for told in chapter.begin.calls:
            call = _Waits(told.facts, told.relaxed)
            if told.agent is None:
                self._line[told.facts.call] = call
            else:
                self._with[told.facts.call] = (told.agent, call)
        for applied in chapter.applied:
            self._change += 1
            self._before, self._now = self._now, applied.at
            early = self._before_the_change(applied)
            self._serve(applied, applied.offers[:early])
            self._take_in(applied)
            self._serve(applied, applied.offers[early:])

    def result(self) -> Audited:
        """What was found so far."""
        return Audited(self._offers, dict(self._counts), tuple(self._exceptions), tuple(self._faults))

    def _before_the_change(self, applied: Applied) -> int:
        """How many of the offers came of wrap-ups and relaxations that were over, before the change itself.

        It shows only where the change is about a call that was in line and that one of them offered.
        """
        match applied.change:
            case CallGone(call=call) | CallAnswered(call=call) | OfferMissed(call=call):
                about = call
            case CallTaken(facts=facts):
                about = facts.call
            case _:
                return 0
        if about not in self._line:
            return 0
        calls = [offer.call for offer in applied.offers]
        return calls.index(about) + 1 if about in calls else 0

    # What the change does to the line

    def _take_in(self, applied: Applied) -> None:
        match applied.change:
            case CallQueued() as facts:
                self._queue(facts)
            case CallGone(call=call) if call not in self._talks:
                self._lose(call)
            case CallAnswered(call=call, agent=agent) if self._holder(call) == agent:
                self._talks.add(call)
            case OfferMissed(call=call, agent=agent) if call not in self._talks:
                self._miss(call, agent)
            case TalkEnded(call=call, agent=agent) if call in self._talks and self._holder(call) == agent:
                self._talks.discard(call)
                self._end(agent, self._with.pop(call)[1].facts, applied.at)
            case CallTaken(agent=agent, facts=facts):
                self._take(agent, facts, applied.at)
            case AgentsChanged(agents=agents):
                self._skills = {name: agent.skills for name, agent in agents.items()}
            case Restored() as restored:
                self._restore(restored)
            case _:
                pass

    def _queue(self, facts: CallQueued) -> None:
        known = self._line.get(facts.call)
        if known is not None:
            if known.facts != facts:
                self._replace(known, facts)
        elif facts.call in self._with:
            if facts.call not in self._talks:
                self._replace(self._with[facts.call][1], facts)
        else:
            self._into_line(_Waits(facts))

    def _replace(self, known: _Waits, facts: CallQueued) -> None:
        if known.facts.relax != facts.relax:
            known.relaxed = 0
        known.facts = facts
        known.came_at_change = self._change

    def _into_line(self, call: _Waits) -> None:
        call.came_at_change = self._change
        self._line[call.facts.call] = call

    def _lose(self, call: str) -> None:
        self._line.pop(call, None)
        self._with.pop(call, None)

    def _miss(self, call: str, agent: str) -> None:
        if self._holder(call) != agent:
            return
        _, waits = self._with.pop(call)
        named = f"agent:{agent}" in waits.needs(0.0)
        if named and waits.relaxed < len(waits.facts.relax):
            waits.relaxed += 1
        self._into_line(waits)

    def _end(self, agent: str, facts: CallQueued, at: float) -> None:
        """His wrap-up ends at one of these times, whether it was a hard call or not."""
        hard = (facts.care.wrap_up_seconds,) if facts.care else ()
        self._wraps_up[agent] = tuple(at + seconds for seconds in (facts.wrap_up_seconds, *hard))

    def _take(self, agent: str, facts: CallQueued, at: float) -> None:
        """Somebody took a call by hand: it may stand anywhere in line."""
        if facts.call in self._talks:
            return
        waits = self._line.get(facts.call)
        self._lose(facts.call)
        if waits is not None:
            self._compare(Offer(facts.call, agent), waits, at, Passed.TAKEN)
        if agent in self._skills and not self._busy(agent):
            self._with[facts.call] = (agent, _Waits(facts))
            self._talks.add(facts.call)

    def _restore(self, restored: Restored) -> None:
        held = {one.call: one.agent for one in restored.agents if one.call}
        self._talks |= {one.call for one in restored.agents if one.call and one.state == "talking"}
        for facts in restored.calls:
            call = _Waits(facts)
            call.restored = True
            if facts.call in held:
                self._with[facts.call] = (held[facts.call], call)
            elif facts.call not in self._line and facts.call not in self._with:
                self._into_line(call)

    def _holder(self, call: str) -> str | None:
        return self._with[call][0] if call in self._with else None

    def _busy(self, agent: str) -> bool:
        return any(agent == holder for holder, _ in self._with.values())

    # What the offers mean

    def _serve(self, applied: Applied, offers: tuple[Offer, ...]) -> None:
        """Take all that were served out of the line, and compare each with whoever is still there."""
        served: list[tuple[Offer, _Waits]] = []
        for offer in offers:
            waits = self._line.pop(offer.call, None)
            if waits is None:
                self._accuse(applied.at, offer, Impossible.NOT_IN_LINE)
                continue
            if self._busy(offer.agent):
                self._accuse(applied.at, offer, Impossible.TWO_CALLS)
            if not _able(self._skills.get(offer.agent, {}), waits.needs(applied.at)):
                self._accuse(applied.at, offer, Impossible.NOT_ABLE)
            self._with[offer.call] = (offer.agent, waits)
            served.append((offer, waits))
        self._offers += len(offers) if self._judged(applied.at) else 0
        for offer, waits in served:
            self._compare(offer, waits, applied.at, None)

    def _compare(self, offer: Offer, served: _Waits, at: float, reason: Passed | None) -> None:
        if not self._judged(at):
            return
        for call, other in self._line.items():
            if other.rank() >= served.rank():
                continue
            why = reason or self._why(other, served, offer.agent, at)
            self._counts[why] += 1
            if why is not Passed.LACKS_SKILL:
                self._exceptions.append(Passing(at, offer, call, why))

    def _why(self, other: _Waits, served: _Waits, agent: str, at: float) -> Passed:
        skills = self._skills.get(agent, {})
        lacking = [skill for skill, level in other.needs(at).items() if skills.get(skill, 0) < level]
        later = other.facts.relax[other.relaxed :]
        if lacking and any(_able(skills, step.needs) for step in later):
            named = any(skill.startswith("agent:") for skill in lacking)
            return Passed.NAMED_AGENT if named else Passed.RELAXES_LATER
        if any(skill.startswith("agent:") for skill in lacking):
            return Passed.NAMED_AGENT
        if any(skill.startswith("team:") for skill in lacking):
            return Passed.TEAM
        if lacking:
            return Passed.LACKS_SKILL
        if other.came_at_change == self._change and other.restored:
            return Passed.RESTORED
        if other.came_at_change == self._change and self._was_due(served, agent):
            return Passed.SAME_MOMENT
        return Passed.UNEXPLAINED

    def _was_due(self, served: _Waits, agent: str) -> bool:
        """Whether the offer may have come of a wrap-up or a relaxation that was over before the change."""
        relaxed = (step.at for step in served.facts.relax)
        return any(self._before <= due <= self._now for due in (*self._wraps_up.get(agent, ()), *relaxed))

    def _accuse(self, at: float, offer: Offer, why: Impossible) -> None:
        if self._judged(at):
            self._faults.append(Fault(at, offer, why))

    def _judged(self, at: float) -> bool:
        return self._since <= at < self._until


def _able(skills: Mapping[str, int], needs: Mapping[str, int]) -> bool:
    return all(skills.get(skill, 0) >= level for skill, level in needs.items())


def audited(chapters: Iterable[Chapter], since: float, until: float) -> Audited:
    """The audit of all offers of these chapters from ``since`` until before ``until`` (epoch seconds)."""
    audit = Audit(since, until)
    for chapter in chapters:
        audit.follow(chapter)
    return audit.result()
