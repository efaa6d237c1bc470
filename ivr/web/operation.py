"""Operations: what the API can be asked, each declared once, for serving and for OpenAPI alike."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal, get_type_hints

import msgspec
from aiohttp import web
from pydantic import BaseModel

from ivr.dialplan.document import Document
from ivr.web.door import Door
from ivr.web.problems import Kind

Answered = BaseModel | web.StreamResponse
Handler = Callable[..., Awaitable[Answered]]


class Nothing(Document):
    """No fields at all."""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation.

    ``path_model``, ``query_model`` and ``body_model`` are the models of the handler's parameters
    ``path``, ``query`` and ``body``; ``answer`` that of what it returns, None when it is not JSON
    but of type ``media``.  ``kinds`` are the problems that it tells beside those that all tell.
    """

    method: Literal["GET", "POST"]
    path: str
    door: Door
    handler: Handler
    path_model: type[BaseModel]
    query_model: type[BaseModel]
    body_model: type[BaseModel]
    answer: type[BaseModel] | None
    media: str
    kinds: tuple[Kind, ...]

    @property
    def name(self) -> str:
        """The operation's id in OpenAPI: the name of its function."""
        return str(self.handler.__name__)

    @property
    def tag(self) -> str:
        """The resource that it belongs to: the name of its file."""
        return self.handler.__module__.rpartition(".")[2]


def operation(
    method: Literal["GET", "POST"],
    path: str,
    door: Door,
    kinds: tuple[Kind, ...] = (),
    media: str = "application/json",
) -> Callable[[Handler], Operation]:
    """Make a function an operation.

    The function takes the ``Asked`` and, as it needs them, ``path``, ``query`` and ``body``, whose
    annotations are pydantic models; it returns a model, or a response of its own.  The first line
    of its docstring is its summary.
    """

    def declare(handler: Handler) -> Operation:
        hints: dict[str, Any] = get_type_hints(handler)
        answer = hints.get("return")
        return Operation(
            method=method,
            path=path,
            door=door,
            handler=handler,
            path_model=hints.get("path", Nothing),
            query_model=hints.get("query", Nothing),
            body_model=hints.get("body", Nothing),
            answer=answer if isinstance(answer, type) and issubclass(answer, BaseModel) else None,
            media=media,
            kinds=kinds,
        )

    return declare
