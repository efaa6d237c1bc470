"""Signs: what counts as silence, failure, giving up and transfer."""

from msgspec.structs import replace

from ivr.calls.caller.visited import Visit
from ivr.calls.contact import Contact
from ivr.publishing.signs import of_end, of_visits
from ivr.telephony.events import DigitPressed, TimedOut
from ivr.telephony.ids import ChannelId, ContactId

TIME = TimedOut(contact=ContactId("c"), at=9.0, until=9.0)
KEY = DigitPressed(contact=ContactId("c"), at=9.0, channel=ChannelId("c.1"), digit="9")
CONTACT = Contact(
    id=ContactId("c"),
    channel=ChannelId("c.1"),
    caller="",
    caller_name="",
    dialled="4001",
    language="zh",
    arrived_at=1.0,
    version="abc",
)


def left(way: str) -> list[Visit]:
    return [Visit("main", "hello", "next"), Visit("main", "menu", way)]


def test_silence_and_failure_are_told_by_the_exits() -> None:
    assert of_visits(left("no_input"), TIME) == {"no_input"}
    assert of_visits(left("failure"), TIME) == {"failure"}
    assert of_visits(left("1"), KEY) == frozenset()


def test_an_exit_that_two_share_is_silence_when_time_passed() -> None:
    assert of_visits(left("no_input|no_match"), TIME) == {"no_input"}
    assert of_visits(left("no_input|no_match"), KEY) == frozenset()


def test_the_end_tells_of_giving_up_transfer_and_failure() -> None:
    assert of_end(CONTACT, "left_in_menu") == {"abandoned"}
    assert of_end(CONTACT, "self_service") == frozenset()
    assert of_end(CONTACT, "fallback") == {"failure"}
    assert of_end(CONTACT, "transferred") == {"transferred"}
    assert of_end(replace(CONTACT, queue="repair"), "left_in_queue") == {"abandoned", "transferred"}
