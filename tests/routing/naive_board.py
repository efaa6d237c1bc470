"""A naive board: the routing rules once more, to hold the real board to."""

import re
from typing import Any

from routing import (
    AgentRings,
    AgentsChanged,
    CallAnswered,
    CallGone,
    CallQueued,
    CallTaken,
    Change,
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


class NaiveAgent:
    def __init__(self, skills: dict[str, int]) -> None:
        self.skills = skills
        self.signed_in = self.reachable = self.dismissed = self.in_use = False
        self.pause = self.call = self.until = None
        self.stage = "reserved"
        self.idle, self.misses = 0.0, 0

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

    def __init__(self, skills: dict[str, dict[str, int]]) -> None:
        self.agents = {name: NaiveAgent(levels) for name, levels in skills.items()}
        self.line: dict[str, CallQueued] = {}
        self.with_agent: dict[str, CallQueued] = {}
        self.missed: dict[str, set[str]] = {}

    def apply(self, change: Change, now: float) -> list[tuple[str, str]]:
        for agent in self.agents.values():
            if agent.until is not None and agent.until <= now:
                agent.idle, agent.until = agent.until, None
        offers = self.match()
        getattr(self, "on" + re.sub("([A-Z])", r"_\1", type(change).__name__).lower())(change, now)
        offers += self.match()
        for name in [n for n, a in self.agents.items() if a.dismissed and not a.call]:
            del self.agents[name]
        return offers

    def match(self) -> list[tuple[str, str]]:
        offers = []
        for facts in sorted(self.line.values(), key=lambda f: (-f.priority, f.since, f.call)):
            able = [
                name
                for name, agent in self.agents.items()
                if agent.state() == "ready"
                and all(agent.skills.get(skill, 0) >= level for skill, level in facts.needs.items())
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
        levels = sum(agent.skills.get(skill, 0) for skill in facts.needs)
        return (-levels if facts.strategy == "best_skilled" else 0, agent.idle, name)

    def holder(self, call: str, *stages: str) -> NaiveAgent | None:
        return next((a for a in self.agents.values() if a.call == call and a.stage in stages), None)

    def having(self, change: Any, *stages: str) -> NaiveAgent | None:
        agent = self.agents.get(change.agent)
        return agent if agent and agent.call == change.call and agent.stage in stages else None

    def on_call_queued(self, change: CallQueued, now: float) -> None:
        if self.holder(change.call, "talking"):
            return
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
            agent.call, agent.stage, agent.misses, agent.until = call, "talking", 0, None
            self.with_agent[call] = change.facts

    def forget(self, call: str) -> None:
        for known in (self.line, self.with_agent, self.missed):
            known.pop(call, None)

    def on_agent_rings(self, change: AgentRings, now: float) -> None:
        if agent := self.having(change, "reserved", "ringing"):
            agent.stage = "ringing"

    def on_call_answered(self, change: CallAnswered, now: float) -> None:
        if agent := self.having(change, "reserved", "ringing"):
            agent.stage, agent.misses = "talking", 0

    def on_offer_missed(self, change: OfferMissed, now: float) -> None:
        if agent := self.having(change, "reserved", "ringing"):
            agent.call, agent.idle, agent.in_use = None, now, False
            self.missed[change.call].add(change.agent)
            self.line[change.call] = self.with_agent.pop(change.call)
            agent.misses += agent.signed_in
            if agent.misses == 2:
                agent.misses, agent.pause = 0, agent.pause or "missed"

    def on_talk_ended(self, change: TalkEnded, now: float) -> None:
        if agent := self.having(change, "talking"):
            agent.call, agent.idle, agent.in_use = None, now, False
            wrap_up = self.with_agent[change.call].wrap_up_seconds
            agent.until = now + wrap_up if wrap_up and agent.signed_in else None
            self.forget(change.call)

    def on_signed_in(self, change: SignedIn, now: float) -> None:
        agent = self.agents.get(change.agent)
        if agent and not agent.signed_in and not agent.dismissed:
            agent.signed_in, agent.idle = True, now

    def on_signed_out(self, change: SignedOut, now: float) -> None:
        if agent := self.agents.get(change.agent):
            agent.signed_in, agent.pause, agent.until, agent.misses = False, None, None, 0

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
            self.agents.setdefault(name, NaiveAgent({})).skills = edited.skills

    def on_time_passed(self, change: TimePassed, now: float) -> None:
        pass
