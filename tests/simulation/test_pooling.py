"""Resource pooling: a little cross-training does nearly as much as all of it.

R. B. Wallace, W. Whitt: A Staffing Algorithm for Call Centers with Skill-Based Routing, Manufacturing &
Service Operations Management 7(4), 2005: six types of calls, 90 agents, 120 lines, mean service 10 minutes,
every pair of skills alike often.
"""

from itertools import permutations
from typing import Any

from tests.simulation.scenarios import run

TYPES = tuple(f"c{number}" for number in range(6))


def mean_wait(agents: list[dict[str, Any]]) -> float:
    """Of all who got a line, in seconds."""
    ten_minutes = {"exponential": 600}
    classes = [
        {"name": name, "per_minute": 1.4, "needs": {name: 1}, "handle_seconds": ten_minutes} for name in TYPES
    ]
    answer = run(classes=classes, agents=agents, lines=120)
    waits = [(each.mean_wait_seconds or 0, each.answered) for each in answer.classes.values()]
    return sum(wait * answered for wait, answered in waits) / sum(answered for _, answered in waits)


def test_two_skills_each_recover_95_percent_of_what_all_six_gain() -> None:
    one = mean_wait([{"name": name, "count": 15, "skills": {name: 1}} for name in TYPES])
    pairs = list(permutations(TYPES, 2))
    two = mean_wait([{"name": f"{a}_{b}", "count": 3, "skills": {a: 1, b: 1}} for a, b in pairs])
    every = mean_wait([{"name": "all", "count": 90, "skills": dict.fromkeys(TYPES, 1)}])

    assert every < two < one
    assert (one - two) / (one - every) >= 0.95
