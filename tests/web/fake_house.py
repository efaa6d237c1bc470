"""A house of literals: what the API asks, answered without telephones, storage or time."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ivr.dialplan.reading.problems import Problem
from ivr.telephony.numbers import NumberingPlan, can_call, normal
from ivr.web.customers import CustomerView, NoNumber
from ivr.web.port import (
    AgentAction,
    AgentView,
    AnswersWanted,
    AnswerView,
    AuditsWanted,
    AuditView,
    BanView,
    CandidateView,
    ComponentView,
    ContactsWanted,
    ContactView,
    DialplansView,
    FloorChange,
    FloorView,
    InWords,
    LevelView,
    LiveContactView,
    Mark,
    QueueView,
    RecordingView,
    Unavailable,
    WaitingView,
    WhyView,
)
from tests.web.fake_versions import FakeVersions

NOW = 1_763_000_000.0
CALLER = "13812348000"

WANG = AgentView(
    agent="8001",
    name="王芳",
    skills={"repair": 8},
    state="ready",
    since=NOW - 60,
    signed_in=True,
    reachable=True,
)
LI = AgentView(
    agent="8002", name="李雷", skills={"zh": 5}, state="offline", since=0.0, signed_in=False, reachable=False
)
REPAIR = QueueView(
    queue="repair",
    name={"zh": "报修", "en": "Repair"},
    waiting=2,
    longest_wait_seconds=12.5,
    agents={"ready": 1, "offline": 1},
)
WAITS = LiveContactView(
    contact="sw-1763000000-7",
    phase="waiting",
    since=NOW - 12.5,
    arrived_at=NOW - 30,
    caller=CALLER,
    caller_raw=f"0{CALLER}",
    dialled="4001",
    language="zh",
    queue="repair",
)


def contact(number: int) -> ContactView:
    """The ``number``-th ended contact; each arrived ten seconds after the one before."""
    return ContactView(
        contact=f"sw-1762990000-{number}",
        caller=CALLER,
        caller_raw=f"0{CALLER}",
        dialled="4001",
        language="zh",
        arrived_at=NOW - 1000 + number * 10,
        ended_at=NOW - 995 + number * 10,
        path=("welcome", "to_repair"),
        queue="repair",
        agent="8001",
        wait_seconds=3.5,
        talk_seconds=20.25,
        outcome="answered",
        dialplan_version="0123456789ab",
        survey={"satisfied": "5"},
    )


def recording(name: str, state: str, reason: str = "") -> RecordingView:
    """A row of the ledger."""
    return RecordingView(
        contact=name,
        agent="8001",
        queue="repair",
        started_at=NOW - 990,
        state=state,
        seconds=20.25,
        bytes=648_044,
        sha256="a" * 64,
        reason=reason,
    )


def answer(number: int) -> AnswerView:
    """The ``number``-th survey answer."""
    return AnswerView(
        key=f"sw-1762990000-{number}/satisfaction/satisfied",
        contact=f"sw-1762990000-{number}",
        survey="satisfaction",
        question="satisfied",
        answer="5",
        queue="repair",
        agent="8001",
        dialplan_version="0123456789ab",
        at=NOW - 500 + number,
    )


def audit(number: int, action: str, watched: str, allowed: bool) -> AuditView:
    """What a supervisor did, or was refused."""
    return AuditView(
        key=f"a{number}",
        at=NOW + number,
        agent="8009",
        action=action,
        watched=watched,
        contact="sw-1762990000-1",
        allowed=allowed,
    )


def why(agent: str) -> WhyView:
    """That Wang was offered a call, and that Li could not be."""
    offline = InWords(zh="未签入", en="not signed in")
    both = (
        CandidateView(agent="8001", rank=1, tier=0.0, turn=5.0, excluded=()),
        CandidateView(agent="8002", rank=None, tier=0.0, turn=0.0, excluded=(offline,)),
    )
    return WhyView(
        at=NOW,
        call=f"{WAITS.contact}.place.1",
        agent="8001",
        queue="repair",
        needs={"repair": 1},
        priority=0,
        since=NOW - 12.5,
        order=NOW - 12.5,
        strategy="longest_idle",
        relaxes_at=None,
        candidates=tuple(one for one in both if agent in ("", one.agent)),
        told=(InWords(zh="分配给坐席 8001", en="was offered to agent 8001"),),
    )


class FakeCustomers:
    """A directory in memory."""

    def __init__(self) -> None:
        self.known: dict[str, CustomerView] = {}

    async def page(self, after: str, limit: int) -> Sequence[CustomerView]:
        return [self.known[name] for name in sorted(self.known) if name > after][:limit]

    async def with_number(self, number: str) -> CustomerView | None:
        form = normal(number, NumberingPlan())
        return next((view for view in self.known.values() if form in view.numbers), None)

    async def one(self, customer: str) -> CustomerView | None:
        return self.known.get(customer)

    async def put(self, customer: CustomerView) -> CustomerView:
        numbers = tuple(normal(number, NumberingPlan()) for number in customer.numbers)
        for number in numbers:
            if not can_call(number):
                raise NoNumber(number)
            owner = await self.with_number(number)
            if owner is not None and owner.id != customer.id:
                raise NoNumber(number, owner.id)
        self.known[customer.id] = customer.model_copy(update={"numbers": numbers})
        return self.known[customer.id]

    async def remove(self, customer: str) -> bool:
        return self.known.pop(customer, None) is not None


class FakeHouse:
    """Answers from its attributes, which tests set."""

    def __init__(self, recordings: Path) -> None:
        self.folder = recordings
        self.customers = FakeCustomers()
        self.standing = {agent.agent: agent for agent in (WANG, LI)}
        self.ended = [contact(number) for number in range(5)]
        self.given = [answer(number) for number in range(3)]
        self.audited = [audit(1, "listen", "8001", True), audit(2, "whisper", "8002", False)]
        self.shut_out: dict[str, BanView] = {}
        self.ledger: dict[str, RecordingView] = {}
        self.acts: list[tuple[str, AgentAction, str]] = []
        self.searches: list[ContactsWanted] = []
        self.problems: tuple[Problem, ...] = ()
        self.versions = FakeVersions()
        self.parts = [ComponentView(name="ari", ok=True), ComponentView(name="storage", ok=True)]
        self.watchers: list[Callable[[FloorChange], None]] = []
        self.broken = False
        self.locked = False

    def agents(self) -> Mapping[str, AgentView]:
        if self.broken:
            raise RuntimeError("a fault that only tests make")
        return self.standing

    async def act(self, agent: str, action: AgentAction, reason: str) -> None:
        self.acts.append((agent, action, reason))
        states = {"sign_in": "ready", "sign_out": "offline", "ready": "ready", "end_wrap_up": "ready"}
        change = {
            "state": states.get(action, "paused"),
            "reason": reason,
            "signed_in": action != "sign_out",
        }
        self.standing[agent] = self.standing[agent].model_copy(update=change)

    def queues(self) -> Mapping[str, QueueView]:
        return {"repair": REPAIR}

    def live(self) -> Mapping[str, LiveContactView]:
        return {WAITS.contact: WAITS}

    async def search(self, wanted: ContactsWanted, limit: int, before: Mark | None) -> Sequence[ContactView]:
        if self.locked:
            raise Unavailable("storage", "the database is locked")
        self.searches.append(wanted)
        found = [
            view
            for view in reversed(self.ended)
            if (wanted.agent is None or view.agent == wanted.agent)
            and (wanted.caller is None or view.caller == wanted.caller)
            and (before is None or (view.arrived_at, view.contact) < (before.at, before.key))
        ]
        return found[:limit]

    async def contact(self, contact: str) -> ContactView | None:
        return next((view for view in self.ended if view.contact == contact), None)

    async def why(self, contact: str, agent: str) -> Sequence[WhyView] | None:
        return (why(agent),) if contact == WAITS.contact else None

    async def recording(self, contact: str) -> RecordingView | None:
        return self.ledger.get(contact)

    def recording_path(self, contact: str) -> Path:
        return self.folder / f"{contact}.wav"

    async def answers(self, wanted: AnswersWanted, limit: int, before: Mark | None) -> Sequence[AnswerView]:
        found = [
            view
            for view in reversed(self.given)
            if before is None or (view.at, view.key) < (before.at, before.key)
        ]
        return found[:limit]

    async def audits(self, wanted: AuditsWanted, limit: int, before: Mark | None) -> Sequence[AuditView]:
        found = [
            view
            for view in reversed(self.audited)
            if (wanted.watched is None or view.watched == wanted.watched)
            and (before is None or (view.at, view.key) < (before.at, before.key))
        ]
        return found[:limit]

    def bans(self) -> Sequence[BanView]:
        return tuple(self.shut_out.values())

    def ban(self, source: str, until: float) -> None:
        self.shut_out[source] = BanView(source=source, since=NOW, until=until, times=1, why="order")

    def lift_ban(self, source: str) -> bool:
        return self.shut_out.pop(source, None) is not None

    def dialplans(self) -> DialplansView:
        return DialplansView(version="0123456789ab", dialplans=("main",), numbers={"4001": "main"})

    async def reload(self) -> Sequence[Problem]:
        return self.problems

    async def components(self) -> Sequence[ComponentView]:
        return self.parts

    def levels(self, queue: str) -> Mapping[str, LevelView]:
        return {
            "15m": LevelView(service_level=None, abandonment=None),
            "1h": LevelView(service_level=0.75, abandonment=0.25),
        }

    def saves_waiting(self) -> int:
        return 3

    def floor(self) -> FloorView:
        waiting = WaitingView(contact=WAITS.contact, queue="repair", since=NOW - 12.5, position=1)
        return FloorView(agents=tuple(self.standing.values()), waiting=(waiting,), contacts=(WAITS,))

    def watch(self, tell: Callable[[FloorChange], None]) -> Callable[[], None]:
        self.watchers.append(tell)
        return lambda: self.watchers.remove(tell) if tell in self.watchers else None
