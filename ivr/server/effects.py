"""Effects: what a contact wants done outside telephony goes to whom it is for."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from ivr.business.fetching import CrmCustomers
from ivr.business.systems import Systems
from ivr.dialplan.centre.centre import Centre
from ivr.server.asking import Asking
from ivr.server.errands import Errands
from ivr.server.messaging import Messaging
from ivr.server.parts import Part
from ivr.server.recognising import CustomerSource, Recognising
from ivr.server.service_secrets import ServiceSecrets
from ivr.server.verifying import Verifying
from ivr.storage.customers.directory import Directory
from ivr.storage.messages import Messages
from ivr.storage.store import Store
from ivr.telephony.commands import (
    CheckSecret,
    EffectCommand,
    Fetch,
    FindCustomer,
    Notify,
    RecordMessage,
    SendCode,
    StopMessage,
)
from ivr.telephony.events import CommandFailed, Event
from ivr.telephony.ids import ContactId, SecretHandle


class Effects:
    """Begins effects; none is waited for, and what becomes of each is told by an event."""

    def __init__(
        self,
        store: Store,
        secrets: Path,
        centre: Callable[[], Centre],
        take: Callable[[SecretHandle], str],
        deliver: Callable[[Event], None],
        clock: Callable[[], float],
    ) -> None:
        """``secrets`` is the file of secrets; ``take`` gives the digits of a secret that was collected."""
        self._centre = centre
        self._deliver = deliver
        self._clock = clock
        self._errands = Errands()
        self._systems = Systems(lambda: centre().services, ServiceSecrets(secrets).of)
        self.directory = Directory(store)
        self.recognising = Recognising(self._source, self.directory, self._errands, deliver, clock)
        self._asking = Asking(self._systems, self._errands, deliver, clock)
        self._verifying = Verifying(take, self.directory, self._systems, self._errands, deliver, clock)
        self._messaging = Messaging(Messages(store), self._systems, clock)

    def perform(self, contact: ContactId, command: EffectCommand) -> None:
        """Begin it.  A ``Notify`` is kept already: the journal stores it in the transaction of its phase."""
        match command:
            case FindCustomer():
                self.recognising.perform(contact, command)
            case Fetch():
                self._asking.perform(contact, command)
            case SendCode() | CheckSecret():
                self._verifying.perform(contact, command)
            case Notify():
                self._messaging.wake()
            case RecordMessage() | StopMessage():
                self._cannot(contact, command)

    def parts(self) -> tuple[Part, ...]:
        """What runs beside the calls."""
        return (self._errands.run, self._messaging.run, self._hold_connections)

    async def _hold_connections(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await self._systems.close()

    def _source(self) -> CustomerSource:
        crm = self._centre().crm
        return self.directory if crm is None else CrmCustomers(self._systems, crm)

    def _cannot(self, contact: ContactId, command: RecordMessage | StopMessage) -> None:
        name = type(command).__name__
        self._deliver(
            CommandFailed(
                contact=contact, at=self._clock(), command=name, about=command.key, reason="not offered"
            )
        )
