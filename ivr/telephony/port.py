"""The port to a phone system: what the shell needs of Asterisk, or of a stand-in for it."""

from collections.abc import AsyncIterator, Collection, Mapping
from typing import Protocol

from ivr.telephony.commands import PhoneCommand
from ivr.telephony.events import Arrived, Event, Observed
from ivr.telephony.ids import ContactId, PlaybackId


class PhoneSystem(Protocol):
    """Carries commands out and tells events.  Translates; never decides."""

    async def perform(self, contact: ContactId, command: PhoneCommand) -> None:
        """Carry one command out.

        Returns when the phone system has accepted it or when it no longer matters (the channel is
        gone, or the link is down).  A command that failed is told by an event, never by an exception.
        """

    def events(self) -> AsyncIterator[Event]:
        """The events of all contacts, in the order in which they happened."""

    async def observe(self, playing: Collection[PlaybackId] = ()) -> Mapping[ContactId, Observed]:
        """What the phone system has of every contact at this moment.

        ``playing`` are the prompts that are to be looked for.
        """

    async def callers(self) -> Mapping[ContactId, Arrived]:
        """The arrival of every caller who is in the house now, whether it was told before or not."""
