"""Guests: an agent's own call that a contact has taken in is told to that contact."""

import asyncio
from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from ivr.calls.phases import Ended, Phase
from ivr.server.contacts import Contacts
from ivr.server.hosts import Hosts
from ivr.telephony.causes import Cause
from ivr.telephony.events import AgentCame, Arrived, CallerLeft, DigitPressed, Observed
from ivr.telephony.ids import AgentId, ChannelId, ContactId, contact_of_caller
from tests.server.examples import CONTACT, TO_TALKING, phase_after
from tests.server.test_contacts import Editions, Notes
from tests.server.virtual import BEGAN, clock, run

GUEST = ChannelId("sw-200.1")
GUESTS_OWN = contact_of_caller(GUEST)
CAME = AgentCame(
    contact=CONTACT, at=BEGAN + 6, channel=GUEST, agent=AgentId("8001"), purpose="consult", target="8002"
)
ARRIVED = Arrived(
    contact=GUESTS_OWN,
    at=BEGAN,
    channel=GUEST,
    caller="8001",
    caller_name="",
    dialled="8002",
    agent=AgentId("8001"),
)
LEFT = CallerLeft(contact=GUESTS_OWN, at=BEGAN + 9, channel=GUEST, cause=Cause.NORMAL)


class Told(Notes):
    """Which phase each contact was in last, and what it was told."""

    def phase(self, contact: ContactId) -> Phase | None:
        return next((phase for _, _, phase, _ in reversed(self.kept) if phase.contact.id == contact), None)

    def events(self, contact: ContactId) -> list[str]:
        return [type(event).__name__ for _, event, phase, _ in self.kept if phase.contact.id == contact]


def living(story: Callable[[Contacts, Told], Awaitable[None]], *phases: Phase) -> Told:
    notes = Told()

    async def life() -> None:
        contacts = Contacts(Editions(), notes, clock)
        async with asyncio.TaskGroup() as tasks:
            contacts.open(tasks, notes)
            contacts.restore([(phase, 1) for phase in phases])
            await story(contacts, notes)
            for contact in tuple(contacts.inside()):
                phase = contacts.phases().get(contact)
                channel = phase.contact.channel if phase else GUEST
                contacts.deliver(CallerLeft(contact=contact, at=clock(), channel=channel, cause=Cause.NORMAL))

    run(life())
    return notes


async def some_steps() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_guests_own_contact_ends_and_what_happens_on_his_line_is_told_to_his_host() -> None:
    async def story(contacts: Contacts, notes: Told) -> None:
        contacts.deliver(ARRIVED)
        await some_steps()
        contacts.deliver(CAME)
        await some_steps()
        assert isinstance(notes.phase(GUESTS_OWN), Ended)
        assert contacts.inside() == {CONTACT}
        contacts.deliver(DigitPressed(contact=GUESTS_OWN, at=BEGAN + 7, channel=GUEST, digit="*"))
        contacts.deliver(LEFT)
        await some_steps()
        assert contacts.hosts.guests() == frozenset()

    notes = living(story, phase_after(*TO_TALKING))

    assert notes.events(CONTACT)[:3] == ["AgentCame", "DigitPressed", "AgentLeft"]


def test_a_guest_who_hung_up_before_he_was_taken_in_is_told_to_have_left() -> None:
    async def story(contacts: Contacts, notes: Told) -> None:
        contacts.deliver(ARRIVED)
        contacts.deliver(LEFT)
        await some_steps()
        contacts.deliver(CAME)
        await some_steps()

    notes = living(story, phase_after(*TO_TALKING))

    assert notes.events(CONTACT)[:2] == ["AgentCame", "AgentLeft"]


def test_a_guest_who_hangs_up_while_he_is_taken_in_is_told_to_have_left() -> None:
    async def story(contacts: Contacts, notes: Told) -> None:
        contacts.deliver(ARRIVED)
        await some_steps()
        contacts.deliver(CAME)
        contacts.deliver(LEFT)
        await some_steps()

    notes = living(story, phase_after(*TO_TALKING))

    assert notes.events(CONTACT)[:2] == ["AgentCame", "AgentLeft"]


def test_after_a_restart_the_guest_is_his_hosts_still() -> None:
    talking = phase_after(*TO_TALKING)
    visiting = replace(talking, leg=GUEST)

    async def story(contacts: Contacts, notes: Told) -> None:
        assert contacts.hosts.host_of(GUESTS_OWN) == CONTACT
        contacts.deliver(DigitPressed(contact=GUESTS_OWN, at=BEGAN + 7, channel=GUEST, digit="*"))
        await some_steps()

    notes = living(story, replace_leg(visiting))

    assert notes.events(CONTACT)[0] == "DigitPressed"


def replace_leg(phase: Phase) -> Phase:
    """The phase with its talk on the guest's line."""
    (talk,) = phase.contact.talks
    return replace(phase, contact=replace(phase.contact, talks=(replace(talk, leg=GUEST),)))


def test_what_there_is_of_a_guest_is_his_hosts() -> None:
    hosts = Hosts()
    hosts.note(None, replace(phase_after(*TO_TALKING), leg=GUEST))
    observed = {
        CONTACT: Observed(channels=frozenset({"sw-100.1"}), bridges=frozenset({"b"})),
        GUESTS_OWN: Observed(channels=frozenset({GUEST}), bridged=frozenset({GUEST})),
    }

    assert hosts.gathered(observed)[CONTACT] == Observed(
        channels=frozenset({"sw-100.1", GUEST}), bridged=frozenset({GUEST}), bridges=frozenset({"b"})
    )
    hosts.forget(CONTACT)
    assert hosts.gathered(observed) == observed
