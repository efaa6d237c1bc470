"""The talks of a contact, told apart by the leg."""

from msgspec.structs import replace

from ivr.calls.contact import Contact, Talk
from ivr.calls.talks import ended, is_held, talk_on, with_talk
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaceId

A, B = ChannelId("c.agent.1"), ChannelId("c.agent.2")


def a_talk(leg: ChannelId, since: float) -> Talk:
    number = leg[-1]
    return Talk(
        agent=AgentId(f"800{number}"),
        queue="repair",
        leg=leg,
        place=PlaceId(f"c.place.{number}"),
        queued_at=since,
        since=since,
    )


def a_conference() -> Contact:
    contact = Contact(
        id=ContactId("c"),
        channel=ChannelId("c.1"),
        caller="",
        caller_name="",
        dialled="4001",
        language="zh",
        arrived_at=0.0,
        version="1",
    )
    return with_talk(with_talk(contact, a_talk(A, 10.0)), a_talk(B, 20.0))


def test_the_talk_that_goes_on_is_the_last() -> None:
    without_b = ended(a_conference(), B, 30.0)

    assert [talk.leg for talk in without_b.talks] == [B, A]
    assert [talk.leg for talk in ended(without_b, A, 40.0).talks] == [B, A]
    assert [talk.leg for talk in ended(a_conference(), A, 30.0).talks] == [A, B]


def test_talks_at_the_same_time_count_once() -> None:
    over = ended(ended(a_conference(), A, 30.0), B, 50.0)

    assert over.talk_seconds() == 40.0


def test_a_hold_ends_with_its_talk() -> None:
    contact = a_conference()
    held = replace(talk_on(contact, A), held_since=12.0)
    contact = replace(contact, talks=(held, talk_on(contact, B)))

    assert is_held(contact, A)
    assert ended(contact, A, 15.0).talks[0].hold_seconds == 3.0
