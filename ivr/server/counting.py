"""Counting: what a contact's step adds to the figures that Prometheus reads."""

from collections.abc import Callable

from ivr.calls.caller.visited import Plans, visits
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Ended, InDialplan, Phase, Ringing, Talking, Waiting
from ivr.calls.talks import finished
from ivr.server.levels import Levels
from ivr.telephony.events import Event
from ivr.web.figures import Figures


class Counting:
    """Counts the ends of waits, talks, contacts and visits; ``plans`` tells the dialplans of a version."""

    def __init__(self, figures: Figures, levels: Levels, plans: Callable[[str], Plans]) -> None:
        self._figures = figures
        self._levels = levels
        self._plans = plans

    def step(self, before: Phase | None, event: Event, after: Phase) -> None:
        """A contact went from one phase to the next."""
        if not after.contact.calls_a_colleague():
            self._caller(before, event, after)
        if not isinstance(after, Ended) or isinstance(before, Ended):
            return
        if after.outcome == Outcome.FEATURE_CODE:
            self._figures.feature_code_ended()
        else:
            self._figures.contact_ended(after.outcome)

    def _caller(self, before: Phase | None, event: Event, after: Phase) -> None:
        """Count what only a caller from outside has: waits, talks with agents, and nodes."""
        self._wait(before, event, after)
        for talk in finished(before.contact if before is not None else None, after.contact):
            self._figures.talk_ended(talk.queue, talk.seconds())
        for visit in visits(before, event, after, self._plans(after.contact.version)):
            self._figures.node_left(visit.dialplan, visit.node, visit.exit)

    def _wait(self, before: Phase | None, event: Event, after: Phase) -> None:
        """Count the wait that this step ended, if it did."""
        waiting = before.waiting if isinstance(before, Ringing) else before
        outcome = _outcome(after)
        if isinstance(waiting, Waiting) and outcome:
            seconds = event.at - waiting.began()
            self._figures.wait_ended(waiting.queue, outcome, seconds)
            self._levels.ended(waiting.queue, outcome, seconds)


def _outcome(after: Phase) -> str:
    """What became of a wait that this phase came after; empty: it goes on."""
    match after:
        case Talking():
            return "answered"
        case Ended(outcome=Outcome.FALLBACK) | InDialplan():
            return "timed_out"
        case Ended():
            return "abandoned"
        case _:
            return ""
