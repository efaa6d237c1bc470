"""Calls that a supervisor listens to, whispers into or joins, and calls for a supervisor's help."""

import asyncio
import time

import pytest

from ivr.calls.spoken import sentence
from ivr.phones import happenings as h
from ivr.phones.answering import Answers, Refuses
from ivr.phones.listening import Samples, longest_silence, read_wav, tone_level
from ivr.phones.orders import Transfer
from ivr.phones.phone import Phone
from ivr.phones.steps import Wait, stay
from ivr.storage.values import Audit, AuditFilter
from tests.real.ears import RATE, between, hears, seconds_of
from tests.real.open_centre import PATIENCE, OpenCentre, eventually
from tests.real.people import CALLERS_VOICE, at_the_telephone, at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

AGENTS_VOICE, SUPERVISORS_VOICE = 440.0, 1500.0
NOT_THERE = 0.01
"""Three hundredths of the level (0.3) at which everybody speaks: nobody hears that."""


async def test_a_supervisor_listens_then_whispers_to_the_agent_alone_then_joins_both(
    centre: OpenCentre,
) -> None:
    async with (
        at_the_telephone(centre, "8091") as supervisor,
        at_work(centre, "8041", talks(centre, AGENTS_VOICE)) as agent,
        calling(centre, "4140") as caller,
    ):
        await agent.until(h.Answered)
        await _supervise(centre, supervisor, "*318041")
        await supervisor.lasts(3.0)
        whispers = time.time()
        await supervisor.press("5")
        await supervisor.lasts(3.5)
        barges = time.time()
        await supervisor.press("6")
        await supervisor.lasts(3.5)
        ends = time.time()
        await caller.hang_up()
        by_supervisor = await _to_the_end(supervisor)
        by_caller, by_agent = await caller.heard(), await agent.heard()
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)
    caller_began, agent_began = caller.began_to_hear(), _began(agent.phone)

    assert _loudest(by_supervisor, CALLERS_VOICE) > 0.1
    assert _loudest(by_supervisor, AGENTS_VOICE) > 0.1
    assert longest_silence(by_supervisor, RATE) < 2
    for name in ("listen", "whisper", "barge", "talk_over"):
        assert hears(by_supervisor, centre.sound(sentence(name, "zh"))), name
    # Nobody hears who listens; the agent alone hears who whispers; both hear who joins.
    assert _loudest(between(by_agent, 0, whispers - agent_began), SUPERVISORS_VOICE) < NOT_THERE
    assert _loudest(between(by_agent, whispers - agent_began, barges - agent_began), SUPERVISORS_VOICE) > 0.1
    assert _loudest(between(by_caller, 0, barges - caller_began), SUPERVISORS_VOICE) < NOT_THERE
    assert _loudest(between(by_caller, barges - caller_began, ends - caller_began), SUPERVISORS_VOICE) > 0.1
    # The recording has what the caller heard, on the track of those who speak with him.
    joined = right.size / RATE - (ends - barges)
    assert _loudest(left, SUPERVISORS_VOICE) < NOT_THERE
    assert _loudest(between(right, 0, joined), SUPERVISORS_VOICE) < NOT_THERE
    assert _loudest(right, SUPERVISORS_VOICE) > 0.1
    assert _loudest(left, CALLERS_VOICE) > 0.1
    assert [(audit.action, audit.allowed) for audit in await _audits(centre, "8091", "8041")] == [
        ("listen", True),
        ("whisper", True),
        ("barge", True),
    ]
    assert (record.agent, record.outcome) == ("8041", "answered")


async def test_a_supervisor_hears_that_the_talk_went_elsewhere_and_can_join_it_there(
    centre: OpenCentre,
) -> None:
    sends = Answers(
        after=0.2, say=str(centre.voice(620)), talks=10.0, steps=(Wait(4.0), Transfer(target="8022"))
    )
    async with (
        at_the_telephone(centre, "8092") as supervisor,
        at_work(centre, "8021", sends) as first,
        at_work(centre, "8022", talks(centre, AGENTS_VOICE)) as second,
        calling(centre, "4120") as caller,
    ):
        await first.until(h.Answered)
        await _supervise(centre, supervisor, "*318021")
        listened = await _to_the_end(supervisor)
        await second.until(h.Answered)
        await _supervise(centre, supervisor, "*338022")
        await supervisor.lasts(3.0)
        await supervisor.hang_up()
        await asyncio.sleep(0.5)
        assert caller.phone.ended() is None
        await caller.hang_up()
        by_caller, by_second = await caller.heard(), await second.heard()
    left, right = await centre.tracks_of(await centre.record_of(caller.number))

    assert hears(listened, centre.sound(sentence("talk_over", "en")))
    for heard in (by_caller, by_second, right):
        assert _loudest(heard, SUPERVISORS_VOICE) > 0.1
    assert _loudest(left, SUPERVISORS_VOICE) < NOT_THERE
    assert seconds_of(by_caller, AGENTS_VOICE) > 1


async def test_a_supervisor_takes_a_talk_over_and_it_stays_one_contact_with_one_recording(
    centre: OpenCentre,
) -> None:
    async with (
        at_the_telephone(centre, "8092") as supervisor,
        at_work(centre, "8021", talks(centre, AGENTS_VOICE)) as agent,
        calling(centre, "4120") as caller,
    ):
        await agent.until(h.Answered)
        await asyncio.sleep(1.5)
        await _supervise(centre, supervisor, "*348021")
        taken = time.time()
        await centre.until_agent("8092", "talking")
        await centre.until_agent("8021", "wrap_up", "ready")
        assert time.time() - taken < 1
        by_agent = await agent.heard()
        await asyncio.sleep(1.0)
        await caller.hang_up()
        await stay(supervisor, PATIENCE)
        await supervisor.wait_for(h.Recorded, within=PATIENCE)
        by_caller, by_supervisor = await caller.heard(), read_wav(supervisor.heard)[0]
        await centre.until_agent("8092", "ready")
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)

    assert (record.agent, record.outcome) == ("8092", "answered")
    assert hears(by_agent, centre.sound(sentence("taken_over", "zh")))
    assert _loudest(by_supervisor, CALLERS_VOICE) > 0.1
    for heard in (by_caller, right):
        assert seconds_of(heard, AGENTS_VOICE) > 1
        assert seconds_of(heard, SUPERVISORS_VOICE) > 1
    assert seconds_of(left, CALLERS_VOICE) > 3
    assert longest_silence(by_caller, RATE) < 2
    assert [audit.action for audit in await _audits(centre, "8092", "8021")][-1] == "take_over"


async def test_who_may_not_supervise_a_talk_is_told_so_and_it_is_written_down(centre: OpenCentre) -> None:
    async with (
        at_the_telephone(centre, "8092") as supervisor,
        at_the_telephone(centre, "8052") as nobody,
        at_work(centre, "8042", talks(centre, AGENTS_VOICE)) as agent,
        calling(centre, "4140") as caller,
    ):
        await agent.until(h.Answered)
        told = await asyncio.gather(_told(centre, supervisor, "*318042"), _told(centre, nobody, "*338042"))
        about = await asyncio.gather(_told(centre, supervisor, "*328999"), _told(centre, nobody, "*31"))
        assert caller.phone.ended() is None
        idle = await _told(centre, supervisor, "*318021")
        await caller.hang_up()
        by_agent = await agent.heard()

    assert all(hears(heard, centre.sound(sentence("not_allowed", "en"))) for heard in told)
    assert all(hears(heard, centre.sound(sentence("unknown_agent", "en"))) for heard in about)
    assert hears(idle, centre.sound(sentence("not_talking", "en")))
    assert _loudest(by_agent, SUPERVISORS_VOICE) < NOT_THERE
    refused = await _audits(centre, "8092", "8042")
    assert [(audit.action, audit.allowed) for audit in refused] == [("listen", False)]


async def test_an_agent_calls_a_supervisor_and_the_next_one_when_the_first_declines(
    centre: OpenCentre,
) -> None:
    async with (
        at_work(centre, "8091", Refuses(code=486)) as first,
        at_work(centre, "8092", talks(centre, SUPERVISORS_VOICE)) as second,
        at_the_telephone(centre, "8021") as agent,
    ):
        await agent.call("*18")
        await agent.wait_for(h.Answered, within=PATIENCE)
        await agent.say(centre.voice(AGENTS_VOICE), loop=True)
        await second.until(h.Answered)
        await agent.lasts(1.5)
        await agent.hang_up()
        await agent.wait_for(h.Recorded, within=PATIENCE)
        by_agent, by_second = read_wav(agent.heard)[0], await second.heard()
        assert first.times(h.Incoming)
        assert second.times(h.Incoming)[0] - first.times(h.Incoming)[0] < 2
        states = {name: shown.state for name, shown in (await centre.agents()).items()}

    assert seconds_of(by_agent, SUPERVISORS_VOICE) > 0.7
    assert seconds_of(by_second, AGENTS_VOICE) > 0.7
    assert longest_silence(by_agent, RATE) < 2
    assert (states["8091"], states["8021"]) == ("ready", "ready")


async def test_an_agent_whose_supervisors_are_away_is_told_so(centre: OpenCentre) -> None:
    async with at_the_telephone(centre, "8031") as agent:
        assert hears(await _told(centre, agent, "*18"), centre.sound(sentence("no_supervisor", "zh")))


async def _supervise(centre: OpenCentre, supervisor: Phone, dialled: str) -> None:
    await supervisor.call(dialled)
    await supervisor.wait_for(h.Answered, within=PATIENCE)
    await supervisor.say(centre.voice(SUPERVISORS_VOICE), loop=True)


async def _told(centre: OpenCentre, phone: Phone, dialled: str) -> Samples:
    await _supervise(centre, phone, dialled)
    return await _to_the_end(phone)


async def _to_the_end(phone: Phone) -> Samples:
    """What is heard in the call until the centre ends it."""
    await stay(phone, PATIENCE)
    await phone.wait_for(h.Recorded, within=PATIENCE)
    return read_wav(phone.heard)[0]


async def _audits(centre: OpenCentre, agent: str, watched: str) -> list[Audit]:
    """What is written down of the supervisor and the agent, the earliest first."""

    async def look() -> list[Audit] | None:
        found = await centre.store.audits(AuditFilter(agent=agent, watched=watched))
        return list(reversed(found)) or None

    return await eventually(f"audits of {agent}", look)


def _began(phone: Phone) -> float:
    return next(event.at for event in phone.happened if isinstance(event, h.RecordingBegan))


def _loudest(samples: Samples, frequency: float) -> float:
    """The highest level (0 to 1) that a tone has in any half second."""
    step = RATE // 2
    pieces = (samples[begin : begin + step] for begin in range(0, samples.size, step))
    return max((tone_level(piece, RATE, frequency) for piece in pieces), default=0.0)
