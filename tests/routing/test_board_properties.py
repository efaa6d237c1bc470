"""The board under any sequence of changes, held to its invariants and to a naive board."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from routing import (
    Agent,
    AgentRings,
    AgentsChanged,
    AgentState,
    Board,
    CallAnswered,
    CallGone,
    CallQueued,
    CallTaken,
    Care,
    Change,
    DayBegan,
    OfferMissed,
    PauseAfter,
    Paused,
    PhoneChanged,
    PhonesChanged,
    PhoneUsed,
    Ready,
    Relaxation,
    Restored,
    SignedIn,
    SignedOut,
    TalkEnded,
    TimePassed,
    can_take,
    named,
)
from tests.routing.naive_board import NaiveBoard, rank

# On a busy machine many examples take long.
pytestmark = pytest.mark.timeout(900)

SKILLS = ("repair", "billing", "zh")
NAMES = ("a", "b", "c", "d")
CALLS = tuple(f"c{number}" for number in range(12))
Skills = dict[str, int]
LEVELS = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3), max_size=3)
NAMED: st.SearchStrategy[Skills] = st.sampled_from([named(name) for name in NAMES])
NEEDS = st.sampled_from(({"repair": 1}, {"repair": 2, "zh": 1}, {"billing": 1})) | LEVELS | NAMED
RELAXATIONS = st.lists(st.tuples(st.sampled_from((0.0, 0.5, 4.0)), NEEDS), max_size=2)
STRATEGIES = {
    "q1": "longest_idle",
    "q2": "best_skilled",
    "q3": "unheard_of",
    "q4": "least_skilled_first",
    "q5": "least_busy_today",
    "q6": "round_robin",
    "q7": "hunt",
}
QUEUES = st.sampled_from(("q1", "q1", "q1", "q2", "q2", "q2", "q3", "q4", "q5", "q6", "q7"))
SKILLED = {
    "a": {"repair": 3, "zh": 1},
    "b": {"repair": 2},
    "c": {"repair": 1, "zh": 3},
    "d": {"billing": 1, "repair": 2},
}
PAUSES = st.sampled_from((0.0, 0.0, 0.5, 4.0))
OFFERED = (AgentState.RESERVED, AgentState.RINGING)


def as_agents(skills: dict[str, Skills]) -> dict[str, Agent]:
    """The agents with these skills, of whom each is himself too; they are hunted from the last."""
    return {name: Agent(name, levels | named(name), -ord(name)) for name, levels in skills.items()}


def reversed_order(agents: dict[str, Agent]) -> dict[str, Agent]:
    return {name: agents[name] for name in reversed(agents)}


class BoardUnderAnyChanges(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.roster = self.skills = SKILLED
        agents = as_agents(self.skills)
        self.board = Board(agents, pause_after=PauseAfter(2, 2, 2))
        self.other_order = Board(reversed_order(agents), pause_after=PauseAfter(2, 2, 2))
        self.naive = NaiveBoard(agents)
        for name in NAMES:
            self.step(PhoneChanged(name, True))
            self.step(SignedIn(name))

    def step(self, change: Change) -> None:
        due = self.board.due()
        offers = self.board.apply(change, self.now)
        pairs = [(offer.call, offer.agent) for offer in offers]
        assert pairs == self.naive.apply(change, self.now)
        if isinstance(change, AgentsChanged):
            change = AgentsChanged(reversed_order(dict(change.agents)))
        assert self.other_order.apply(change, self.now) == offers
        if due is None or due > self.now:
            self.check_order(pairs)

    def check_order(self, pairs: list[tuple[str, str]]) -> None:
        """No call still in line goes before one just offered to an agent who could take both."""
        for call, agent in pairs:
            facts = self.naive.with_agent[call]
            skills = self.skills[agent] | named(agent)
            for waiting in self.board.waiting():
                earlier = rank(waiting) < rank(facts)
                assert not (earlier and can_take(skills, waiting.needs))

    def those(self, *states: AgentState) -> list[tuple[str, str]]:
        return [(s.agent, s.call) for s in self.board.agents() if s.call and s.state in states]

    def expected(self) -> list[Change]:
        """What may well happen next to agents as they stand."""
        changes: list[Change] = []
        for agent, call in self.those(*OFFERED):
            missed = [OfferMissed(agent, call, cause) for cause in ("no_answer", "declined")]
            changes += [*missed, CallAnswered(agent, call), CallAnswered(agent, call), CallGone(call)]
        for agent, call in self.those(AgentState.TALKING):
            changes += [TalkEnded(agent, call)] * 3 + [Paused(agent, "tea"), SignedOut(agent)]
        for standing in self.board.agents():
            if standing.state is AgentState.PAUSED:
                changes += [Ready(standing.agent)] * 2
            if standing.state is AgentState.WRAP_UP:
                changes += [Ready(standing.agent), Paused(standing.agent, "tea"), SignedOut(standing.agent)]
        return changes or [TimePassed()]

    def queue(self, call: str, needs: dict[str, int], data: Any) -> None:
        queue = data.draw(QUEUES)
        priority = data.draw(st.sampled_from((0, 0, 1)))
        since = self.now - data.draw(st.sampled_from((0, 1, 2, 3, 599, 601)))
        wrap_up = data.draw(st.sampled_from((0.0, 4.0, 4.5)))
        care = data.draw(st.sampled_from((None, Care(2, 6.0))))
        relax, at = [], self.now
        for seconds, later in data.draw(RELAXATIONS):
            at += seconds
            relax.append(Relaxation(at, later))
        strategy = STRATEGIES[queue]
        self.step(CallQueued(call, queue, needs, priority, since, strategy, wrap_up, tuple(relax), care))

    def go_on(self, seconds: float, data: Any) -> None:
        self.now += seconds
        self.step(data.draw(st.sampled_from(self.expected())))

    # Rules are chosen evenly: the usual ones are there twice, so that boards fill up.
    queue_1 = rule(call=st.sampled_from(CALLS), needs=NEEDS, data=st.data())(queue)
    queue_2 = rule(call=st.sampled_from(CALLS), needs=NEEDS, data=st.data())(queue)
    go_on_1 = rule(seconds=PAUSES, data=st.data())(go_on)
    go_on_2 = rule(seconds=PAUSES, data=st.data())(go_on)

    @rule()
    def whoever_is_rung_answers(self) -> None:
        for agent, call in self.those(*OFFERED):
            self.step(AgentRings(agent, call))
            self.step(CallAnswered(agent, call))

    @rule()
    def whoever_talks_hangs_up(self) -> None:
        for agent, call in self.those(AgentState.TALKING):
            self.step(TalkEnded(agent, call))

    @rule()
    def whoever_is_away_comes(self) -> None:
        for standing in self.board.agents():
            if standing.state is AgentState.OFFLINE:
                self.step(SignedIn(standing.agent))
                self.step(PhoneChanged(standing.agent, True))

    @precondition(lambda self: self.naive.line or self.naive.with_agent)
    @rule(data=st.data())
    def caller_leaves(self, data: Any) -> None:
        call = data.draw(st.sampled_from([*self.naive.line, *self.naive.with_agent]))
        self.step(CallGone(call))
        assert call not in [offered for _, offered in self.those(*OFFERED)]

    @rule(agent=st.sampled_from(NAMES), data=st.data())
    def agent_does(self, agent: str, data: Any) -> None:
        changes = (Paused(agent, "lunch"), Ready(agent), SignedIn(agent), SignedOut(agent))
        phone = (PhoneChanged(agent, False), PhoneChanged(agent, True), PhoneUsed(agent, False))
        phone = (*phone, PhoneUsed(agent, True))
        self.step(data.draw(st.sampled_from(changes + phone)))

    @rule()
    def a_day_begins(self) -> None:
        self.step(DayBegan())

    @rule(reachable=st.frozensets(st.sampled_from(NAMES)))
    def the_line_to_all_telephones_changes(self, reachable: frozenset[str]) -> None:
        self.step(PhonesChanged(reachable))

    @rule(agent=st.sampled_from(NAMES), call=st.sampled_from(CALLS), data=st.data())
    def agent_takes(self, agent: str, call: str, data: Any) -> None:
        wrap_up = data.draw(st.sampled_from((0.0, 4.0)))
        self.step(CallTaken(agent, CallQueued(call, "q1", {}, 0, self.now, STRATEGIES["q1"], wrap_up)))

    @rule(agent=st.sampled_from(NAMES), levels=st.none() | LEVELS)
    def centre_edited(self, agent: str, levels: dict[str, int] | None) -> None:
        others = {name: known for name, known in self.roster.items() if name != agent}
        self.roster = others if levels is None else {**others, agent: levels}
        talking = {name: self.skills[name] for name, _ in self.those(*AgentState)}
        self.skills = talking | self.roster
        self.step(AgentsChanged(as_agents(self.roster)))

    @rule()
    def the_next_wrap_up_ends_in_time(self) -> None:
        self.now = max(self.now, self.board.due() or 0.0)
        self.step(TimePassed())

    @rule(agent=st.sampled_from(NAMES), call=st.sampled_from(CALLS), data=st.data())
    def stale_news(self, agent: str, call: str, data: Any) -> None:
        present = self.those(*AgentState)
        mixed = [(agent, known) for _, known in present] + [(known, call) for known, _ in present]
        agent, call = data.draw(st.sampled_from([*present, *present, *mixed, (agent, call)]))
        pairs = (AgentRings(agent, call), CallAnswered(agent, call), TalkEnded(agent, call))
        missed = (OfferMissed(agent, call, "late"), OfferMissed(agent, call, "failed"))
        self.step(data.draw(st.sampled_from((*pairs, *missed))))

    @precondition(lambda self: (self.board.due() or self.now + 1) > self.now)
    @rule(data=st.data())
    def news_of_strangers(self, data: Any) -> None:
        before = self.board.agents(), self.board.waiting()
        strangers = (
            CallGone("nothing"),
            CallAnswered("a", "nothing"),
            OfferMissed("b", "nothing", "busy"),
            SignedIn("nobody"),
            Paused("nobody", "lunch"),
            TalkEnded("nobody", "c1"),
        )
        self.step(data.draw(st.sampled_from(strangers)))
        assert (self.board.agents(), self.board.waiting()) == before

    @precondition(lambda self: (self.board.due() or self.now + 1) > self.now)
    @rule()
    def restart(self) -> None:
        restored = Board(as_agents(self.roster))
        known = (*self.naive.line.values(), *self.naive.with_agent.values())
        facts = tuple(self.as_it_is_now(facts) for facts in known)
        assert restored.apply(Restored(self.board.agents(), facts), self.now) == ()
        assert restored.agents() == self.board.agents()
        assert [w.call for w in restored.waiting()] == [w.call for w in self.board.waiting()]

    def as_it_is_now(self, facts: CallQueued) -> CallQueued:
        """What is to be said of a call after a restart, if it may have been relaxed by a miss."""
        later = facts.relax[self.naive.relaxed[facts.call] :]
        return msgspec.structs.replace(facts, needs=self.naive.needs(facts), relax=later)

    @invariant()
    def agents_stand_as_the_naive_board_has_them(self) -> None:
        standings = {s.agent: (s.state, s.call, s.reason, s.until) for s in self.board.agents()}
        naive = {n: (a.state(), a.call, a.pause, a.until) for n, a in self.naive.agents.items()}
        assert standings == naive

    @invariant()
    def an_agent_has_one_call_and_a_call_one_agent(self) -> None:
        calls = [call for _, call in self.those(*AgentState)] + [w.call for w in self.board.waiting()]
        assert len(calls) == len(set(calls))
        assert set(calls) == {*self.naive.line, *self.naive.with_agent}
        for standing in self.board.agents():
            assert standing.call is None or standing.state in (*OFFERED, AgentState.TALKING)
            in_use = self.naive.agents[standing.agent].in_use
            assert standing.call is not None or standing.state not in OFFERED
            assert standing.call is not None or standing.state is not AgentState.TALKING or in_use

    @invariant()
    def no_able_ready_agent_is_beside_a_waiting_call(self) -> None:
        ready = [s.agent for s in self.board.agents() if s.state is AgentState.READY]
        for waiting in self.board.waiting():
            able = [can_take(self.skills[agent] | named(agent), waiting.needs) for agent in ready]
            assert not any(able)

    @invariant()
    def wrap_ups_and_relaxations_are_due(self) -> None:
        assert self.board.due() == self.naive.due()

    @invariant()
    def positions_count_through_each_queue(self) -> None:
        for queue in STRATEGIES:
            calls = [w.call for w in self.board.waiting(queue)]
            assert [self.board.position(call) for call in calls] == list(range(1, len(calls) + 1))
        assert sorted(self.board.waiting(), key=lambda w: (rank(w), w.call)) == list(self.board.waiting())


TestBoardUnderAnyChanges = BoardUnderAnyChanges.TestCase
TestBoardUnderAnyChanges.settings = settings(
    max_examples=250,
    stateful_step_count=50,
    deadline=None,
    # How fast examples are made says something about the machine, nothing about the board.
    suppress_health_check=[HealthCheck.too_slow],
)
