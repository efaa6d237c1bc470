"""What agents do with a caller by pressing codes in the talk: send, consult, hand over, confer, hold."""

import asyncio

import pytest

from ivr.calls.spoken import sentence
from ivr.phones import happenings as h
from ivr.phones.answering import Answers
from ivr.phones.listening import Samples, tone_share
from ivr.phones.orders import Press
from ivr.phones.steps import Step, Wait
from tests.real.ears import RATE, between, dead_air, hears, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

FIRST, SECOND, CALLER = 620.0, 440.0, 1000.0


def presses(centre: OpenCentre, *steps: Step, talks: float = 10.0) -> Answers:
    """The behaviour of an agent who speaks his tone and does the steps."""
    return Answers(after=0.2, talks=talks, say=str(centre.voice(FIRST)), steps=(Wait(1.0), *steps))


async def test_agents_send_consult_confer_and_hold_by_keys(centre: OpenCentre) -> None:
    await asyncio.gather(
        _is_sent_to_a_queue(centre),
        _is_handed_over_to_a_colleague(centre),
        _is_in_a_conference(centre),
        _is_held(centre),
    )


async def _is_sent_to_a_queue(centre: OpenCentre) -> None:
    async with (
        at_work(centre, "8021", presses(centre, Press(digits="*217140#"))) as first,
        at_work(centre, "8041", talks(centre, SECOND, 1.5)) as second,
        calling(centre, "4120") as caller,
    ):
        await second.until(h.Answered)
        await caller.until_hung_up()
        by_caller, by_second = await caller.heard(), await second.heard()
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)

    assert first.tally.answered == 1
    assert (record.outcome, record.agent, record.queue) == ("answered", "8041", "west")
    assert dead_air(by_caller) < 2
    assert seconds_of(by_caller, SECOND) > 1
    assert seconds_of(by_second, CALLER) > 1
    assert seconds_of(left, CALLER) > 1.5
    assert seconds_of(right, FIRST) > 0.7
    assert seconds_of(right, SECOND) > 1


async def _is_handed_over_to_a_colleague(centre: OpenCentre) -> None:
    """The caller hears music while the two agents speak, and nothing of them; then the second one."""
    consults = presses(centre, Press(digits="*228012#"), Wait(4.0), talks=0.0)
    async with (
        at_work(centre, "8011", consults) as first,
        at_work(centre, "8012", talks(centre, SECOND, 5.0)) as second,
        calling(centre, "4110") as caller,
    ):
        joined = await second.until(h.Answered)
        left_at = (await first.until(h.Ended)).at
        await second.until(h.Ended)
        await centre.until_phase(caller.number, "surveying")
        await caller.hang_up()
        by_caller, began = await caller.heard(), caller.began_to_hear()
        by_first, by_second = await first.heard(), await second.heard()
    record = await centre.record_of(caller.number)
    left, right = await centre.tracks_of(record)
    meanwhile = between(by_caller, joined.at - began + 0.3, left_at - began)
    afterwards = between(by_caller, left_at - began, by_caller.size / RATE)

    assert (record.outcome, record.agent, record.queue) == ("answered", "8012", "north")
    assert hears(centre.music(), meanwhile)
    assert seconds_of(meanwhile, FIRST) < 0.1
    assert seconds_of(meanwhile, SECOND) < 0.1
    assert seconds_of(afterwards, SECOND) > 0.7
    assert seconds_of(by_first, SECOND) > 0.8
    assert seconds_of(by_second, FIRST) > 0.8
    assert seconds_of(by_second, CALLER) > 0.7
    assert dead_air(by_caller) < 2
    assert seconds_of(left, CALLER) > record.talk_seconds - 1
    assert seconds_of(right, FIRST) > 0.8
    assert seconds_of(right, SECOND) > 0.7


async def _is_in_a_conference(centre: OpenCentre) -> None:
    """All three hear each other; the first agent leaves, and the second talks on until the survey."""
    confers = presses(centre, Press(digits="*228032#"), Wait(3.5), Press(digits="*23"), Wait(2.0), talks=0.0)
    async with (
        at_work(centre, "8031", confers) as first,
        at_work(centre, "8032", talks(centre, SECOND, 7.5)) as second,
        calling(centre, "4130") as caller,
    ):
        await second.until(h.Answered)
        left_at = (await first.until(h.Ended)).at
        await second.until(h.Ended)
        await centre.until_phase(caller.number, "surveying")
        await caller.hang_up()
        by_caller, began = await caller.heard(), caller.began_to_hear()
        by_first = await first.heard()
    record = await centre.record_of(caller.number)
    _, right = await centre.tracks_of(record)
    together = between(by_caller, left_at - began - 1.2, left_at - began - 0.2)
    afterwards = between(by_caller, left_at - began + 0.1, by_caller.size / RATE)

    assert (record.outcome, record.agent) == ("answered", "8032")
    assert _both(together)
    assert any(_both(between(right, at, at + 1.0)) for at in range(right.size // RATE))
    assert seconds_of(by_first, CALLER) > 0.8
    assert seconds_of(afterwards, SECOND) > 0.4
    assert seconds_of(afterwards, FIRST) < 0.1


async def _is_held(centre: OpenCentre) -> None:
    """The code of a hold holds and takes back; a number that is not allowed is told to the agent alone."""
    steps = (
        Press(digits="*25"),
        Wait(2.0),
        Press(digits="*25"),
        Wait(1.0),
        Press(digits="*210900666#"),
        Wait(3.5),
    )
    async with (
        at_work(centre, "8061", presses(centre, *steps, talks=0.0)) as agent,
        calling(centre, "4160") as caller,
    ):
        await caller.until_hung_up()
        by_caller, by_agent = await caller.heard(), await agent.heard()
    refused = centre.sound(sentence("not_possible", "zh"))

    assert agent.tally.unfinished_steps == 0
    assert hears(centre.music(), between(by_caller, 2.2, 3.6))
    assert seconds_of(between(by_caller, 2.2, 3.2), FIRST) < 0.1
    assert hears(by_agent, refused)
    assert not hears(by_caller, refused)
    assert seconds_of(by_caller, FIRST) > 1


def _both(samples: Samples) -> bool:
    return min(tone_share(samples, RATE, FIRST), tone_share(samples, RATE, SECOND)) > 0.2
