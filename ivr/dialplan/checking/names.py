"""Checks of names: what a document names must be there, in the centre or in the dialplan."""

from collections.abc import Iterator, Mapping

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.queues import Queue
from ivr.dialplan.checking.finding import Finding
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.messages import Message
from ivr.dialplan.node import ANY, EVERY_LANGUAGE, Kind, Reference
from ivr.dialplan.reading.faults import suggestion
from ivr.dialplan.reading.tree import Path

Known = Mapping[Kind, tuple[str, ...]]

_KINDS: Mapping[Kind, Message] = {
    "agent": Message("坐席", "agent"),
    "dialplan": Message("对话方案", "dialplan"),
    "hours": Message("工作时间", "opening hours"),
    "language": Message("语言", "language"),
    "profile": Message("服务方式", "profile"),
    "queue": Message("队列", "queue"),
    "rule": Message("规则", "rule"),
    "service": Message("服务", "service"),
    "skill": Message("技能", "skill"),
    "team": Message("班组", "team"),
    "trunk": Message("中继", "trunk"),
    "value": Message("收集的数字", "collected value"),
}

_NONE: Mapping[Kind, Message] = {
    "hours": Message("在 hours.yaml 中写出工作时间", "write them into hours.yaml"),
    "rule": Message("在 rules.yaml 中写出规则", "write them into rules.yaml"),
}


def known_names(centre: Centre, dialplans: tuple[str, ...], hours: tuple[str, ...] = ()) -> Known:
    """The names of every kind that the centre, its dialplans and its hours define."""
    return {
        "agent": (*centre.agents, *(agent.name for agent in centre.agents.values())),
        "dialplan": dialplans,
        "hours": hours,
        "language": centre.languages,
        "profile": tuple(centre.profiles),
        "queue": tuple(centre.queues),
        "service": tuple(centre.services),
        "skill": centre.skills,
        "team": tuple(centre.teams),
        "trunk": tuple(centre.trunks),
    }


def without(known: Known, kind: Kind) -> Known:
    """The names, those of a kind left out of which nothing is known: none of them is missed."""
    return {one: names for one, names in known.items() if one != kind}


def check_names(dialplan: Dialplan, known: Known) -> Iterator[Finding]:
    """The names in the nodes of a dialplan; values may come from any, for a contact carries them along."""
    for name, node in dialplan.nodes.items():
        for reference in node.references():
            yield from check_reference(reference, ("nodes", name), known)


def values_of(dialplan: Dialplan) -> tuple[str, ...]:
    """The values that callers have in a dialplan: what they give there, and what it is given."""
    given = (value for node in dialplan.nodes.values() for value in node.gives())
    return (*dialplan.arguments, *given)


def check_centre(centre: Centre, known: Known) -> Iterator[Finding]:
    """The names in the centre: skills, languages, surveys, the numbers' dialplans."""
    for reference in _references(centre):
        yield from check_reference(reference, (), known)


def _references(centre: Centre) -> Iterator[Reference]:
    for extension, agent in centre.agents.items():
        yield Reference("language", agent.language, ("agents", extension, "language"))
        for skill in agent.skills:
            yield Reference("skill", skill, ("agents", extension, "skills", skill))
        if agent.supervises != "all":
            for place, queue_name in enumerate(agent.supervises):
                yield Reference("queue", queue_name, ("agents", extension, "supervises", place))
    for team, members in centre.teams.items():
        for place, member in enumerate(members):
            yield Reference("agent", member, ("teams", team, place))
    for name, queue in centre.queues.items():
        yield from _routing_references(queue, ("queues", name))
        for skill in queue.needs:
            yield Reference("skill", skill, ("queues", name, "needs", skill))
        if queue.hours is not None:
            yield Reference("hours", queue.hours, ("queues", name, "hours"))
        if queue.survey is not None:
            yield Reference("dialplan", queue.survey, ("queues", name, "survey"))
    if centre.outside is not None:
        yield Reference("trunk", centre.outside.trunk, ("outside", "trunk"))
    if centre.crm is not None:
        yield Reference("service", centre.crm.service, ("crm", "service"))
    for dialled, number in centre.numbers.items():
        yield Reference("dialplan", number.dialplan, ("numbers", dialled, "dialplan"))
        yield Reference("language", number.language, ("numbers", dialled, "language"))


def _routing_references(queue: Queue, path: Path) -> Iterator[Reference]:
    for place, step in enumerate(queue.relax):
        for skill in step.needs:
            yield Reference("skill", skill, (*path, "relax", place, "needs", skill))
        if step.team is not None:
            yield Reference("team", step.team, (*path, "relax", place, "team"))


def check_reference(reference: Reference, above: Path, known: Known) -> Iterator[Finding]:
    """Whether what is named is there; names of which nothing is known are not missed."""
    names = known.get(reference.kind)
    if names is None:
        return
    # The skill of a caller's language is named like the language: each language must be a skill.
    wanted = known["language"] if reference.name == EVERY_LANGUAGE else (reference.name,)
    kind = _KINDS[reference.kind]
    if wanted == (ANY,):
        if not names:
            yield Finding(
                path=(*above, *reference.path),
                what=Message(f"没有定义任何{kind.zh}", f"there is no {kind.en}"),
                remedy=_NONE[reference.kind],
            )
        return
    for name in wanted:
        if name not in names:
            yield Finding(
                path=(*above, *reference.path),
                # A name that is itself a key (a skill among needs) is marked as such.
                at_key=reference.path[-1] == reference.name,
                what=Message(f"没有名为“{name}”的{kind.zh}", f'there is no {kind.en} "{name}"'),
                remedy=suggestion(name, names),
            )
