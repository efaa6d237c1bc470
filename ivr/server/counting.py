"""Counting: what a contact's step adds to the figures that Prometheus reads."""

from ivr.calls.outcomes import Outcome
from ivr.calls.phases import Ended, Phase, Ringing, Talking, Waiting
from ivr.calls.talks import finished
from ivr.telephony.events import Event
from ivr.web.figures import Figures


def count(figures: Figures, before: Phase | None, event: Event, after: Phase) -> None:
    """Count the ends of waits, talks and contacts."""
    if not after.contact.calls_a_colleague():
        _count_queues(figures, before, event, after)
    if not isinstance(after, Ended) or isinstance(before, Ended):
        return
    if after.outcome == Outcome.FEATURE_CODE:
        figures.feature_code_ended()
    else:
        figures.contact_ended(after.outcome)


def _count_queues(figures: Figures, before: Phase | None, event: Event, after: Phase) -> None:
    match before, after:
        case (Waiting() as waiting) | Ringing(waiting=waiting), Talking():
            figures.wait_ended(waiting.queue, True, event.at - waiting.since)
        case (Waiting() as waiting) | Ringing(waiting=waiting), Ended():
            figures.wait_ended(waiting.queue, False, event.at - waiting.since)
        case _:
            pass
    for talk in finished(before.contact if before is not None else None, after.contact):
        figures.talk_ended(talk.queue, talk.seconds())
