"""Deciding: what an expression in a document knows at a node, and what is wrong with one."""

from collections.abc import Callable, Iterator
from typing import Annotated

from msgspec.structs import replace
from pydantic import AfterValidator

from ivr.dialplan import conditions
from ivr.dialplan.conditions import Known
from ivr.dialplan.document import complaint
from ivr.dialplan.messages import Message
from ivr.dialplan.node import ANY, Here, Reference, Stay
from ivr.dialplan.reading.tree import Path
from ivr.telephony.ids import effect_of
from ivr.telephony.numbers import WITHHELD


def known_at(here: Here) -> Known:
    """What expressions know of the contact at a node."""
    facts, position = here.facts, here.position
    return Known(
        caller=facts.caller,
        dialled=facts.dialled,
        language=here.language,
        values=position.values,
        caller_withheld=facts.caller == WITHHELD,
        customer=facts.customer,
        history=facts.history,
        at=here.at,
        openings=here.surroundings.openings,
        queue=facts.queue,
        agent=facts.agent,
        verified=position.verified,
        priority=position.priority,
        profile=position.profile,
        tags=position.tags,
    )


def who_calls(here: Here) -> Stay | None:
    """The wait until it is known who calls; None when it is, or when that is waited for no longer."""
    if here.facts.customer_due <= here.at:
        return None
    asked = effect_of(here.facts.contact, 0)
    return Stay(replace(here.position, awaiting=asked, until=here.facts.customer_due))


def decided(here: Here) -> Here:
    """The contact that waits no longer for who calls."""
    return here.moved(replace(here.position, awaiting=None, until=None))


def references_in(expression: str, path: Path) -> Iterator[Reference]:
    """The values and hours that an expression names."""
    for value in conditions.values_in(expression):
        yield Reference("value", value, path)
    for hours in conditions.hours_in(expression):
        yield Reference("hours", hours or ANY, path)


def _checked(compile: Callable[[str], object]) -> Callable[[str], str]:
    def checked(expression: str) -> str:
        try:
            compile(expression)
        except conditions.ConditionError as error:
            raise complaint(
                Message(f"条件有误：{error.reason}", f"the condition is wrong: {error.reason}"),
                _REMEDY,
                offset=error.offset,
            ) from None
        return expression

    return checked


_REMEDY = Message(
    "可用的名称：caller、caller_withheld、dialled、language、values.名称、customer.tier 等（见参考），"
    'open("名称")、closed、contacts(7d)；文字要加英文引号，比较用 ==',
    "it may name caller, caller_withheld, dialled, language, values.NAME, customer.tier and others "
    '(see the reference), open("NAME"), closed, contacts(7d); quote texts, compare with ==',
)

Condition = Annotated[str, AfterValidator(_checked(conditions.compile))]
"""An expression that is true or false."""

Expression = Annotated[str, AfterValidator(_checked(conditions.compile_text))]
"""An expression that gives a text or a number."""
