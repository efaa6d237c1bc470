"""Listening: a prompt is given a bounded time, so that nobody waits for ever for word of its end."""

from msgspec.structs import replace

from ivr.calls.phases import InDialplan, Surveying
from ivr.calls.transition import Transition
from ivr.dialplan.step import Step
from ivr.telephony.commands import Play
from ivr.telephony.events import Event, PromptFinished, TimedOut

SECONDS_BEYOND_WORDS = 60.0
SECONDS_A_CHARACTER = 0.5
"""Slower than anybody speaks, in either language."""


def bound(step: Step, at: float) -> float | None:
    """When the prompt that this step begins counts as over (epoch seconds); None if it begins none."""
    for command in step.commands:
        if isinstance(command, Play) and command.playback == step.position.playing:
            characters = sum(len(prompt.text) for prompt in command.prompts)
            return at + SECONDS_BEYOND_WORDS + SECONDS_A_CHARACTER * characters
    return None


def overdue(phase: InDialplan | Surveying, event: Event) -> PromptFinished | None:
    """The end of the prompt that nobody told, once its time has come."""
    playing = phase.position.playing
    match event:
        case TimedOut(until=phase.prompt_until) if playing is not None:
            return PromptFinished(contact=event.contact, at=event.at, playback=playing)
        case _:
            return None


def still_bounded(before: InDialplan | Surveying, transition: Transition) -> Transition:
    """The transition with the bound of a prompt that plays on through it."""
    after = transition.phase
    if isinstance(after, InDialplan | Surveying) and after.position.playing == before.position.playing:
        kept = replace(after, prompt_until=before.prompt_until)
        return Transition(kept, transition.commands)
    return transition
