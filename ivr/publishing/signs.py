"""Signs: how a caller fared with a dialplan, told from what his contact passed and how it ended."""

from collections.abc import Iterable

from ivr.calls.caller.visited import Visit
from ivr.calls.contact import Contact
from ivr.calls.outcomes import Outcome
from ivr.publishing.judging import Sign
from ivr.telephony.events import Event, TimedOut

GIVEN_UP = (Outcome.LEFT_IN_MENU, Outcome.LEFT_IN_QUEUE, Outcome.LEFT_IN_TRANSFER)


def of_visits(visits: Iterable[Visit], event: Event) -> frozenset[Sign]:
    """The signs of the nodes that were left with this event: exits by silence and by failure.

    Where ``no_input`` leads to the same node as ``no_match``, it was silence if time was what passed.
    """
    ways = {way for visit in visits for way in visit.exit.split("|")}
    silent = "no_input" in ways and ("no_match" not in ways or isinstance(event, TimedOut))
    found: set[Sign] = set()
    if silent:
        found.add("no_input")
    if "failure" in ways:
        found.add("failure")
    return frozenset(found)


def of_end(contact: Contact, outcome: str) -> frozenset[Sign]:
    """The signs of a contact that is over."""
    found: set[Sign] = set()
    if outcome in GIVEN_UP:
        found.add("abandoned")
    if outcome == Outcome.FALLBACK:
        found.add("failure")
    if contact.queue or outcome in (Outcome.TRANSFERRED, Outcome.LEFT_IN_TRANSFER):
        found.add("transferred")
    return frozenset(found)
