"""Knowing: the contact learns who calls, in whatever phase it is told."""

from msgspec.structs import replace

from ivr.calls.contact import Contact
from ivr.calls.phases import Ended, Phase, Ringing
from ivr.telephony.events import CommandFailed, CustomerFound, Event
from ivr.telephony.ids import effect_of


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


def _told(contact: Contact, event: Event) -> Contact:
    asked = effect_of(contact.id, 0)
    match event:
        case CustomerFound(key=key, customer=customer, history=history) if key == asked:
            return replace(contact, customer=customer, history=history, customer_due=0.0)
        case CommandFailed(about=about) if about == asked:
            return replace(contact, customer_due=0.0)
        case _:
            return contact
