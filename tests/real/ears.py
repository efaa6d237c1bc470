"""Ears: what somebody heard, in seconds and in prompts; all samples are 8 kHz."""

from ivr.phones.listening import Samples, find, longest_silence, tone_share

RATE = 8000
LIKE_ENOUGH = 0.5
"""A prompt with a score (0 to 1) of this much or more was heard."""
_END_SECONDS = 0.35
_END_LIKE_ENOUGH = 0.4
"""An end is one piece, of which a slip of the jitter buffer may leave half."""
_SLIPS = 0.25


def seconds_of(samples: Samples, frequency: float) -> float:
    """For how many seconds a tone (hertz) carries most of the sound."""
    return tone_share(samples, RATE, frequency) * samples.size / RATE


def hears(samples: Samples, prompt: Samples) -> bool:
    """Whether the prompt is in what was heard."""
    return find(prompt, samples, RATE).score >= LIKE_ENOUGH


def hears_whole(samples: Samples, prompt: Samples) -> bool:
    """Whether the prompt is in what was heard from its beginning to its end, and was said but once."""
    end = round(_END_SECONDS * RATE)
    first, last = find(prompt[:end], samples, RATE), find(prompt[-end:], samples, RATE)
    apart = (prompt.size - end) / RATE
    at_their_places = abs(last.offset - first.offset - apart) <= _SLIPS
    return hears(samples, prompt) and at_their_places and min(first.score, last.score) >= _END_LIKE_ENOUGH


def hears_in_order(samples: Samples, *prompts: Samples) -> bool:
    """Whether all prompts are in what was heard, one after the other."""
    found = [find(prompt, samples, RATE) for prompt in prompts]
    offsets = [one.offset for one in found]
    return all(one.score >= LIKE_ENOUGH for one in found) and offsets == sorted(offsets)


def dead_air(samples: Samples) -> float:
    """The longest silence in seconds."""
    return longest_silence(samples, RATE, 0.003)


def between(samples: Samples, begin: float, end: float) -> Samples:
    """What was heard from one second to another."""
    return samples[max(0, round(begin * RATE)) : round(end * RATE)]
