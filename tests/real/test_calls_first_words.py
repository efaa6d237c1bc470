"""The first words of a talk: heard and recorded whole, and no music any more beside them."""

from pathlib import Path

import numpy as np
import pytest

from ivr.phones import happenings as h
from ivr.phones.answering import Answers, NeverAnswers
from ivr.phones.listening import Samples, read_wav, tone, write_wav
from tests.real.ears import RATE, between, seconds_of
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

FIRST, AFTERWARDS = 1500.0, 620.0
BURST = 0.3
"""Seconds that the agent's first word lasts, at once when he picks up; another tone follows."""


async def test_the_agents_first_word_is_heard_and_recorded_whole_and_the_music_is_gone(
    centre: OpenCentre,
) -> None:
    voice = centre.folder / "voices" / "burst.wav"
    write_wav(voice, np.concatenate([tone(FIRST, BURST), tone(AFTERWARDS, 3.0)]))
    # After a shorter wait a telephone built on pjsip takes his words for late ones (docs/limits.md).
    behaviours = NeverAnswers(), Answers(after=0.8, talks=2.0, say=str(voice))
    async with at_work(centre, "8041", *behaviours) as agent, calling(centre, "4140") as caller:
        await caller.until_hung_up()
        heard = await caller.heard()
        by_agent = read_wav(Path((await agent.until(h.Recorded)).path))[0]
    _, right = await centre.tracks_of(await centre.record_of(caller.number))
    began = first(heard, FIRST)

    assert length(heard, FIRST) > 0.95 * BURST
    assert length(right, FIRST) > 0.95 * BURST
    assert first(right, FIRST) < 0.15
    assert seconds_of(between(heard, began + 0.1, began + 1.5), FIRST) < 0.3
    both = between(heard, began + 0.1, began + 1.5)
    assert seconds_of(both, FIRST) + seconds_of(both, AFTERWARDS) > 1.3
    assert seconds_of(by_agent, 1000) > 1.5


def length(samples: Samples, frequency: float) -> float:
    """For how many seconds a tone sounds, to 5 ms."""
    return float(np.count_nonzero(_levels(samples, frequency) > 0.1)) * 0.005


def first(samples: Samples, frequency: float) -> float:
    """When a tone sounds first, in seconds."""
    return float(np.argmax(_levels(samples, frequency) > 0.1)) * 0.005


def _levels(samples: Samples, frequency: float) -> Samples:
    """The tone's peak level in every 10 ms, each 5 ms after the one before."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, RATE // 100)[:: RATE // 200]
    turns = np.exp(-2j * np.pi * frequency / RATE * np.arange(RATE // 100))
    return np.asarray(2 * np.abs(windows @ turns) / (RATE // 100))
