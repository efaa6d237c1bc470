"""The systems beside the house: customers, business systems, messages, as a caller's part has them."""

from collections.abc import Callable
from typing import assert_never

from msgspec.structs import replace

from ivr.dialplan.callers.systems import Fails, FindsNothing, Gives
from ivr.dialplan.nodes.lookup import NOTHING_THERE
from ivr.rehearsal.house import House
from ivr.rehearsal.moments import Asked, Moment
from ivr.rehearsal.part import Part
from ivr.telephony import commands as c
from ivr.telephony import events as e
from ivr.telephony.customers import Customer, History
from ivr.telephony.ids import ContactId, EffectKey

SECONDS_TO_KNOW = 0.05
"""The house's own directory is quick."""

SOMETHING = "1"
"""What a system gives where a part says only that it answers."""


class Systems:
    """Answers what is asked of others for one contact.

    Told of each question and answer is ``note``; the answers themselves go to ``deliver``.
    """

    def __init__(
        self,
        house: House,
        part: Part,
        contact: ContactId,
        deliver: Callable[[e.Event], None],
        note: Callable[[Moment | None], None],
    ) -> None:
        self._house = house
        self._part = part
        self._contact = contact
        self._deliver = deliver
        self._note = note

    def perform(self, command: c.EffectCommand, node: str, typed: str) -> None:
        """Answer it; ``node`` is who asks, ``typed`` the secret that a check is about."""
        match command:
            case c.FindCustomer(key=key):
                who = self._part.who
                found = e.CustomerFound(
                    contact=self._contact,
                    at=self._house.now,
                    key=key,
                    customer=who.customer() if who else Customer(),
                    history=who.history(self._part.at) if who else History(),
                )
                self._tell(found, SECONDS_TO_KNOW)
            case c.Fetch():
                self._fetch(command, node)
            case c.Notify(key=key, service=service) | c.SendCode(key=key, service=service):
                self._send(key, service, node)
            case c.CheckSecret(handle=handle):
                ok = bool(typed) and typed == self._part.secret
                checked = e.SecretChecked(contact=self._contact, at=self._house.now, handle=handle, ok=ok)
                self._tell(checked, SECONDS_TO_KNOW)
            case c.RecordMessage(key=key, seconds=seconds):
                self._record(key, seconds)
            case c.StopMessage(key=key):
                self._record(key, SECONDS_TO_KNOW)
            case _:  # pragma: no cover
                assert_never(command)

    def _record(self, key: EffectKey, after: float) -> None:
        recorded = e.MessageRecorded(contact=self._contact, at=self._house.now, key=key, seconds=after)
        self._tell(recorded, after)

    def _fetch(self, fetch: c.Fetch, node: str) -> None:
        contact, now = self._contact, self._house.now
        match self._part.systems.get(node, self._part.otherwise or Fails()):
            case Gives(values=given, after=after):
                values = {name: given.get(name, SOMETHING) for name in fetch.take} | given
                told = ", ".join(f"{name} = {value}" for name, value in values.items())
                answer = e.Fetched(contact=contact, at=now, key=fetch.key, values=values)
                self._ask(fetch.service, told or "✓", after, answer)
            case Fails(after=after):
                failed = e.FetchFailed(contact=contact, at=now, key=fetch.key, reason="rehearsed")
                self._ask(fetch.service, "✗", after, failed)
            case FindsNothing(after=after):
                nothing = e.FetchFailed(contact=contact, at=now, key=fetch.key, reason=NOTHING_THERE)
                self._ask(fetch.service, "∅", after, nothing)

    def _send(self, key: EffectKey, service: str, node: str) -> None:
        contact, now = self._contact, self._house.now
        match self._part.systems.get(node, self._part.otherwise or Gives({})):
            case Gives(after=after) | FindsNothing(after=after):
                self._ask(service, "✓", after, e.Notified(contact=contact, at=now, key=key))
            case Fails(after=after):
                failed = e.NotifyFailed(contact=contact, at=now, key=key, reason="rehearsed")
                self._ask(service, "✗", after, failed)

    def _ask(self, service: str, told: str, after: float, answer: e.Event) -> None:
        self._note(Asked(self._since(), service))
        self._house.at(self._house.now + after, lambda: self._note(Asked(self._since(), service, told)))
        self._tell(answer, after)

    def _tell(self, event: e.Event, after: float) -> None:
        at = self._house.now + after
        self._house.at(at, lambda: self._deliver(replace(event, at=at)))

    def _since(self) -> float:
        return round(self._house.now - self._part.at, 3)
