"""Pointing: what stands at a place of an answer."""

from ivr.business.errors import BusinessError

LONGEST = 500
"""No value is longer than this many characters."""


def at(answer: object, pointer: str) -> object:
    """What stands at a JSON pointer (RFC 6901); None where there is nothing."""
    found = answer
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        match found:
            case dict() if name in found:
                found = found[name]
            case list() if name.isascii() and name.isdecimal() and int(name) < len(found):
                found = found[int(name)]
            case _:
                return None
    return found


def text(found: object) -> str | None:
    """A text, a number or a yes or no as text; None for anything else, and for what is too long."""
    match found:
        case bool():
            return "true" if found else "false"
        case int():
            written = str(found)
        case float():
            written = f"{found:.10f}".rstrip("0").rstrip(".")
        case str():
            written = found
        case _:
            return None
    return written if len(written) <= LONGEST and written.isprintable() else None


def taken(service: str, answer: object, take: dict[str, str]) -> dict[str, str]:
    """The values of an answer by their names.  Raises BusinessError when one of them is none."""
    values = {}
    for name, pointer in take.items():
        value = text(at(answer, pointer))
        if value is None:
            raise BusinessError(service, f"its answer has no text or number at {pointer}", again=False)
        values[name] = value
    return values
