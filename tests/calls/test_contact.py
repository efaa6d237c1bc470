"""A contact's figures: how long its caller waited and talked."""

from msgspec.structs import replace

from ivr.calls.contact import Contact, Talk
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaceId

CONTACT = Contact(
    id=ContactId("sw-100-1"),
    channel=ChannelId("sw-100.1"),
    caller="13800138000",
    caller_name="",
    dialled="4001",
    language="zh",
    arrived_at=100.0,
    version="v1",
)


def talk(queued_at: float, since: float, until: float | None) -> Talk:
    return Talk(
        agent=AgentId("8001"),
        queue="repair",
        leg=ChannelId("sw-100-1.agent.1"),
        place=PlaceId("sw-100-1.place.1"),
        queued_at=queued_at,
        since=since,
        until=until,
    )


def with_talks(*talks: Talk) -> Contact:
    return replace(CONTACT, talks=talks)


def test_whoever_never_got_an_agent_neither_waited_for_one_nor_talked() -> None:
    assert (CONTACT.wait_seconds(), CONTACT.talk_seconds()) == (0, 0)


def test_a_talk_that_goes_on_has_been_waited_for_but_has_no_length_yet() -> None:
    contact = with_talks(talk(101.0, 104.0, None))
    assert (contact.wait_seconds(), contact.talk_seconds()) == (3.0, 0.0)


def test_the_waits_and_the_talks_of_a_transferred_caller_add_up() -> None:
    contact = with_talks(talk(101.0, 104.0, 110.0), talk(110.0, 111.5, 120.0))
    assert (contact.wait_seconds(), contact.talk_seconds()) == (4.5, 14.5)
