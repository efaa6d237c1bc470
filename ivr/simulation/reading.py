"""Reading a scenario: from the bytes of its file to the scenario, or to everything that is wrong with it."""

from collections.abc import Iterator

from ivr.dialplan.checking.finding import Finding, problems_of
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.faults import suggestion
from ivr.dialplan.reading.problems import Problem
from ivr.dialplan.reading.reading import read_document, read_tree
from ivr.dialplan.reading.tree import Tree
from ivr.simulation.scenario import ContactClass, Scenario
from routing import STRATEGIES, can_take


def read_scenario(file: str, content: bytes) -> Scenario | tuple[Problem, ...]:
    """The scenario of that file, or every problem that keeps it from being one."""
    tree = read_tree(file, content)
    if not isinstance(tree, Tree):
        return tree
    scenario = read_document(Scenario, tree)
    problems = tuple(problems_of(_findings(scenario), tree)) if isinstance(scenario, Scenario) else scenario
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column))) or scenario


def _findings(scenario: Scenario) -> Iterator[Finding]:
    yield from _twice("classes", tuple(group.name for group in scenario.classes))
    yield from _twice("agents", tuple(group.name for group in scenario.agents))
    if scenario.strategy not in STRATEGIES:
        yield Finding(
            path=("strategy",),
            what=Message(f"没有“{scenario.strategy}”这种策略", f'there is no strategy "{scenario.strategy}"'),
            remedy=suggestion(scenario.strategy, STRATEGIES),
        )
    if scenario.warm_up >= scenario.contacts:
        yield Finding(path=("warm_up",), what=_NOTHING_COUNTED, remedy=_LESS_WARM_UP)
    for number, contacts in enumerate(scenario.classes):
        yield from _unanswerable(scenario, contacts, number)


def _twice(kind: str, names: tuple[str, ...]) -> Iterator[Finding]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Finding(
                path=(kind, number, "name"),
                what=Message(f"“{name}”出现了两次", f'"{name}" is there twice'),
                remedy=Message("每个名称只用一次：改名或合并", "give each a name of its own, or merge them"),
            )


def _unanswerable(scenario: Scenario, contacts: ContactClass, number: int) -> Iterator[Finding]:
    path = ("classes", number, "needs")
    known = tuple(dict.fromkeys(skill for group in scenario.agents for skill in group.skills))
    unknown = [skill for skill in contacts.needs if skill not in known]
    for skill in unknown:
        what = Message(f"没有坐席有技能“{skill}”", f'no agent has the skill "{skill}"')
        yield Finding(path=(*path, skill), at_key=True, what=what, remedy=suggestion(skill, known))
    if not unknown and not any(can_take(group.skills, contacts.needs) for group in scenario.agents):
        yield Finding(path=path, what=_NOBODY, remedy=_LESS_NEEDS)


_NOTHING_COUNTED = Message(
    "预热的联络数不小于总数，没有可统计的", "nothing is left to be counted after the warm-up"
)
_LESS_WARM_UP = Message("写一个小于 contacts 的数", "write less than contacts")
_NOBODY = Message(
    "没有坐席能接这类联络：没有人具备全部技能和等级", "no agent has all of these skills at these levels"
)
_LESS_NEEDS = Message(
    "降低要求，或给某组坐席加上技能", "ask for less, or give the skills to a group of agents"
)
