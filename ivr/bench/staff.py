"""The staff: the agents of the benchmark in groups, as our centre document and as native queues."""

import json
from collections.abc import Mapping

GROUPS: Mapping[str, tuple[str, ...]] = {
    "one": ("8001",),
    "ten": tuple(str(extension) for extension in range(8101, 8111)),
    "crowd": tuple(str(extension) for extension in range(8201, 8361)),
}
"""The agents of each queue: a queue, a skill and a group have one name."""

ALL = tuple(extension for group in GROUPS.values() for extension in group)

NUMBERS = {"4000": "answer", "4001": "key", "4002": "wait_one", "4003": "wait_ten", "4004": "contact"}
"""What is dialled on both sides, and our dialplan for it."""

SURVEYED = "crowd"


def centre_document() -> str:
    """``centre.yaml``: agents are free again as soon as they have hung up."""
    agents = {
        extension: {"name": f"Agent {extension}", "skills": {group: 5}}
        for group, extensions in GROUPS.items()
        for extension in extensions
    }
    centre = {
        "name": {"en": "Benchmark"},
        "languages": ["en"],
        "notice": False,
        "skills": list(GROUPS),
        "agents": agents,
        "queues": {group: _queue(group) for group in GROUPS},
        "numbers": {number: {"dialplan": dialplan} for number, dialplan in NUMBERS.items()},
    }
    # JSON is YAML.
    return json.dumps(centre, indent=1)


def queues_configuration() -> str:
    """The same queues for ``queues.conf``."""
    return "\n".join(
        line
        for group, extensions in GROUPS.items()
        for line in (f"[{group}](compared)", *(f"member => PJSIP/{extension}" for extension in extensions))
    )


def _queue(group: str) -> dict[str, object]:
    queue = {"name": {"en": group}, "needs": {group: 1}, "wrap_up_seconds": 0, "max_wait_seconds": 600}
    return {**queue, "survey": "opinion"} if group == SURVEYED else queue
