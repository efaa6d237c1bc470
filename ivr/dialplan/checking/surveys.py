"""Checks of surveys: a dialplan that follows a talk leads nowhere but to its end."""

from collections.abc import Iterator, Mapping

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.checking.finding import Finding
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.messages import Message

_ONWARD = ("agent", "dialplan", "queue", "rule", "trunk")
"""What a survey may not name: callers would be led on by it."""


def check_surveys(centre: Centre, dialplans: Mapping[str, Dialplan]) -> Iterator[Finding]:
    """Queues whose survey would hand the caller on, to a queue or a telephone number."""
    for name, queue in centre.queues.items():
        survey = dialplans.get(queue.survey) if queue.survey is not None else None
        node = next(_leading_on(survey), None) if survey is not None else None
        if survey is not None and node is not None:
            yield Finding(
                path=("queues", name, "survey"),
                what=Message(
                    f"调查“{survey.name}”不能转接，但节点“{node}”会转接",
                    f'the survey "{survey.name}" cannot hand callers on, but its node "{node}" does',
                ),
                remedy=Message(
                    "调查中只用 say、menu、collect、branch、question 和 hang_up 节点",
                    "use say, menu, collect, branch, question and hang_up nodes only in a survey",
                ),
            )


def _leading_on(survey: Dialplan) -> Iterator[str]:
    for name, node in survey.nodes.items():
        if any(reference.kind in _ONWARD for reference in node.references()):
            yield name
