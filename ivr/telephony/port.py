"""The port to a phone system: what the shell needs of Asterisk, or of a stand-in for it."""

from collections.abc import AsyncIterator
from typing import Protocol

from ivr.telephony.commands import PhoneCommand
from ivr.telephony.events import Event, Observed
from ivr.telephony.ids import ContactId


class PhoneSystem(Protocol):
    """Carries commands out and tells events.  Translates; never decides."""

    async def perform(self, contact: ContactId, command: PhoneCommand) -> None:
        """Carry one command out.

        Returns when the phone system has accepted it or when it no longer matters (the channel is
        gone).  A command that failed is told by a ``CommandFailed`` event, never by an exception.
        """

    def events(self) -> AsyncIterator[Event]:
        """The events of all contacts, in the order in which they happened."""

    async def observe(self) -> dict[ContactId, Observed]:
        """What the phone system has of every contact at this moment."""
