"""Restoring: the board as the contacts' phases imply it, for a server that begins and for one that looks."""

from collections.abc import Iterable

import routing
from ivr.calls.phases import Consulting, Phase, Ringing, Talking, Waiting
from ivr.dialplan.centre.centre import Centre
from ivr.queueing.changes import queued
from ivr.telephony.ids import AgentId, PlaceId


def restored(
    centre: Centre, phases: Iterable[Phase], shifts: Iterable[routing.AgentStanding]
) -> routing.Restored:
    """The board from the contacts that live, and from how their agents stood without a call."""
    calls: list[routing.CallQueued] = []
    standings = {standing.agent: standing for standing in shifts}
    for phase in phases:
        match phase:
            case Waiting():
                calls.append(_waiting(centre, phase))
            case Ringing(agent=agent, waiting=waiting):
                calls.append(_waiting(centre, waiting))
                ringing = routing.AgentState.RINGING
                before = standings.get(agent)
                standings[agent] = _with_call(before, agent, ringing, waiting.place, waiting.since)
            case Talking() | Consulting():
                _restore_talks(centre, phase, calls, standings)
            case _:
                pass
    return routing.Restored(tuple(standings.values()), tuple(calls))


def _restore_talks(
    centre: Centre,
    phase: Talking | Consulting,
    calls: list[routing.CallQueued],
    standings: dict[str, routing.AgentStanding],
) -> None:
    """The agents who talk, and who is consulted or awaited by one of them."""
    state = routing.AgentState.TALKING
    for talk in phase.contact.talks:
        if talk.until is None:
            calls.append(queued(centre, talk.place, talk.queue, talk.needs, talk.priority, talk.queued_at))
            before = standings.get(talk.agent)
            standings[talk.agent] = _with_call(before, talk.agent, state, talk.place, talk.since)
    if isinstance(phase, Talking) or not phase.place:
        return
    calls.append(queued(centre, phase.place, phase.queue, phase.needs, phase.priority, phase.since))
    if phase.party is not None:
        agent, stage = phase.party.agent, state if phase.met else routing.AgentState.RINGING
        before = standings.get(agent)
        standings[agent] = _with_call(before, agent, stage, phase.place, phase.since)


def _waiting(centre: Centre, phase: Waiting) -> routing.CallQueued:
    waits = (phase.place, phase.queue, phase.needs, phase.priority, phase.since, phase.entered)
    return queued(centre, *waits)


def _with_call(
    stored: routing.AgentStanding | None,
    agent: AgentId,
    state: routing.AgentState,
    place: PlaceId,
    since: float,
) -> routing.AgentStanding:
    """The agent with his call; a sign-out or a pause that waits for its end still does."""
    return routing.AgentStanding(
        agent=agent,
        state=state,
        since=since,
        call=place,
        reason=stored.reason if stored else None,
        signed_in=stored.signed_in if stored else True,
        reachable=True,
    )
