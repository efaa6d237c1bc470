"""Requests: one ARI operation as a value, and the reply to it."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import msgspec

Parameter = str | int | bool | Sequence[str] | None


class Request(msgspec.Struct, frozen=True):
    """One operation: ``path`` below ``/ari/``, query parameters by name, and a JSON body or none."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Reply(msgspec.Struct, frozen=True):
    """What Asterisk answered: the HTTP status and the body."""

    status: int
    body: bytes = b""


def path(*segments: str) -> str:
    """A path of these segments, each quoted, so that an id can never name another resource."""
    return "/".join(quote(segment, safe="") for segment in segments)


_CHOSEN_BY_NOBODY = frozenset({"create"})


def operation_of(request: Request) -> str:
    """The request without what was chosen by somebody: ``POST channels/*/play/*``."""
    words = request.path.split("/")
    named = (
        word if at % 2 == 0 or word in _CHOSEN_BY_NOBODY or words[0] == "asterisk" else "*"
        for at, word in enumerate(words)
    )
    return f"{request.method} {'/'.join(named)}"


def parameters(given: Mapping[str, Parameter]) -> tuple[tuple[str, str], ...]:
    """The query parameters that are not None, as text; several values of one are joined by commas."""
    return tuple((name, _text(value)) for name, value in given.items() if value is not None)


def body(content: object) -> bytes:
    """A JSON body; nothing at all for None, because ARI refuses a null where an object may stand."""
    return b"" if content is None else msgspec.json.encode(content)


def _text(value: str | int | bool | Sequence[str]) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case _:
            return ",".join(value)
