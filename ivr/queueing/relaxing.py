"""Relaxing: what a call in a queue will need later, from the queue's steps and the call's own needs."""

from collections.abc import Mapping

import routing
from ivr.dialplan.centre.queues import Queue
from ivr.dialplan.centre.relaxing import Step


def relaxations(queue: Queue, needs: Mapping[str, int], began: float) -> tuple[routing.Relaxation, ...]:
    """The steps of a call that needs ``needs`` and began to wait in the queue then (epoch seconds).

    A call that waits for somebody by name, or for a supervisor, does not relax with the queue.
    """
    if not all(routing.is_learned(skill) for skill in needs):
        return ()
    return tuple(routing.Relaxation(began + step.after, _relaxed(queue, needs, step)) for step in queue.relax)


def _relaxed(queue: Queue, needs: Mapping[str, int], step: Step) -> dict[str, int]:
    """The step's needs, the call's own that the step does not name, and all that are certified."""
    own = {skill: level for skill, level in needs.items() if queue.needs.get(skill) != level}
    later = {**own, **step.needs}
    for skill in queue.certified:
        if skill in needs:
            later[skill] = max(needs[skill], later.get(skill, 0))
    return later | (routing.of_team(step.team) if step.team is not None else {})
