"""The house: a virtual clock, the production routing board, and whoever calls."""

from collections.abc import Callable, Mapping
from heapq import heappop, heappush

import routing
from ivr.dialplan.callers.staff import Behaviour
from ivr.dialplan.edition import Edition
from ivr.queueing.changes import RoutingCommand, agents_of, change_of, told_to_contact
from ivr.rehearsal.room import Room
from ivr.telephony.events import Event
from ivr.telephony.ids import ContactId

Deliver = Callable[[Event], None]


class House:
    """Everything that the callers of one rehearsal have in common.

    ``staff`` are the agents who are there, signed in, by extension, and what each does when he is rung.
    """

    def __init__(self, edition: Edition, room: Room, staff: Mapping[str, Behaviour], begins: float) -> None:
        self.edition = edition
        self.room = room
        self.staff = staff
        self.now = begins
        self.board = routing.Board(agents_of(edition.centre))
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbered = 0
        self._wrap_up: float | None = None
        self._contacts: dict[ContactId, Deliver] = {}
        for agent in staff:
            self.apply(routing.PhoneChanged(agent, True))
            self.apply(routing.SignedIn(agent))

    def take_in(self, contact: ContactId, deliver: Deliver) -> None:
        """Let the contact know of what concerns it."""
        self._contacts[contact] = deliver

    def at(self, when: float, act: Callable[[], None]) -> None:
        """Do it when that time (epoch seconds) has come; what is due at one time is done in order."""
        self._numbered += 1
        heappush(self._due, (max(when, self.now), self._numbered, act))

    def perform(self, command: RoutingCommand) -> None:
        """Carry a contact's command to the board."""
        self.apply(change_of(command, self.edition.centre))

    def apply(self, change: routing.Change) -> None:
        """Tell the board what has happened, and the contacts what follows from it."""
        for offer in self.board.apply(change, self.now):
            event = told_to_contact(offer, self.now)
            deliver = self._contacts.get(event.contact)
            if deliver is not None:
                self._soon(deliver, event)
        wrap_up = self.board.due()
        if wrap_up is not None and wrap_up != self._wrap_up:
            self._wrap_up = wrap_up
            self.at(wrap_up, self._let_time_pass)

    def run(self, until: float, over: Callable[[], bool]) -> None:
        """Let time pass until it is ``over``, nothing is due any more, or that time has come."""
        while self._due and not over():
            when, _, act = heappop(self._due)
            if when > until:
                return
            self.now = when
            act()

    def _let_time_pass(self) -> None:
        due = self.board.due()
        if due is not None and due <= self.now:
            self.apply(routing.TimePassed())

    def _soon(self, deliver: Deliver, event: Event) -> None:
        self.at(self.now, lambda: deliver(event))
