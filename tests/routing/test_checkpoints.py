"""A board that is taken up from a checkpoint goes on as the other did, and a history can be replayed."""

import random

import msgspec

from routing import (
    STRATEGIES,
    Agent,
    AgentRings,
    AgentState,
    Applied,
    Board,
    CallAnswered,
    CallGone,
    CallQueued,
    Care,
    Change,
    Checkpoint,
    OfferMissed,
    PauseAfter,
    Paused,
    PhoneChanged,
    PhoneUsed,
    Ready,
    Relaxation,
    SignedIn,
    SignedOut,
    TalkEnded,
    TimePassed,
    board_at,
    checkpoint_of,
    first_divergence,
)
from routing.calls import Call
from routing.checkpoints import CallFacts, SeatFacts
from routing.seats import Seat

AGENTS = {
    name: Agent(name, skills)
    for name, skills in (
        ("a", {"repair": 3, "zh": 1}),
        ("b", {"repair": 2}),
        ("c", {"repair": 1, "zh": 3}),
        ("d", {"billing": 1, "repair": 2}),
    )
}
NEEDS = ({"repair": 1}, {"repair": 2, "zh": 1}, {"billing": 1})
QUEUES = (("q1", "longest_idle"), ("q2", "best_skilled"), *((name, name) for name in STRATEGIES))
CARE = (None, None, Care(2, 6.0))


class Evening:
    """Changes at random, drawn mostly from what the board expects, with what it offered."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.board = Board(AGENTS, pause_after=PauseAfter(2, 2, 2))
        self.now, self.calls, self.history = 1000.0, 0, list[Applied]()
        for agent in AGENTS:
            self.apply(PhoneChanged(agent, True))
            self.apply(SignedIn(agent))

    def apply(self, change: Change) -> None:
        self.history.append(Applied(self.now, change, self.board.apply(change, self.now)))

    def step(self) -> None:
        self.now += self.chance.choice((0.0, 0.5, 2.0))
        self.apply(self.chance.choice((self._call, self._call, self._goes_on, self._goes_on, self._moves))())

    def _call(self) -> Change:
        self.calls += 1
        queue, strategy = self.chance.choice(QUEUES)
        needs, priority = self.chance.choice(NEEDS), self.chance.choice((0, 0, 5))
        relax, care = self._relax(), self.chance.choice(CARE)
        return CallQueued(f"c{self.calls}", queue, needs, priority, self.now, strategy, 3.0, relax, care)

    def _relax(self) -> tuple[Relaxation, ...]:
        if self.chance.random() < 0.5:
            return ()
        return tuple(Relaxation(self.now + after, self.chance.choice(NEEDS)) for after in (1.0, 4.0))

    def _goes_on(self) -> Change:
        changes: list[Change] = [CallGone(waiting.call) for waiting in self.board.waiting()[:1]]
        for standing in self.board.agents():
            agent, call = standing.agent, standing.call or ""
            match standing.state:
                case AgentState.RESERVED:
                    changes += [AgentRings(agent, call), OfferMissed(agent, call, "no_answer")]
                case AgentState.RINGING:
                    changes += [CallAnswered(agent, call), OfferMissed(agent, call, "declined")]
                case AgentState.TALKING if call:
                    changes.append(TalkEnded(agent, call))
                case AgentState.TALKING:
                    changes.append(PhoneUsed(agent, False))
                case AgentState.OFFLINE:
                    changes += [SignedIn(agent), PhoneChanged(agent, True)]
                case _:
                    changes.append(Ready(agent))
        return self.chance.choice(changes or [TimePassed()])

    def _moves(self) -> Change:
        agent = self.chance.choice(list(AGENTS))
        return self.chance.choice(
            (Paused(agent, "tea"), SignedOut(agent), PhoneChanged(agent, False), PhoneUsed(agent, True))
        )


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
