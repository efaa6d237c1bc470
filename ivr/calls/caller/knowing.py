"""Knowing: who calls is asked when he arrives, and learnt in whatever phase it is told."""

from msgspec.structs import replace

from ivr.calls.contact import Contact
from ivr.calls.phases import Ended, Phase, Ringing
from ivr.telephony.commands import FindCustomer
from ivr.telephony.events import CommandFailed, CustomerFound, Event, Resynced
from ivr.telephony.ids import effect_of

SECONDS_TO_KNOW = 0.3
"""So long after his arrival a dialplan waits to be told who calls; then he is nobody that is known."""


def ask_who_calls(contact: Contact) -> tuple[Contact, tuple[FindCustomer, ...]]:
    """The contact that is to be told who calls, and the question; nobody asks about a withheld number."""
    if contact.withheld():
        return contact, ()
    due = replace(contact, customer_due=contact.arrived_at + SECONDS_TO_KNOW)
    return due, (_question(contact),)


def asked_again(phase: Phase, event: Event) -> tuple[FindCustomer, ...]:
    """The question that we were not told the answer of, before we were away."""
    if not isinstance(event, Resynced) or not phase.contact.customer_due:
        return ()
    return (_question(phase.contact),)


def knowing(phase: Phase, event: Event) -> Phase:
    """The phase of a contact that knows what it was told of its caller; any other event changes nothing."""
    contact = _told(phase.contact, event)
    if contact is phase.contact or isinstance(phase, Ended):
        return phase
    match phase:
        case Ringing(waiting=waiting):
            return replace(phase, contact=contact, waiting=replace(waiting, contact=contact))
        case _:
            return replace(phase, contact=contact)


def _question(contact: Contact) -> FindCustomer:
    return FindCustomer(effect_of(contact.id, 0), contact.caller)


def _told(contact: Contact, event: Event) -> Contact:
    asked = effect_of(contact.id, 0)
    match event:
        case CustomerFound(key=key, customer=customer, history=history) if key == asked:
            return replace(contact, customer=customer, history=history, customer_due=0.0)
        case CommandFailed(about=about) if about == asked:
            return replace(contact, customer_due=0.0)
        case _:
            return contact
