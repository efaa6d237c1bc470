"""Checks of simulated callers: whom and what they name must be there, or they prove nothing."""

from collections.abc import Iterable, Iterator, Mapping

from ivr.dialplan.callers.caller import Caller
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.introductions import introductions
from ivr.dialplan.checking.finding import Finding
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.faults import suggestion
from ivr.dialplan.reading.tree import Path


def check_callers(dialplan: Dialplan, dialplans: Mapping[str, Dialplan], centre: Centre) -> Iterator[Finding]:
    """Nodes, queues, agents, numbers, languages and words that there are not."""
    nodes = tuple(
        dict.fromkeys((*dialplan.nodes, *(node for one in dialplans.values() for node in one.nodes)))
    )
    for place, caller in enumerate(dialplan.callers):
        at: Path = ("callers", place)
        yield from _places(caller, at, nodes, centre)
        yield from _people(caller, at, centre)
        yield from _words(caller, at, nodes, dialplans, centre)


def _places(caller: Caller, at: Path, nodes: tuple[str, ...], centre: Centre) -> Iterator[Finding]:
    where = caller.reached
    if where.node is not None and where.node not in nodes:
        path = (*at, "reached", "node") if where.queue or where.agent or where.outcome else (*at, "reached")
        yield _unknown(path, Message("节点", "node"), where.node, nodes)
    if where.queue is not None and where.queue not in centre.queues:
        yield _unknown((*at, "reached", "queue"), Message("队列", "queue"), where.queue, centre.queues)
    if caller.dials is not None and centre.house_number(caller.dials) is None:
        yield _unknown((*at, "dials"), Message("号码", "number"), caller.dials, centre.numbers)
    if caller.language is not None and caller.language not in centre.languages:
        yield _unknown((*at, "language"), Message("语言", "language"), caller.language, centre.languages)


def _people(caller: Caller, at: Path, centre: Centre) -> Iterator[Finding]:
    known = (*centre.agents, *(agent.name for agent in centre.agents.values()))
    for agent in caller.agents or ():
        if agent not in known:
            yield _unknown((*at, "agents", agent), Message("坐席", "agent"), agent, known, at_key=True)
    if caller.reached.agent is not None and caller.reached.agent not in known:
        yield _unknown((*at, "reached", "agent"), Message("坐席", "agent"), caller.reached.agent, known)


def _words(
    caller: Caller, at: Path, nodes: tuple[str, ...], dialplans: Mapping[str, Dialplan], centre: Centre
) -> Iterator[Finding]:
    for field, listed in (("heard", caller.heard), ("not_heard", caller.not_heard)):
        for place, what in enumerate(listed):
            if what not in nodes and not _is_said(what, dialplans, centre):
                yield Finding(
                    path=(*at, field, place),
                    what=Message(
                        f"“{what}”既不是节点，也没有提示语这样说",
                        f'"{what}" is no node, and no prompt says it',
                    ),
                    remedy=suggestion(what, nodes),
                )


def _is_said(words: str, dialplans: Mapping[str, Dialplan], centre: Centre) -> bool:
    own = (*centre.prompts(), *introductions(centre))
    prompts = (*own, *(prompt for one in dialplans.values() for prompt in one.prompts(centre.languages)))
    return any(words in prompt.text for prompt in prompts)


def _unknown(path: Path, kind: Message, name: str, known: Iterable[str], *, at_key: bool = False) -> Finding:
    return Finding(
        path=path,
        what=Message(f"没有名为“{name}”的{kind.zh}", f'there is no {kind.en} "{name}"'),
        remedy=suggestion(name, known),
        at_key=at_key,
    )
