"""Seats: the machine of one agent's states, from his shift, telephone, pause, call and wrap-up."""

from routing.agents import WITH_A_CALL, Agent, AgentStanding, AgentState
from routing.calls import Call
from routing.changes import CallQueued, Care
from routing.lines import Line, Tier
from routing.misses import Miss, PauseAfter
from routing.strategies import Turn


class Seat:
    """One agent on the board.

    His state is computed from six facts that change on their own: is he signed in, is his telephone
    reachable, is it in use, does he pause, has he a call (and how far is it), does his wrap-up last.
    So a pause taken during a talk begins by itself when the talk and its wrap-up are over, and
    whoever loses his telephone comes back to what he was.  ``stamp`` counts his times of being
    ready: what was noted about an earlier time is recognised as stale by it.  ``able`` are the lines
    whose calls he can take and his tier in each, ``tiers`` the same by the turn that they go by.
    """

    __slots__ = (
        "able",
        "agent",
        "call",
        "hard_talks",
        "idle_since",
        "in_use",
        "last_offered",
        "misses",
        "pause",
        "reachable",
        "signed_in",
        "since",
        "stage",
        "stamp",
        "state",
        "talked_today",
        "tiers",
        "until",
    )

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.able: dict[Line, Tier] = {}
        self.tiers: dict[Turn, list[Tier]] = {}
        self.signed_in = False
        self.reachable = False
        self.in_use = False
        self.pause: str | None = None
        self.call: Call | None = None
        self.stage = AgentState.RESERVED
        self.until: float | None = None
        self.state = AgentState.OFFLINE
        self.since = 0.0
        self.idle_since = 0.0
        self.stamp = 0
        self.last_offered = 0.0
        self.talked_today = 0.0
        self.hard_talks = 0
        self.misses: dict[Miss, int] = {}

    def __repr__(self) -> str:
        return f"<Seat {self.agent.id} {self.state}>"

    def state_by_the_facts(self) -> AgentState:
        """The state that the facts add up to; ``state`` is the one that the board has seen."""
        if self.call is not None:
            return self.stage
        if not (self.signed_in and self.reachable):
            return AgentState.OFFLINE
        if self.until is not None:
            return AgentState.WRAP_UP
        if self.pause is not None:
            return AgentState.PAUSED
        return AgentState.TALKING if self.in_use else AgentState.READY

    def sign_in(self, now: float) -> None:
        """Begin the shift; in the midst of one, nothing."""
        if not self.signed_in:
            self.signed_in, self.idle_since = True, now

    def sign_out(self) -> None:
        """End the shift, and with it pause, wrap-up and the counts of misses and hard talks."""
        self.signed_in, self.pause, self.until, self.hard_talks = False, None, None, 0
        self.misses.clear()

    def begin_pause(self, reason: str) -> None:
        """Note a pause; nobody pauses outside his shift."""
        if self.signed_in:
            self.pause = reason

    def end_pause(self, now: float) -> None:
        """End pause and wrap-up; whoever has neither keeps his idle time."""
        if self.pause is not None or self.until is not None:
            self.pause, self.until, self.idle_since = None, None, now

    def change_phone(self, reachable: bool, now: float) -> None:
        """Note whether the telephone is reachable; who comes back begins to be idle anew."""
        if reachable and not self.reachable:
            self.idle_since = now
        self.reachable = reachable

    def use_phone(self, in_use: bool, now: float) -> None:
        """Note whether the telephone is in use; the time of a call of his own is no idle time."""
        if self.in_use and not in_use and self.call is None:
            self.idle_since = now
        self.in_use = in_use

    def reserve(self, call: Call) -> None:
        """Take a call to be offered."""
        self.call, self.stage = call, AgentState.RESERVED

    def ring(self) -> None:
        """The offered call rings."""
        self.stage = AgentState.RINGING

    def talk(self, now: float) -> None:
        """The offered call was answered."""
        self.stage, self.last_offered = AgentState.TALKING, now
        if self.misses:
            self.misses.clear()

    def take(self, call: Call, now: float) -> None:
        """He talks to a call that he took himself; a wrap-up is over with that."""
        self.call, self.until = call, None
        self.talk(now)

    def miss(self, miss: Miss, pause_after: PauseAfter, now: float) -> None:
        """Give back the offered call; the last of too many misses of a kind in a row begins a pause."""
        self.call, self.in_use = None, False
        self.idle_since = self.last_offered = now
        if not self.signed_in:
            return
        self.misses[miss] = self.misses.get(miss, 0) + 1
        if self.misses[miss] == pause_after.of(miss):
            self.misses.clear()
            self.pause = self.pause or miss.value

    def give_back(self) -> None:
        """Lose the offered call through no doing of the agent: he keeps his idle time."""
        self.call, self.in_use = None, False

    def end_talk(self, facts: CallQueued, now: float) -> None:
        """Begin the wrap-up, or be idle at once when there is none or the shift is over."""
        self.call, self.idle_since, self.in_use = None, now, False
        self.talked_today += now - self.since
        if not self.signed_in:
            return
        seconds = max(facts.wrap_up_seconds, self._care(facts.care))
        if seconds > 0:
            self.until = now + seconds

    def _care(self, care: Care | None) -> float:
        """The wrap-up that he is owed for hard talks in a row; any other talk lets them begin anew."""
        self.hard_talks = 0 if care is None else self.hard_talks + 1
        if care is None or self.hard_talks < care.after:
            return 0.0
        self.hard_talks = 0
        return care.wrap_up_seconds

    def due_at(self) -> float | None:
        """When his wrap-up ends."""
        return self.until

    def end_wrap_up(self, ended: float) -> None:
        """The wrap-up is over: the agent is idle since its end, however late that is noticed."""
        self.idle_since, self.until = ended, None

    def restore(self, standing: AgentStanding, call: Call | None) -> None:
        """Stand as before a restart."""
        self.signed_in, self.reachable = standing.signed_in, standing.reachable
        self.pause, self.until = standing.reason, standing.until
        self.idle_since = standing.since
        self.call = call
        self.in_use = standing.state is AgentState.TALKING and call is None
        if standing.state in WITH_A_CALL:
            self.stage = standing.state

    def standing(self) -> AgentStanding:
        """The agent as others see him."""
        return AgentStanding(
            agent=self.agent.id,
            state=self.state,
            since=self.since,
            call=self.call.facts.call if self.call else None,
            reason=self.pause,
            until=self.until,
            signed_in=self.signed_in,
            reachable=self.reachable,
        )
