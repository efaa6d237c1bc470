"""Supervising: a supervisor listens to an agent's talk, whispers to him, or joins in.

His call is a contact of its own, and so is all that it makes; the talk he hears knows nothing of it.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from ivr.calls.caller.announcing import tell
from ivr.calls.leaving import over
from ivr.calls.outcomes import Outcome
from ivr.calls.own_call.visiting import visit
from ivr.calls.phases import Consulting, Phase, ServingAgent, Supervising, Talking
from ivr.calls.spoken import sentence
from ivr.calls.transition import Transition, stay
from ivr.dialplan.centre.centre import Centre
from ivr.telephony.commands import (
    Bridge,
    CloseBridge,
    Command,
    FindTalk,
    HangUp,
    OpenBridge,
    Play,
    SaveAudit,
    Snoop,
    StopPlayback,
    Unbridge,
    Whisper,
)
from ivr.telephony.events import (
    CallerLeft,
    CommandFailed,
    DigitPressed,
    Event,
    Observed,
    PromptFailed,
    PromptFinished,
    Resynced,
    SnoopEnded,
    SnoopStarted,
    TalkFound,
    TimedOut,
)
from ivr.telephony.ids import AgentId, ChannelId, bridge_of, playback_of, snoop_of

SECONDS_TO_ENTER = 10.0
"""After this long without the sentence's end and the snoop's start the supervisor is sent away."""

SECONDS_TO_FIND = 1.5
"""How long a talk is looked up again after an absence."""

WHISPERS: Mapping[str, Whisper] = {"listen": "none", "whisper": "out", "barge": "both"}
"""How a snoop is heard in each mode."""

MODE_KEYS: Mapping[str, str] = {"4": "listen", "5": "whisper", "6": "barge"}
"""The keys by which a supervisor changes the mode while he hears a talk."""


def supervisors_of(agent: AgentId, centre: Centre) -> tuple[AgentId, ...]:
    """The agents who supervise a queue whose calls this agent can take, without himself, by extension."""
    known = centre.agents.get(agent)
    skills = known.skills if known else {}
    queues = [
        name
        for name, queue in centre.queues.items()
        if all(skills.get(skill, 0) >= level for skill, level in queue.needs.items())
    ]
    return tuple(
        AgentId(other)
        for other, colleague in sorted(centre.agents.items())
        if other != agent and any(colleague.may_supervise(queue) for queue in queues)
    )


def leg_in_talk(phase: Phase, agent: AgentId) -> ChannelId | None:
    """The agent's channel in this contact, if he talks to its caller now, alone or with others."""
    match phase:
        case Consulting(talking=talking):
            return leg_in_talk(talking, agent)
        case Talking(agent=talker, leg=leg) if talker == agent:
            return leg
        case Talking(others=others):
            return next((party.leg for party in others if party.agent == agent), None)
        case _:
            return None


def begin_supervising(phase: ServingAgent, found: TalkFound, centre: Centre) -> Transition:
    """Whether the supervisor may hear the talk that was found; if so he does, or asks to be given it."""
    if not found.talk:
        return tell(phase.contact, ("not_talking",), found.at)
    supervisor = centre.agents.get(phase.agent)
    allowed = supervisor is not None and supervisor.may_supervise(found.queue)
    supervising = Supervising(
        contact=phase.contact,
        agent=phase.agent,
        watched=phase.about,
        talk=found.talk,
        heard=found.leg,
        mode=phase.code,
        snoop=snoop_of(phase.contact.id, 0),
        bridge=bridge_of(phase.contact.id, 1),
    )
    if not allowed:
        return tell(phase.contact, ("not_allowed",), found.at, (_audit(supervising, False),))
    if phase.code == "take_over":
        audit = (_audit(supervising, True),)
        return visit(phase.contact, phase.agent, phase.code, phase.about, found.at, audit)
    return _enter(supervising, found.at, (OpenBridge(supervising.bridge),))


def advance_supervising(phase: Supervising, event: Event) -> Transition:
    """The supervisor hears the talk until he, or the agent, is gone."""
    match event:
        case CallerLeft():
            gone = (HangUp(phase.snoop), CloseBridge(phase.bridge))
            return over(phase.contact, Outcome.FEATURE_CODE, event.at, gone)
        case PromptFinished(playback=phase.playback) | PromptFailed(playback=phase.playback):
            return _ready(replace(phase, playback=None))
        case SnoopStarted(snoop=phase.snoop) if not phase.started:
            return _ready(replace(phase, started=True))
        case DigitPressed(channel=phase.contact.channel, digit=digit) if digit in MODE_KEYS:
            return _switch(phase, MODE_KEYS[digit], event.at)
        case SnoopEnded(snoop=phase.snoop):
            return _leave(phase, "talk_over", event.at)
        case CommandFailed(about=phase.snoop | phase.bridge):
            return _leave(phase, "not_done", event.at)
        case TimedOut(until=phase.until):
            return _leave(phase, "not_done", event.at)
        case Resynced(observed=observed):
            return _see_supervising(phase, observed, event.at)
        case _:
            return stay(phase)


def _enter(phase: Supervising, at: float, before: tuple[Command, ...]) -> Transition:
    """Make a snoop of the phase's mode, and say meanwhile which mode that is."""
    contact = replace(phase.contact, plays=phase.contact.plays + 1, legs=phase.contact.legs + 1)
    entering = replace(
        phase,
        contact=contact,
        snoop=snoop_of(contact.id, contact.legs),
        started=False,
        playback=playback_of(contact.id, contact.plays),
        until=at + SECONDS_TO_ENTER,
    )
    assert entering.playback is not None
    said = (sentence(phase.mode, contact.language),)
    commands = (
        _audit(entering, True),
        Snoop(entering.snoop, phase.heard, WHISPERS[phase.mode]),
        Play(entering.playback, contact.channel, said),
    )
    return Transition(entering, (*before, *commands))


def _audit(phase: Supervising, allowed: bool) -> SaveAudit:
    key = f"{phase.contact.id}.audit.{phase.contact.legs}"
    return SaveAudit(key, phase.agent, phase.mode, phase.watched, phase.talk, allowed)


def _ready(phase: Supervising) -> Transition:
    """The supervisor meets the snoop once he has heard the mode and it is there."""
    if phase.playback is not None or not phase.started:
        return Transition(phase)
    meet = Bridge(phase.bridge, (phase.contact.channel, phase.snoop))
    return Transition(replace(phase, until=None), (meet,))


def _switch(phase: Supervising, mode: str, at: float) -> Transition:
    """Another mode is another snoop: how one is heard is settled when it is made."""
    if mode == phase.mode:
        return stay(phase)
    return _enter(replace(phase, mode=mode), at, (*_apart(phase), HangUp(phase.snoop)))


def _apart(phase: Supervising) -> tuple[Command, ...]:
    """The supervisor out of the bridge and in silence, so that he hears the next sentence."""
    hush = (StopPlayback(phase.playback),) if phase.playback else ()
    return (*hush, Unbridge(phase.bridge, phase.contact.channel))


def _leave(phase: Supervising, name: str, at: float) -> Transition:
    tidy = (*_apart(phase), HangUp(phase.snoop), CloseBridge(phase.bridge))
    return tell(phase.contact, (name,), at, tidy)


def _see_supervising(phase: Supervising, observed: Observed, at: float) -> Transition:
    """What there is after an absence; a snoop that is gone is made again if the talk goes on."""
    if phase.snoop not in observed.channels:
        serving = ServingAgent(
            contact=phase.contact,
            agent=phase.agent,
            code=phase.mode,
            about=phase.watched,
            until=at + SECONDS_TO_FIND,
        )
        tidy = (*_apart(phase), CloseBridge(phase.bridge))
        return Transition(serving, (*tidy, FindTalk(phase.watched)))
    if observed.bridged.issuperset((phase.contact.channel, phase.snoop)):
        return Transition(replace(phase, started=True, playback=None, until=None))
    heard = phase.playback if phase.playback in observed.playbacks else None
    back = replace(phase, started=True, playback=heard)
    ready = _ready(back)
    return Transition(ready.phase, (OpenBridge(phase.bridge), *ready.commands))
