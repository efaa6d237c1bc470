"""A board that is taken up from a checkpoint goes on as the other did, and a history can be replayed."""

import msgspec

from routing import (
    Checkpoint,
    board_at,
    checkpoint_of,
    first_divergence,
)
from routing.calls import Call
from routing.checkpoints import CallFacts, SeatFacts
from routing.seats import Seat
from tests.routing.evening import Evening


def stored(checkpoint: Checkpoint) -> Checkpoint:
    return msgspec.json.decode(msgspec.json.encode(checkpoint), type=Checkpoint)


def test_a_board_taken_up_anywhere_goes_on_as_the_one_that_went_on() -> None:
    offers = 0
    for seed in range(40):
        evening = Evening(seed)
        for _ in range(evening.chance.randrange(150)):
            evening.step()
        begin, before = checkpoint_of(evening.board), len(evening.history)
        for _ in range(100):
            evening.step()
        assert first_divergence(stored(begin), evening.history[before:]) is None, seed
        offers += sum(len(applied.offers) for applied in evening.history[before:])
    assert offers > 300


def test_a_board_taken_up_has_the_same_standings_and_the_same_line() -> None:
    evening = Evening(7)
    for _ in range(120):
        evening.step()
    again = board_at(stored(checkpoint_of(evening.board)))
    assert again.agents() == evening.board.agents()
    assert again.waiting() == evening.board.waiting()
    assert again.due() == evening.board.due()
    assert checkpoint_of(again) == checkpoint_of(evening.board)


def test_two_offers_that_were_swapped_are_found() -> None:
    evening = Evening(3)
    begin = checkpoint_of(evening.board)
    for _ in range(100):
        evening.step()
    history = evening.history[8:]
    assert first_divergence(begin, history) is None
    index = next(index for index, applied in enumerate(history) if applied.offers)
    other = msgspec.structs.replace(history[index].offers[0], agent="nobody")
    history[index] = msgspec.structs.replace(history[index], offers=(other,))
    divergence = first_divergence(begin, history)
    assert divergence is not None
    assert (divergence.index, divergence.applied) == (index, history[index])


def test_every_fact_of_a_seat_and_of_a_call_is_in_a_checkpoint() -> None:
    """What comes of others (a line's place, needs, a stamp of the present life) is left out by name."""
    assert set(SeatFacts.__struct_fields__) == set(Seat.__slots__) - {"able", "stamp", "tiers"}
    assert set(CallFacts.__struct_fields__) == set(Call.__slots__) - {"line", "needs", "spot", "waits"}
