"""The port: what the HTTP API asks of the house, and the shapes in which the house answers.

All times are seconds since the epoch, UTC.  An empty string says that there is none (no queue, no
agent, no reason).  The shapes are what clients are sent, except that callers' numbers are masked
for those who may not see them.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from pydantic import BaseModel, ConfigDict, computed_field

from ivr.dialplan.reading.problems import Problem
from ivr.web.customers import Customers

if TYPE_CHECKING:
    from ivr.web.versions import Versions

AgentState = Literal["offline", "ready", "reserved", "ringing", "talking", "wrap_up", "paused"]
AgentAction = Literal["sign_in", "sign_out", "ready", "pause", "end_wrap_up"]
RecordingState = Literal["recording", "stored", "broken", "deleted"]
ComponentName = Literal["ari", "ami", "storage", "redis", "dialplans"]


class View(BaseModel):
    """Something that the house tells."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AgentView(View):
    """How an agent stands.

    ``reason`` is that of his pause, ``until`` the end of his wrap-up, ``contact`` the call he has.
    """

    agent: str
    name: str
    skills: dict[str, int]
    state: AgentState
    since: float
    reason: str = ""
    until: float | None = None
    contact: str = ""
    signed_in: bool
    reachable: bool


class QueueView(View):
    """A queue now.  ``agents`` counts, by state, the agents who can take its calls."""

    queue: str
    name: dict[str, str]
    waiting: int
    longest_wait_seconds: float
    agents: dict[AgentState, int]

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own advice for a computed property
    @property
    def ready_agents(self) -> int:
        """How many agents are ready to take the queue's calls."""
        return self.agents.get("ready", 0)


class WithCaller(View):
    """Something with a caller.

    ``caller`` is his number in one form whatever its spelling (E.164; service numbers and extensions as
    they are), empty when it was withheld: two withheld callers are not the same.  ``caller_raw`` is
    what the line told.
    """

    caller: str
    caller_raw: str = ""

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own advice for a computed property
    @property
    def caller_withheld(self) -> bool:
        """Whether the caller did not tell his number."""
        return not self.caller


class LiveContactView(WithCaller):
    """A contact that has not ended.  ``phase`` is a word such as ``in_dialplan``, begun at ``since``."""

    contact: str
    phase: str
    since: float
    arrived_at: float
    dialled: str
    language: str
    queue: str = ""
    agent: str = ""


class WaitingView(View):
    """A waiting call; ``position`` counts from 1, ``since`` is when the wait began.

    ``expected_wait_seconds``: from when to when, from now on, the call is likely to be answered (65 % of
    those who are answered are answered within such a range); null while that is not known.
    """

    contact: str
    queue: str
    since: float
    position: int
    priority: int = 0
    expected_wait_seconds: tuple[float, float] | None = None


class ContactView(WithCaller):
    """A contact that has ended; ``survey`` is question → answer."""

    contact: str
    dialled: str
    language: str
    arrived_at: float
    ended_at: float
    path: tuple[str, ...]
    queue: str
    agent: str
    wait_seconds: float
    talk_seconds: float
    outcome: str
    dialplan_version: str
    survey: dict[str, str]


class RecordingView(View):
    """A row of the recordings' ledger; ``reason`` says why one is broken, or when it was deleted."""

    contact: str
    agent: str
    queue: str
    started_at: float
    state: RecordingState
    seconds: float
    bytes: int
    sha256: str
    reason: str = ""


class AnswerView(View):
    """One survey answer; ``key`` is its own."""

    key: str
    contact: str
    survey: str
    question: str
    answer: str
    queue: str
    agent: str
    dialplan_version: str
    at: float


class AuditView(View):
    """That an agent did ``action`` (listen, whisper, barge, take_over) with another's talk, or was refused.

    ``watched`` is that other agent, ``contact`` the call in which he talked; ``key`` is the audit's own.
    """

    key: str
    at: float
    agent: str
    action: str
    watched: str
    contact: str
    allowed: bool


class BanView(View):
    """An address that is shut out of SIP; ``why`` is ``failures``, ``questions`` or ``order``.

    ``source`` is an IPv4 address or an IPv6 network; ``times`` counts its bans.
    """

    source: str
    since: float
    until: float
    times: int
    why: str


class InWords(View):
    """One sentence in Chinese and in English."""

    zh: str
    en: str


class CandidateView(View):
    """An agent as a call sees him: his ``rank`` from 1 and its two numbers, or why he is excluded."""

    agent: str
    rank: int | None
    tier: float
    turn: float
    excluded: tuple[InWords, ...]


class WhyView(View):
    """Why a contact's call was offered to ``agent`` at ``at``, or (``agent`` is empty) why it waited then.

    ``call`` is its place in line, ``order`` its number in the order of all, ``before`` the calls that
    stood before it, ``told`` all of it in sentences.
    """

    at: float
    call: str
    agent: str
    queue: str
    needs: dict[str, int]
    priority: int
    since: float
    order: float
    strategy: str
    relaxes_at: float | None
    candidates: tuple[CandidateView, ...]
    told: tuple[InWords, ...]


class DialplansView(View):
    """The dialplans in force: their version and names, and which number leads where.

    ``years_without_holidays`` are those, this one and the next, of whose holidays nothing is known.
    """

    version: str
    dialplans: tuple[str, ...]
    numbers: dict[str, str]
    years_without_holidays: tuple[int, ...] = ()


class ComponentView(View):
    """A part of the house that calls need; ``what`` says why it is not ``ok`` (or how it stands)."""

    name: ComponentName
    ok: bool
    what: str = ""


class LevelView(View):
    """How well a queue was answered within a window, each from 0 to 1; None: nobody waited."""

    service_level: float | None
    abandonment: float | None


class FloorView(View):
    """The whole floor at one moment."""

    agents: tuple[AgentView, ...]
    waiting: tuple[WaitingView, ...]
    contacts: tuple[LiveContactView, ...]


class FloorChange(View):
    """What changed: the ``kind`` of thing with this ``id`` is now ``value``; None: it is gone."""

    kind: Literal["agent", "waiting", "contact"]
    id: str
    value: AgentView | WaitingView | LiveContactView | None


class Mark(View):
    """A place in a list from the newest to the oldest: the last row already seen."""

    at: float
    key: str


class ContactsWanted(View):
    """Which ended contacts are looked for; None lets all through; ``since`` ≤ arrival < ``until``."""

    caller: str | None = None
    agent: str | None = None
    queue: str | None = None
    outcome: str | None = None
    since: float | None = None
    until: float | None = None


class AnswersWanted(View):
    """Which answers are looked for; None lets all through; ``since`` ≤ time < ``until``."""

    contact: str | None = None
    survey: str | None = None
    question: str | None = None
    agent: str | None = None
    queue: str | None = None
    since: float | None = None
    until: float | None = None


class AuditsWanted(View):
    """Which audits are looked for; None lets all through; ``since`` ≤ time < ``until``."""

    agent: str | None = None
    watched: str | None = None
    contact: str | None = None
    since: float | None = None
    until: float | None = None


class Unavailable(Exception):  # noqa: N818 - it says what the house is, not what went wrong
    """Raised by any method of the house that cannot answer now; ``part`` is what is missing."""

    def __init__(self, part: ComponentName, why: str) -> None:
        self.part = part
        self.why = why
        super().__init__(part, why)

    def __str__(self) -> str:
        return f"{self.part}: {self.why}"


class House(Protocol):
    """What the HTTP API asks of a running centre.  Any method may raise ``Unavailable``."""

    @property
    def customers(self) -> Customers:
        """The directory of customers."""

    def agents(self) -> Mapping[str, AgentView]:
        """Every agent of the centre, by id."""

    async def act(self, agent: str, action: AgentAction, reason: str) -> None:
        """Carry out what the agent (who exists) wants; ``reason`` belongs to a pause."""

    def queues(self) -> Mapping[str, QueueView]:
        """Every queue of the centre, by name."""

    def live(self) -> Mapping[str, LiveContactView]:
        """Every contact that has not ended, by id."""

    async def search(self, wanted: ContactsWanted, limit: int, before: Mark | None) -> Sequence[ContactView]:
        """Ended contacts, the latest arrival first, after the mark ``(arrived_at, contact)``."""

    async def contact(self, contact: str) -> ContactView | None:
        """A contact that has ended."""

    async def why(self, contact: str, agent: str) -> Sequence[WhyView] | None:
        """The reasons of a contact's offers and of its wait; of one agent alone if ``agent`` is not empty.

        None: the contact is not in the journal.
        """

    async def recording(self, contact: str) -> RecordingView | None:
        """The contact's row of the ledger."""

    def recording_path(self, contact: str) -> Path:
        """Where the finished file of a contact's stored recording lies."""

    async def answers(self, wanted: AnswersWanted, limit: int, before: Mark | None) -> Sequence[AnswerView]:
        """Survey answers, the latest first, after the mark ``(at, key)``."""

    async def audits(self, wanted: AuditsWanted, limit: int, before: Mark | None) -> Sequence[AuditView]:
        """Audits, the latest first, after the mark ``(at, key)``."""

    def bans(self) -> Sequence[BanView]:
        """Who is shut out now."""

    def ban(self, source: str, until: float) -> None:
        """Shut an address (as ``ivr.telephony.banning.source_of`` writes it) out until then."""

    def lift_ban(self, source: str) -> bool:
        """Let an address in again; False when it was not shut out."""

    @property
    def versions(self) -> "Versions":
        """What the API asks about versions of the dialplans."""

    def dialplans(self) -> DialplansView:
        """The dialplans in force."""

    async def reload(self) -> Sequence[Problem]:
        """Read the dialplans' folder; what is wrong there is answered, and the present ones stay."""

    async def components(self) -> Sequence[ComponentView]:
        """How everything stands that calls need (bounded: answers within a second)."""

    def levels(self, queue: str) -> Mapping[str, LevelView]:
        """How well the queue was answered, by window (``15m``, ``1h``)."""

    def saves_waiting(self) -> int:
        """How many saves wait for the storage's writer."""

    def floor(self) -> FloorView:
        """The whole floor now."""

    def watch(self, tell: Callable[[FloorChange], None]) -> Callable[[], None]:
        """Have every change of the floor told from now on (``tell`` returns at once, never raises).

        Answers what ends the telling; ending it twice is harmless.
        """
