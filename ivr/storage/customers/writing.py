"""Writing: the directory as a CSV that Excel opens rightly, and that carries no formula into it."""

import csv
import io
from collections.abc import Iterable

from ivr.storage.customers.entries import Entry
from ivr.storage.customers.headers import CHINESE, FIELDS

MARK = "\ufeff"
"""By this first character Excel knows that a CSV is in UTF-8."""

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def header_line(language: str) -> str:
    """The mark and the names of the columns, in Chinese for ``zh``."""
    return MARK + _line(CHINESE[field] if language == "zh" else field for field in FIELDS)


def entry_line(entry: Entry) -> str:
    """One customer as a line, as ``read_table`` takes it back."""
    customer = entry.customer
    return _line(
        (
            customer.id,
            customer.name,
            "、".join(entry.numbers),
            customer.tier,
            "、".join(customer.tags),
            customer.language,
            customer.agent,
            "1" if customer.starred else "",
        )
    )


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _harmless(cell: str) -> str:
    """The cell with an apostrophe before what Excel would take for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
