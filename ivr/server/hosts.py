"""Hosts: which contact each guest belongs to, as the contacts' phases say."""

from collections.abc import Mapping

from ivr.calls.own_call.guests import guests_of, together
from ivr.calls.phases import Phase
from ivr.telephony.events import Observed
from ivr.telephony.ids import ChannelId, ContactId, contact_of_caller


class Hosts:
    """The guests of all contacts: a channel that came as a contact of its own, and whose leg it is now."""

    def __init__(self) -> None:
        self._hosts: dict[ContactId, ContactId] = {}

    def host_of(self, guest: ContactId) -> ContactId | None:
        """The contact that has taken the guest in."""
        return self._hosts.get(guest)

    def note(self, before: Phase | None, after: Phase) -> tuple[ChannelId, ...]:
        """A contact went from one phase to the next; answers the guests it has taken in by that."""
        known = guests_of(before) if before is not None else ()
        present = guests_of(after)
        for gone in set(known) - set(present):
            self._hosts.pop(contact_of_caller(gone), None)
        came = tuple(guest for guest in present if guest not in known)
        self._hosts.update({contact_of_caller(guest): after.contact.id for guest in came})
        return came

    def forget(self, host: ContactId) -> None:
        """The contact is over, and its guests are nobody's."""
        self._hosts = {guest: known for guest, known in self._hosts.items() if known != host}

    def gathered(self, observed: Mapping[ContactId, Observed]) -> dict[ContactId, Observed]:
        """What the phone system has of each contact, with its guests'."""
        found = dict(observed)
        for guest, host in self._hosts.items():
            if guest in found:
                found[host] = together(found.get(host, Observed()), found[guest])
        return found

    def guests(self) -> frozenset[ContactId]:
        """Every guest, by the contact that he came as."""
        return frozenset(self._hosts)
