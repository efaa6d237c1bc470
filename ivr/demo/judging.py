"""Judging: whether a contact went as its caller's part says, by record, by ledger and by ear."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from ivr.demo.cast import AgentPart, CallerPart
from ivr.dialplan.dialplan import Dialplan
from ivr.phones.listening import Samples, find, longest_silence, read_tracks, read_wav, rms, tone_share
from ivr.storage.values import ContactRecord, Recording, RecordingState
from ivr.telephony.prompts import Prompt
from ivr.voice.library import PromptLibrary

HEARD = 0.5
"""A prompt with a score (0 to 1) of this much or more was heard."""

MOSTLY = 0.6
"""A voice that carries its track for this share of the time is the one recorded there."""


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """The recording of a contact as the report tells it; levels are RMS, 0 to 1."""

    file: str
    seconds: float
    caller_rms: float
    agent_rms: float
    sha256: str


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a caller, and everything that is not as it should be."""

    caller: str
    dialled: str
    language: str
    path: tuple[str, ...]
    agent: str | None
    wait_seconds: float
    talk_seconds: float
    recording: Recorded | None
    survey: dict[str, str]
    outcome: str
    faults: tuple[str, ...] = ()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to judge by: the part, the record, the ledger's row, and what the caller heard."""

    part: CallerPart
    record: ContactRecord
    row: Recording | None
    archive: Path
    heard: Path


def judge(
    evidence: Evidence,
    agents: Sequence[AgentPart],
    dialplans: Mapping[str, Dialplan],
    library: PromptLibrary,
) -> Judgement:
    """Compare what was with what should have been."""
    part, record = evidence.part, evidence.record
    recorded, on_tracks = _recording(evidence, agents)
    faults = [
        *_differs("path", record.path, part.path),
        *_differs("outcome", record.outcome, part.outcome),
        *_differs("survey", record.survey, part.survey),
        *_agent_faults(part, record),
        *_heard_faults(evidence, dialplans, library),
        *on_tracks,
    ]
    return Judgement(
        caller=part.number,
        dialled=record.dialled,
        language=record.language,
        path=record.path,
        agent=record.agent or None,
        wait_seconds=round(record.wait_seconds, 3),
        talk_seconds=round(record.talk_seconds, 3),
        recording=recorded,
        survey=record.survey,
        outcome=record.outcome,
        faults=tuple(faults),
    )


def missing(part: CallerPart) -> Judgement:
    """The judgement on a caller of whom there is no record."""
    return Judgement(
        caller=part.number,
        dialled=part.dialled,
        language="",
        path=(),
        agent=None,
        wait_seconds=0.0,
        talk_seconds=0.0,
        recording=None,
        survey={},
        outcome="",
        faults=("there is no record of the contact",),
    )


def _differs(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what} is {found}, not {wanted}"]


def _agent_faults(part: CallerPart, record: ContactRecord) -> list[str]:
    if part.agents:
        return [] if record.agent in part.agents else [f"agent is {record.agent!r}, not one of {part.agents}"]
    return _differs("agent", record.agent, "")


def _heard_faults(evidence: Evidence, dialplans: Mapping[str, Dialplan], library: PromptLibrary) -> list[str]:
    heard, rate = read_wav(evidence.heard)
    faults: list[str] = []
    offsets: list[tuple[float, str]] = []
    for node in evidence.part.hears:
        prompt = prompt_of(node, evidence.record.language, dialplans)
        found = find(read_wav(library.file(prompt))[0], heard, rate)
        offsets.append((found.offset, node))
        if found.score < HEARD:
            faults.append(f"the prompt of {node} was not heard (score {found.score:.2f})")
    for (first, before), (second, after) in pairwise(offsets):
        if second <= first:
            faults.append(f"{after} was heard before {before}")
    silence = longest_silence(heard, rate, 0.003)
    if silence > SILENCE:
        faults.append(f"{silence:.1f} s of silence")
    return faults


SILENCE = 4.0
"""Seconds of silence that the demonstration's waits for a key account for."""


def prompt_of(node: str, language: str, dialplans: Mapping[str, Dialplan]) -> Prompt:
    """The first prompt of the node of that name, in the language."""
    for dialplan in dialplans.values():
        if node in dialplan.nodes:
            spoken = next(iter(dialplan.nodes[node].spoken()))
            return Prompt(spoken.texts[language], language)
    raise LookupError(f"no dialplan has a node {node}")


def _recording(evidence: Evidence, agents: Sequence[AgentPart]) -> tuple[Recorded | None, list[str]]:
    row = evidence.row
    if row is None:
        wanted = bool(evidence.part.agents)
        return None, ["there is no recording"] if wanted else []
    if row.state is not RecordingState.STORED:
        return None, [f"the recording is {row.state}: {row.reason}"]
    (caller, agent), rate = read_tracks(evidence.archive / row.file)
    recorded = Recorded(
        file=str(evidence.archive / row.file),
        seconds=round(row.seconds, 3),
        caller_rms=round(rms(caller), 4),
        agent_rms=round(rms(agent), 4),
        sha256=row.sha256,
    )
    voices = {part.extension: part.tone for part in agents}
    return recorded, [
        *_voice_fault("caller", caller, rate, evidence.part.tone),
        *_voice_fault("agent", agent, rate, voices.get(evidence.record.agent, 0.0)),
    ]


def _voice_fault(whose: str, track: Samples, rate: int, tone: float) -> list[str]:
    share = tone_share(track, rate, tone)
    return [] if share >= MOSTLY else [f"the {whose}'s {tone:g} Hz fill {share:.0%} of the {whose}'s track"]
