"""The board under any sequence of changes, held to its invariants and to a naive board."""

from collections.abc import Callable
from typing import Any

from hypothesis import settings
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
    Change,
    OfferMissed,
    Paused,
    PhoneChanged,
    Ready,
    Restored,
    SignedIn,
    SignedOut,
    TalkEnded,
    TimePassed,
    can_take,
)
from tests.routing.naive_board import NaiveBoard

SKILLS = ("repair", "billing", "zh")
NAMES = ("a", "b", "c", "d")
CALLS = tuple(f"c{number}" for number in range(8))
LEVELS = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3), max_size=3)
ROSTER = st.fixed_dictionaries({}, optional={name: LEVELS for name in NAMES})
OFFERED = (AgentState.RESERVED, AgentState.RINGING)


def as_agents(skills: dict[str, dict[str, int]]) -> dict[str, Agent]:
    return {name: Agent(name, levels) for name, levels in skills.items()}


def reversed_order(agents: dict[str, Agent]) -> dict[str, Agent]:
    return {name: agents[name] for name in reversed(agents)}


class BoardUnderAnyChanges(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.roster = self.skills = {name: {"repair": 1 + index} for index, name in enumerate(NAMES)}
        agents = as_agents(self.skills)
        self.board = Board(agents, misses_before_pause=2)
        self.other_order = Board(reversed_order(agents), misses_before_pause=2)
        self.naive = NaiveBoard(self.skills)
        for name in NAMES[:3]:
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
            for waiting in self.board.waiting():
                earlier = (-waiting.priority, waiting.since) < (-facts.priority, facts.since)
                assert not (earlier and can_take(self.skills[agent], waiting.needs))

    def those(self, *states: AgentState) -> list[tuple[str, str]]:
        return [(s.agent, s.call) for s in self.board.agents() if s.call and s.state in states]

    def expected(self, data: Any, make: Callable[[str, str], Change], *states: AgentState) -> None:
        if pairs := self.those(*states):
            self.step(make(*data.draw(st.sampled_from(pairs))))

    @rule(call=st.sampled_from(CALLS), needs=LEVELS, data=st.data())
    def queue(self, call: str, needs: dict[str, int], data: Any) -> None:
        facts = CallQueued(
            call,
            data.draw(st.sampled_from(("q1", "q2"))),
            needs,
            data.draw(st.integers(0, 1)),
            self.now - data.draw(st.integers(0, 3)),
            data.draw(st.sampled_from(("longest_idle", "best_skilled", "unheard_of"))),
            data.draw(st.sampled_from((0.0, 4.0, 9.0))),
        )
        self.step(facts)

    @rule(data=st.data())
    def agent_rings(self, data: Any) -> None:
        self.expected(data, AgentRings, AgentState.RESERVED)

    @rule(data=st.data())
    def answered(self, data: Any) -> None:
        self.expected(data, CallAnswered, *OFFERED)

    @rule(data=st.data())
    def missed(self, data: Any) -> None:
        self.expected(data, lambda agent, call: OfferMissed(agent, call, "no_answer"), *OFFERED)

    @rule(data=st.data())
    def talk_ended(self, data: Any) -> None:
        self.expected(data, TalkEnded, AgentState.TALKING)

    @rule(data=st.data())
    def caller_left(self, data: Any) -> None:
        here = [*self.naive.line, *self.naive.with_agent]
        if here:
            call = data.draw(st.sampled_from(here))
            self.step(CallGone(call))
            assert call not in [offered for _, offered in self.those(*OFFERED)]

    @rule(agent=st.sampled_from(NAMES), data=st.data())
    def agent_does(self, agent: str, data: Any) -> None:
        changes = (Paused(agent, "lunch"), Ready(agent), SignedIn(agent), SignedOut(agent))
        phone = (PhoneChanged(agent, False), PhoneChanged(agent, True))
        self.step(data.draw(st.sampled_from(changes + phone)))

    @rule(skills=ROSTER)
    def centre_edited(self, skills: dict[str, dict[str, int]]) -> None:
        talking = {agent: self.skills[agent] for agent, _ in self.those(*AgentState)}
        self.roster, self.skills = skills, talking | skills
        self.step(AgentsChanged(as_agents(skills)))

    @rule(seconds=st.sampled_from((0.0, 1.0, 4.0, 20.0)))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.step(TimePassed())

    @rule(seconds=st.sampled_from((1.0, 4.0)))
    def time_passes_unnoticed(self, seconds: float) -> None:
        self.now += seconds

    @rule(
        agent=st.sampled_from((*NAMES, "nobody")), call=st.sampled_from((*CALLS, "nothing")), data=st.data()
    )
    def stale_news(self, agent: str, call: str, data: Any) -> None:
        pairs = (AgentRings, CallAnswered, TalkEnded)
        stale = [make(agent, call) for make in pairs]
        self.step(data.draw(st.sampled_from([*stale, OfferMissed(agent, call, "late"), CallGone(call)])))

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
        facts = (*self.naive.line.values(), *self.naive.with_agent.values())
        assert restored.apply(Restored(self.board.agents(), facts), self.now) == ()
        assert restored.agents() == self.board.agents()
        assert [w.call for w in restored.waiting()] == [w.call for w in self.board.waiting()]

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
            assert (standing.call is not None) == (standing.state in (*OFFERED, AgentState.TALKING))

    @invariant()
    def no_able_ready_agent_is_beside_a_waiting_call(self) -> None:
        ready = [s.agent for s in self.board.agents() if s.state is AgentState.READY]
        for waiting in self.board.waiting():
            assert not any(can_take(self.skills[agent], waiting.needs) for agent in ready)

    @invariant()
    def wrap_ups_are_due_at_their_ends(self) -> None:
        ends = [s.until for s in self.board.agents() if s.until is not None]
        assert self.board.due() == min(ends, default=None)

    @invariant()
    def positions_count_through_each_queue(self) -> None:
        for queue in ("q1", "q2"):
            calls = [w.call for w in self.board.waiting(queue)]
            assert [self.board.position(call) for call in calls] == list(range(1, len(calls) + 1))
        assert sorted(self.board.waiting(), key=lambda w: (-w.priority, w.since, w.call)) == list(
            self.board.waiting()
        )


TestBoardUnderAnyChanges = BoardUnderAnyChanges.TestCase
TestBoardUnderAnyChanges.settings = settings(max_examples=200, stateful_step_count=50, deadline=None)
