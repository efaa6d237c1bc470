"""An evening of a board at random, and the histories that boards leave."""

import random
from collections.abc import Iterable

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
    Chapter,
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
    checkpoint_of,
)

AGENTS = {
    name: Agent(name, skills)
    for name, skills in (
        ("a", {"repair": 3, "zh": 1, "agent:a": 1}),
        ("b", {"repair": 2}),
        ("c", {"repair": 1, "zh": 3}),
        ("d", {"billing": 1, "repair": 2}),
    )
}
NEEDS = ({"repair": 1}, {"repair": 2, "zh": 1}, {"billing": 1}, {"agent:a": 1})
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


def history_of(agents: dict[str, Agent], changes: Iterable[tuple[float, Change]]) -> Chapter:
    """The history of a board with these agents that took these changes."""
    board = Board(agents)
    begin = checkpoint_of(board)
    return Chapter(begin, tuple(Applied(at, change, board.apply(change, at)) for at, change in changes))
