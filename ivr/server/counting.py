"""Counting: what a contact's step adds to the figures that Prometheus reads."""

from collections.abc import Callable
from typing import assert_never

from ivr.calls.caller.visited import Plans, visits
from ivr.calls.contact import Talk
from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Ended, Phase
from ivr.calls.stretches import Missed, Stretch, Wait, ended_by
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
        for stretch in ended_by(before, event, after):
            self._stretch(stretch)
        for visit in visits(before, event, after, self._plans(after.contact.version)):
            self._figures.node_left(visit.dialplan, visit.node, visit.exit)

    def _stretch(self, stretch: Stretch) -> None:
        match stretch:
            case Wait(queue=queue, end=end):
                self._figures.wait_ended(queue, end, stretch.seconds())
                self._levels.ended(queue, end, stretch.seconds())
            case Talk(queue=queue):
                self._figures.talk_ended(queue, stretch.seconds())
            case Missed():
                pass
            case _:  # pragma: no cover
                assert_never(stretch)
