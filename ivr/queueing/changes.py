"""Changes: what a contact's commands, and the centre itself, mean to the routing board."""

import routing
from ivr.calls.talk.sending import named_agent, supervisor_of
from ivr.dialplan.centre.centre import Centre
from ivr.queueing.relaxing import relaxations
from ivr.telephony.commands import (
    Dequeue,
    Enqueue,
    MarkRinging,
    ReleaseMissed,
    ReleaseToWrapUp,
    Seat,
    Take,
)
from ivr.telephony.events import AgentOffered
from ivr.telephony.ids import AgentId, PlaceId, owner

RoutingCommand = Enqueue | Dequeue | MarkRinging | Seat | Take | ReleaseMissed | ReleaseToWrapUp
"""The commands that are the board's to carry out."""


def change_of(command: RoutingCommand, centre: Centre) -> routing.Change:
    """What the command changes on the board."""
    match command:
        case Enqueue(place=place, queue=queue, needs=needs, priority=priority, since=since):
            return queued(centre, place, queue, needs, priority, since, command.entered)
        case Dequeue(place=place):
            return routing.CallGone(place)
        case MarkRinging(place=place, agent=agent):
            return routing.AgentRings(agent, place)
        case Take(place=place, agent=agent):
            facts = queued(centre, place, command.queue, command.needs, command.priority, command.since)
            return routing.CallTaken(agent, facts)
        case Seat(place=place, agent=agent):
            return routing.CallAnswered(agent, place)
        case ReleaseMissed(place=place, agent=agent, cause=cause):
            return routing.OfferMissed(agent, place, cause)
        case ReleaseToWrapUp(place=place, agent=agent):
            return routing.TalkEnded(agent, place)


def queued(
    centre: Centre,
    place: PlaceId,
    queue: str,
    needs: dict[str, int],
    priority: int,
    since: float,
    entered: float = 0.0,
) -> routing.CallQueued:
    """What the board has to know of a call that waits at ``place`` since then (epoch seconds).

    ``entered`` is when it came into this queue, if that was later.
    """
    known = centre.queues.get(queue)
    if known is None:
        return routing.CallQueued(call=place, queue=queue, needs=needs, priority=priority, since=since)
    return routing.CallQueued(
        call=place,
        queue=queue,
        needs=needs,
        priority=priority,
        since=since,
        strategy=known.strategy,
        wrap_up_seconds=float(known.wrap_up_seconds),
        relax=relaxations(known, needs, max(since, entered)),
        care=routing.Care(centre.care.after, float(centre.care.wrap_up_seconds)) if known.hard else None,
    )


def told_to_contact(offer: routing.Offer, at: float) -> AgentOffered:
    """An offer of the board's, as the contact hears of it."""
    place = PlaceId(offer.call)
    return AgentOffered(contact=owner(place), at=at, place=place, agent=AgentId(offer.agent))


def agents_of(centre: Centre) -> dict[str, routing.Agent]:
    """The centre's agents as the router knows them; each has the skill of being himself.

    Who may supervise a queue has the skill of that, too, and who is of a team that of being so.
    """
    agents: dict[str, routing.Agent] = {}
    for place, (agent, known) in enumerate(centre.agents.items()):
        skills = dict(known.skills) | named_agent(AgentId(agent))
        for team, members in centre.teams.items():
            if agent in members:
                skills |= routing.of_team(team)
        for queue in centre.queues:
            if known.may_supervise(queue):
                skills |= supervisor_of(queue)
        agents[agent] = routing.Agent(agent, skills, place)
    return agents


def pause_after(centre: Centre) -> routing.PauseAfter:
    """After how many missed offers an agent is paused."""
    after = centre.pause_after
    return routing.PauseAfter(after.missed, after.declined, after.unreachable)
