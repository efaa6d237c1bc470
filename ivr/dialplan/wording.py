"""Wording: what administrators may write in conditions beyond CEL, and the CEL that it stands for.

``open("office")``, ``closed``, ``contacts(7d)`` and ``values.账号`` are no CEL; what a fault is in is still
told by its place in what was written.
"""

import re

import msgspec

OPENINGS, CONTACTS = "is_open", "contacts_within"
"""The maps that these words look into: name of hours → open or not; stretch of days → number of contacts."""

FIRST = ""
"""The name under which ``open`` and ``closed`` alone find the first hours of the book."""

_TEXT = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
_FORMS = re.compile(
    rf"(?P<text>{_TEXT})"
    rf"|(?<![\w.])(?P<word>open|closed)\b(?:\s*\(\s*(?P<hours>{_TEXT})\s*\))?(?!\s*\()"
    r"|(?<![\w.])contacts\s*\(\s*(?P<days>\d{1,4}(?:\.\d)?)\s*(?P<unit>[hdw])\s*\)"
    r"|(?<![\w.])values\.(?P<value>\w*[^\W\x00-\x7f]\w*)"
)
_DAYS = {"h": 1 / 24, "d": 1, "w": 7}


class Wording(msgspec.Struct, frozen=True):
    """A condition in CEL, what it asks for besides variables, and where its parts stood.

    ``hours`` are the names of hours, ``contacts`` the stretches of days by the name that stands for them.
    """

    cel: str
    hours: tuple[str, ...]
    contacts: dict[str, float]
    parts: tuple[tuple[int, int], ...]

    def offset(self, offset: int) -> int:
        """Where in what was written something stands that is so many characters into the CEL."""
        written, begins = max((part for part in self.parts if part[1] <= offset), key=lambda part: part[1])
        return written + offset - begins


def worded(expression: str) -> Wording:
    """The CEL that the expression stands for."""
    hours: dict[str, None] = {}
    contacts: dict[str, float] = {}
    said, cel, parts = 0, "", [(0, 0)]
    for found in _FORMS.finditer(expression):
        if found["text"] is not None:
            continue
        cel += expression[said : found.start()]
        parts.append((found.start(), len(cel)))
        cel += _cel(found, hours, contacts)
        said = found.end()
        parts.append((said, len(cel)))
    return Wording(cel + expression[said:], tuple(hours), contacts, tuple(parts))


def _cel(found: re.Match[str], hours: dict[str, None], contacts: dict[str, float]) -> str:
    if found["value"] is not None:
        return f'values["{found["value"]}"]'
    if found["days"] is not None:
        name = f"{found['days']}{found['unit']}"
        contacts[name] = float(found["days"]) * _DAYS[found["unit"]]
        return f'{CONTACTS}["{name}"]'
    name = found["hours"][1:-1] if found["hours"] else FIRST
    hours[name] = None
    asked = f'{OPENINGS}["{name}"]'
    return asked if found["word"] == "open" else f"(!{asked})"
