"""A naive board: the routing rules once more, to hold the real board to."""

import re
from typing import Any

from routing import (
    Agent,
    AgentRings,
    AgentsChanged,
    CallAnswered,
    CallGone,
    CallQueued,
    CallTaken,
    Change,
    DayBegan,
    OfferMissed,
    Paused,
    PhoneChanged,
    PhonesChanged,
    PhoneUsed,
    Ready,
    SignedIn,
    SignedOut,
    TalkEnded,
    TimePassed,
)

MISSES = {"declined": "declined", "failed": "unreachable"}


def rank(call: Any) -> float:
    """The order of calls: ten minutes of waiting for a point of priority."""
    return call.since - 600 * call.priority


class NaiveAgent:
    def __init__(self, skills: dict[str, int], hunt: int) -> None:
        self.skills, self.hunt = skills, hunt
        self.signed_in = self.reachable = self.dismissed = self.in_use = False
        self.pause = self.call = self.until = None
        self.stage = "reserved"
        self.idle, self.offered, self.talked, self.began = 0.0, 0.0, 0.0, 0.0
        self.misses: list[str] = []
        self.hard = 0

    def state(self) -> str:
        if self.call:
            return self.stage
        if not self.signed_in or not self.reachable:
            return "offline"
        if self.until is not None:
            return "wrap_up"
        return "paused" if self.pause else "talking" if self.in_use else "ready"


class NaiveBoard:
    """The rules once more, with no index and no short cut: every decision looks at everything."""

    def __init__(self, agents: dict[str, Agent]) -> None:
        self.agents = {name: NaiveAgent(agent.skills, agent.hunt) for name, agent in agents.items()}
        self.relaxed: dict[str, int] = {}
        self.line: dict[str, CallQueued] = {}
        self.with_agent: dict[str, CallQueued] = {}
        self.missed: dict[str, set[str]] = {}

    def apply(self, change: Change, now: float) -> list[tuple[str, str]]:
        for agent in self.agents.values():
            if agent.until is not None and agent.until <= now:
                agent.idle, agent.until = agent.until, None
        offers = self.match(now)
        getattr(self, "on" + re.sub("([A-Z])", r"_\1", type(change).__name__).lower())(change, now)
        offers += self.match(now)
        for name in [n for n, a in self.agents.items() if a.dismissed and not a.call]:
            del self.agents[name]
        return offers

    def needs(self, facts: CallQueued) -> dict[str, int]:
        reached = self.relaxed[facts.call]
        return facts.relax[reached - 1].needs if reached else facts.needs

    def due(self) -> float | None:
        ends = [agent.until for agent in self.agents.values() if agent.until is not None]
        relaxations = [f.relax[self.relaxed[f.call] :] for f in self.line.values()]
        return min([*ends, *(later[0].at for later in relaxations if later)], default=None)

    def match(self, now: float) -> list[tuple[str, str]]:
        for facts in self.line.values():
            reached = sum(relaxation.at <= now for relaxation in facts.relax)
            self.relaxed[facts.call] = max(self.relaxed[facts.call], reached)
        offers = []
        for facts in sorted(self.line.values(), key=lambda f: (rank(f), f.call)):
            able = [
                name
                for name, agent in self.agents.items()
                if agent.state() == "ready"
                and all(agent.skills.get(skill, 0) >= level for skill, level in self.needs(facts).items())
            ]
            if not able:
                continue
            if set(able) <= self.missed[facts.call]:
                self.missed[facts.call] = set()
            best = min(set(able) - self.missed[facts.call], key=lambda name: self.rank(name, facts))
            offers.append((facts.call, best))
            self.agents[best].call, self.agents[best].stage = facts.call, "reserved"
            self.with_agent[facts.call] = self.line.pop(facts.call)
        return offers

    def rank(self, name: str, facts: CallQueued) -> tuple[Any, ...]:
        agent = self.agents[name]
        levels = sum(agent.skills.get(skill, 0) for skill in self.needs(facts))
        learned = [level for skill, level in agent.skills.items() if ":" not in skill]
        ranks: dict[str, tuple[Any, ...]] = {
            "best_skilled": (-levels, agent.idle),
            "least_skilled_first": (len(learned), sum(learned), agent.idle),
            "least_busy_today": (agent.talked,),
            "round_robin": (agent.offered,),
            "hunt": (agent.hunt,),
        }
        return (*ranks.get(facts.strategy, (agent.idle,)), name)

    def holder(self, call: str, *stages: str) -> NaiveAgent | None:
        return next((a for a in self.agents.values() if a.call == call and a.stage in stages), None)

    def having(self, change: Any, *stages: str) -> NaiveAgent | None:
        agent = self.agents.get(change.agent)
        return agent if agent and agent.call == change.call and agent.stage in stages else None

    def on_call_queued(self, change: CallQueued, now: float) -> None:
        if self.holder(change.call, "talking"):
            return
        before = self.with_agent.get(change.call) or self.line.get(change.call)
        if before is None or before.relax != change.relax:
            self.relaxed[change.call] = 0
        if change.call in self.with_agent:
            self.with_agent[change.call] = change
            return
        self.line[change.call] = change
        self.missed.setdefault(change.call, set())

    def on_call_gone(self, change: CallGone, now: float) -> None:
        agent = self.holder(change.call, "reserved", "ringing")
        if agent:
            agent.call, agent.in_use = None, False
        if agent or change.call in self.line:
            self.forget(change.call)

    def on_call_taken(self, change: CallTaken, now: float) -> None:
        call, agent = change.facts.call, self.agents.get(change.agent)
        if self.holder(call, "talking"):
            return
        self.on_call_gone(CallGone(call), now)
        if agent and not agent.call and not agent.dismissed:
            agent.call, agent.until = call, None
            self.talk(agent, now)
            self.with_agent[call], self.relaxed[call] = change.facts, 0

    def forget(self, call: str) -> None:
        for known in (self.line, self.with_agent, self.missed, self.relaxed):
            known.pop(call, None)

    def on_agent_rings(self, change: AgentRings, now: float) -> None:
        if agent := self.having(change, "reserved", "ringing"):
            agent.stage = "ringing"

    def on_call_answered(self, change: CallAnswered, now: float) -> None:
        if agent := self.having(change, "reserved", "ringing"):
            self.talk(agent, now)

    def talk(self, agent: NaiveAgent, now: float) -> None:
        agent.stage, agent.offered, agent.began = "talking", now, now
        agent.misses = []

    def on_offer_missed(self, change: OfferMissed, now: float) -> None:
        if agent := self.having(change, "reserved", "ringing"):
            agent.call, agent.idle, agent.offered, agent.in_use = None, now, now, False
            self.missed[change.call].add(change.agent)
            facts = self.line[change.call] = self.with_agent.pop(change.call)
            if f"agent:{change.agent}" in self.needs(facts) and len(facts.relax) > self.relaxed[facts.call]:
                self.relaxed[facts.call] += 1
            kind = MISSES.get(change.cause, "missed")
            agent.misses += [kind] if agent.signed_in else []
            if agent.misses.count(kind) == 2:
                agent.misses, agent.pause = [], agent.pause or kind

    def on_talk_ended(self, change: TalkEnded, now: float) -> None:
        if agent := self.having(change, "talking"):
            agent.call, agent.idle, agent.in_use = None, now, False
            agent.talked += now - agent.began
            facts = self.with_agent[change.call]
            agent.hard = agent.hard + 1 if facts.care and agent.signed_in else 0
            wrap_up = facts.wrap_up_seconds
            if facts.care and agent.hard == facts.care.after:
                agent.hard, wrap_up = 0, max(wrap_up, facts.care.wrap_up_seconds)
            agent.until = now + wrap_up if wrap_up and agent.signed_in else None
            self.forget(change.call)

    def on_signed_in(self, change: SignedIn, now: float) -> None:
        agent = self.agents.get(change.agent)
        if agent and not agent.signed_in and not agent.dismissed:
            agent.signed_in, agent.idle = True, now

    def on_signed_out(self, change: SignedOut, now: float) -> None:
        if agent := self.agents.get(change.agent):
            agent.signed_in, agent.pause, agent.until = False, None, None
            agent.misses, agent.hard = [], 0

    def on_paused(self, change: Paused, now: float) -> None:
        agent = self.agents.get(change.agent)
        if agent and agent.signed_in:
            agent.pause = change.reason

    def on_ready(self, change: Ready, now: float) -> None:
        agent = self.agents.get(change.agent)
        if agent and (agent.pause or agent.until is not None):
            agent.pause, agent.until, agent.idle = None, None, now

    def on_phone_changed(self, change: PhoneChanged, now: float) -> None:
        if agent := self.agents.get(change.agent):
            agent.idle = now if change.reachable and not agent.reachable else agent.idle
            agent.reachable = change.reachable

    def on_phones_changed(self, change: PhonesChanged, now: float) -> None:
        for name, agent in self.agents.items():
            agent.reachable = name in change.reachable

    def on_phone_used(self, change: PhoneUsed, now: float) -> None:
        if agent := self.agents.get(change.agent):
            agent.idle = now if agent.in_use and not change.in_use and not agent.call else agent.idle
            agent.in_use = change.in_use

    def on_agents_changed(self, change: AgentsChanged, now: float) -> None:
        for name, agent in self.agents.items():
            agent.dismissed = name not in change.agents
            if agent.dismissed:
                self.on_signed_out(SignedOut(name), now)
        for name, edited in change.agents.items():
            agent = self.agents.setdefault(name, NaiveAgent({}, 0))
            agent.skills, agent.hunt = edited.skills, edited.hunt

    def on_day_began(self, change: DayBegan, now: float) -> None:
        for agent in self.agents.values():
            agent.talked = 0.0

    def on_time_passed(self, change: TimePassed, now: float) -> None:
        pass
