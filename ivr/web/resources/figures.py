"""Figures: how a day went, by queue and by agent."""

import datetime
import re
from typing import Annotated

from pydantic import BeforeValidator

from ivr.dialplan.document import Document, complaint
from ivr.dialplan.messages import Message
from ivr.web.asked import Asked
from ivr.web.desk import Figures
from ivr.web.operation import operation


def _written(text: object) -> object:
    """A date that is written as one: a mere number is none."""
    if isinstance(text, str) and not _AS_DATE.fullmatch(text):
        raise complaint(
            Message(f"“{text}” 不是日期", f"{text!r} is no date"),
            Message("写成 2026-11-30", "write it as 2026-11-30"),
        )
    return text


_AS_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Day = Annotated[datetime.date, BeforeValidator(_written)]
"""A date as ISO 8601 writes it."""


class FiguresQuery(Document):
    """Of which day (``2026-11-30``), as it is where the centre is; today by default."""

    day: Day | None = None


@operation("GET", "/v1/figures", "contacts:read")
async def show_figures(asked: Asked, query: FiguresQuery) -> Figures:
    """The figures of a day, by queue and by agent: of all waits, talks and missed offers that ended on it."""
    return await asked.holdings.desk.figures(query.day)
