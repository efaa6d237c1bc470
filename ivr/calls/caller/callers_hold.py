"""The caller's hold: he puts us on hold, in whatever phase, and comes back to where he was."""

from msgspec.structs import replace

from ivr.calls.belongings import legs_of
from ivr.calls.phases import SECONDS_ON_HOLD, Connected, InDialplan, Phase, Ringing, Surveying, Talking
from ivr.calls.talk.holding import music
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import Command, StartMusic, StopMusic, StopPlayback
from ivr.telephony.events import (
    DigitPressed,
    Event,
    Held,
    Observed,
    PromptFailed,
    PromptFinished,
    Resynced,
    Retrieved,
    TimedOut,
)
from ivr.telephony.ids import ChannelId


def held(phase: Phase, event: Event, edition: Edition) -> Transition | None:
    """The step of a caller who begins to hold us or who does so, where it is another than without that.

    Nothing is said to somebody who does not listen: a dialplan stands still until he is back.  An agent
    or a number hears music meanwhile, which some bridges do not give them.
    """
    since = phase.contact.on_hold_since
    match event:
        case Held(channel=phase.contact.channel):
            return Transition(
                _noted(phase, since or event.at, phase.contact.on_hold_in_talks),
                () if since else _hush(phase, edition),
            )
        case DigitPressed() | PromptFinished() | PromptFailed() if since and _listens(phase):
            return Transition(phase)
        case TimedOut() if since and _listens(phase) and event.at < since + SECONDS_ON_HOLD:
            return Transition(phase)
        case _:
            return None


def back(phase: Phase, event: Event) -> tuple[Phase, Event, tuple[Command, ...]]:
    """The phase of a caller who is back, what that means to it, and what is to be done first.

    He is back when he says so, when his time is up, and, to be safe, when we were away ourselves.
    """
    contact = phase.contact
    if contact.on_hold_since is None or not _is_back(phase, event):
        return phase, event, ()
    here = _noted(phase, None, contact.held_in_talks(event.at))
    if not isinstance(here, InDialplan | Surveying):
        return here, event, tuple(StopMusic(leg) for leg in _alone(here))
    playing = here.position.playing
    again = Resynced(
        contact=event.contact, at=event.at, observed=Observed(channels=frozenset({contact.channel}))
    )
    return here, again, () if playing is None else (StopPlayback(playing),)


def meanwhile(before: Phase, transition: Transition, edition: Edition) -> Transition:
    """The step, and music for whoever is now alone with a caller who holds, but none in a conference."""
    after = transition.phase
    if after.contact.on_hold_since is None or _alone(after) == _alone(before):
        return transition
    joined = legs_of(after) if isinstance(after, Talking | Connected) and after.others else ()
    stop = tuple(StopMusic(leg) for leg in _alone(before) if leg in joined)
    return Transition(after, (*transition.commands, *stop, *_music(after, edition)))


def _is_back(phase: Phase, event: Event) -> bool:
    match event:
        case Retrieved(channel=phase.contact.channel) | Resynced():
            return True
        case TimedOut():
            return _listens(phase)
        case _:
            return False


def _listens(phase: Phase) -> bool:
    return isinstance(phase, InDialplan | Surveying)


def _hush(phase: Phase, edition: Edition) -> tuple[Command, ...]:
    if isinstance(phase, InDialplan | Surveying) and phase.position.playing is not None:
        return (StopPlayback(phase.position.playing),)
    return _music(phase, edition)


def _music(phase: Phase, edition: Edition) -> tuple[StartMusic, ...]:
    talks = phase.contact.talks
    return tuple(music(leg, talks[-1].queue if talks else "", edition) for leg in _alone(phase))


def _alone(phase: Phase) -> tuple[ChannelId, ...]:
    """Who would hear nothing while the caller holds; who holds by a code hears music of his own."""
    match phase:
        case Talking(leg=leg, others=(), apart=False) | Connected(leg=leg, others=()):
            return (leg,)
        case _:
            return ()


def _noted(phase: Phase, since: float | None, in_talks: float) -> Phase:
    contact = replace(phase.contact, on_hold_since=since, on_hold_in_talks=in_talks)
    if isinstance(phase, Ringing):
        return replace(phase, contact=contact, waiting=replace(phase.waiting, contact=contact))
    return replace(phase, contact=contact)
