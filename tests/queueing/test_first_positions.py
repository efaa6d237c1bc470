"""Where each began to wait is known from the history, however the line has moved since."""

import routing
from ivr.queueing.first_positions import first_positions
from ivr.telephony.ids import ContactId
from routing import Agent, CallGone, CallQueued, Chapter, PhoneChanged, Restored, SignedIn
from tests.routing.evening import history_of

ANN, BEN, CAT = (ContactId(f"sw-1-{number}") for number in (1, 2, 3))
AGENTS = {"8001": Agent("8001", {"repair": 3})}


def call(contact: ContactId, since: float, queue: str = "repair", place: int = 1) -> CallQueued:
    return CallQueued(f"{contact}.place.{place}", queue, {"repair": 1}, since=since)


def history(*changes: routing.Change) -> Chapter:
    return history_of(AGENTS, ((float(at), change) for at, change in enumerate(changes, start=10)))


def test_the_place_in_line_is_the_one_of_the_beginning() -> None:
    moved = history(
        call(ANN, 10.0), call(BEN, 11.0), call(CAT, 12.0), CallGone(f"{ANN}.place.1"), call(BEN, 11.0)
    )
    assert first_positions([moved], {BEN, CAT}) == {BEN: 2, CAT: 3}


def test_who_is_served_at_once_was_the_first() -> None:
    served = history(SignedIn("8001"), PhoneChanged("8001", True), call(ANN, 12.0))
    assert first_positions([served], {ANN}) == {ANN: 1}


def test_another_place_of_the_same_queue_is_the_same_wait_and_another_queue_is_not() -> None:
    again = history(call(ANN, 1.0), call(BEN, 2.0), call(BEN, 3.0, place=2), call(BEN, 3.0, "billing", 3))
    assert first_positions([again], {BEN}) == {BEN: 1}
    same = history(call(ANN, 1.0), call(BEN, 2.0), CallGone(f"{ANN}.place.1"), call(BEN, 2.0, place=2))
    assert first_positions([same], {BEN}) == {BEN: 2}


def test_who_was_restored_after_a_restart_began_before_it() -> None:
    before = history(call(ANN, 1.0), call(BEN, 2.0))
    after = history(Restored((), (call(BEN, 2.0),)), call(BEN, 2.0))
    assert first_positions([before, after], {BEN}) == {BEN: 2}
    assert first_positions([after], {BEN}) == {}
