"""Effects: what a contact wants done outside telephony goes to whom it is for."""

from collections.abc import Callable

from ivr.server.recognising import Recognising
from ivr.telephony.commands import CheckSecret, EffectCommand, FindCustomer
from ivr.telephony.events import CommandFailed, Event
from ivr.telephony.ids import ContactId


class Effects:
    """Begins effects; none is waited for, and what becomes of each is told by an event."""

    def __init__(
        self, recognising: Recognising, deliver: Callable[[Event], None], clock: Callable[[], float]
    ) -> None:
        self._recognising = recognising
        self._deliver = deliver
        self._clock = clock

    def perform(self, contact: ContactId, command: EffectCommand) -> None:
        """Begin it."""
        match command:
            case FindCustomer():
                self._recognising.perform(contact, command)
            case _:
                self._cannot(contact, command)

    def _cannot(self, contact: ContactId, command: EffectCommand) -> None:
        about = command.handle if isinstance(command, CheckSecret) else command.key
        name = type(command).__name__
        self._deliver(
            CommandFailed(contact=contact, at=self._clock(), command=name, about=about, reason="not offered")
        )
