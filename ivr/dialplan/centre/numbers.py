"""A number that callers dial, as ``centre.yaml`` has it, and which of them was dialled."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Self

from pydantic import AfterValidator

from ivr.dialplan.centre.notices import Notice
from ivr.dialplan.document import Document, Language, Name, Shape, complaint
from ivr.dialplan.messages import Message
from ivr.telephony.numbers import NumberingPlan, is_country, national, normal

Dialled = Annotated[
    str,
    Shape(
        r"\+?[0-9](?:[0-9 ()-]{0,28}[0-9])?",
        "号码由数字组成，可以 + 开头，中间可以有空格、- 和括号",
        "a number has digits, after a + if need be, and spaces, - and brackets between them",
    ),
]
"""A number that callers dial, in any spelling."""


def _known_country(code: str) -> str:
    if is_country(code):
        return code
    raise complaint(
        Message(f"没有国家或地区代码“{code}”", f'there is no country "{code}"'),
        Message("写两个大写字母的代码，如 CN、HK、DE", "write its two capital letters, such as CN, HK, DE"),
    )


Country = Annotated[str, AfterValidator(_known_country)]
"""A country by its ISO 3166 code."""

AreaCode = Annotated[
    str,
    Shape("[0-9]{0,6}", '区号只含数字，如 "010"，要加引号', 'an area code has digits, in quotes: "010"'),
]
"""An area code, with or without the prefix for calls out of town; empty where there is none."""


class Number(Document):
    """What a dialled number leads to, and the language in which its callers are met.

    ``notice`` is None where its callers hear none, and counts only where the document has it.
    """

    dialplan: Name
    language: Language = ""
    notice: Notice = None

    def speaking(self, language: str) -> Self:
        """The number with that language, if the document names none."""
        return self if self.language else self.model_copy(update={"language": language})


def dialled_of(numbers: Iterable[str], dialled: str, plan: NumberingPlan) -> str | None:
    """Which of these numbers was dialled, in whatever spelling; None if it is none of them."""
    known = tuple(numbers)
    if dialled in known:
        return dialled
    form = normal(dialled, plan)
    return next((number for number in known if form and _form(number, plan) == form), None)


def spellings(number: str, plan: NumberingPlan) -> tuple[str, ...]:
    """How lines most often tell it: as it is written, its digits, its one form, as people dial it."""
    form = _form(number, plan)
    told = (number, re.sub(r"[ ()-]", "", number), form, national(form, plan))
    return tuple(dict.fromkeys(one for one in told if one))


def all_different(numbers: Iterable[str], plan: NumberingPlan) -> None:
    """Raises a complaint where two of these are one number in two spellings."""
    seen: dict[str, str] = {}
    for number in numbers:
        other = seen.setdefault(_form(number, plan) or number, number)
        if other != number:
            raise complaint(
                Message(f"{other} 和 {number} 是同一个号码", f"{other} and {number} are one number"),
                Message("只保留一种写法", "keep one of the two spellings"),
            )


@lru_cache(maxsize=4096)
def _form(number: str, plan: NumberingPlan) -> str:
    return normal(number, plan)
