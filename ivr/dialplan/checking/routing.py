"""Checks of routing: teams, relaxations and certified skills that contradict each other."""

from collections.abc import Iterator

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.queues import Queue
from ivr.dialplan.checking.finding import Finding
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.tree import Path


def check_routing(centre: Centre) -> Iterator[Finding]:
    """Agents in two teams, steps that go backwards or nowhere, certified skills that are not needed."""
    yield from _check_teams(centre)
    for name, queue in centre.queues.items():
        yield from _check_steps(queue, ("queues", name, "relax"))
        yield from _check_certified(queue, ("queues", name))


def _check_teams(centre: Centre) -> Iterator[Finding]:
    team_of: dict[str, str] = {}
    for team, agents in centre.teams.items():
        for index, agent in enumerate(agents):
            first = team_of.setdefault(agent, team)
            if first != team or agent in agents[:index]:
                yield Finding(
                    path=("teams", team, index),
                    what=Message(
                        f"坐席 {agent} 已在班组“{first}”中", f'agent {agent} is in team "{first}" already'
                    ),
                    remedy=Message(
                        "每个坐席只属于一个班组，删去其中一处", "an agent is in one team: remove one of them"
                    ),
                )


def _check_steps(queue: Queue, path: Path) -> Iterator[Finding]:
    before = 0.0
    for index, step in enumerate(queue.relax):
        if step.after <= before:
            yield Finding(
                path=(*path, index, "after"),
                what=Message(
                    f"这一步的等待秒数 {step.after:g} 不大于上一步的 {before:g}",
                    f"this step comes after {step.after:g} s, not later than the one before ({before:g} s)",
                ),
                remedy=Message("各步按等待时间从小到大写", "write the steps in the order of the wait"),
            )
        before = step.after
        if not step.needs and step.team is None:
            yield Finding(
                path=(*path, index),
                what=Message("这一步没有写需要什么", "this step does not say what is needed"),
                remedy=Message("写 needs 或 team", "write needs or team"),
            )


def _check_certified(queue: Queue, path: Path) -> Iterator[Finding]:
    for index, skill in enumerate(queue.certified):
        least = queue.needs.get(skill)
        if least is None:
            yield Finding(
                path=(*path, "certified", index),
                what=Message(
                    f"需持证的技能“{skill}”不在队列的 needs 中",
                    f'the certified skill "{skill}" is none of the queue\'s needs',
                ),
                remedy=Message(f"在 needs 中加上 {skill}: 等级", f"add {skill} with its level to needs"),
            )
            continue
        for number, step in enumerate(queue.relax):
            if step.needs.get(skill, least) < least:
                yield Finding(
                    path=(*path, "relax", number, "needs", skill),
                    what=Message(
                        f"需持证的技能“{skill}”不能放宽到 {least} 以下",
                        f'the certified skill "{skill}" cannot relax below {least}',
                    ),
                    remedy=Message("从这一步删去它：它始终有效", "leave it out of the step: it always holds"),
                )
