"""The browser's session: opened by a token, known by a cookie that no script can read."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from ivr.dialplan.document import Document
from ivr.web.asked import Asked
from ivr.web.door import wrong_token
from ivr.web.operation import operation
from ivr.web.problems import UNAUTHORIZED
from ivr.web.sessions import COOKIE, SECONDS_OF_SESSION
from ivr.web.tokens import Scope, Token


class SessionOrder(Document):
    """The token that opens the session."""

    token: Annotated[str, Field(min_length=1, max_length=200)]


class SessionView(Document):
    """Whose token let the browser in, and what it allows."""

    name: str
    scopes: tuple[Scope, ...]


@operation("POST", "/v1/session", "open", kinds=(UNAUTHORIZED,), media="application/json")
async def open_session(asked: Asked, body: SessionOrder) -> web.Response:
    """Open a session for this browser: the answer sets its cookie."""
    holdings = asked.holdings
    token = holdings.tokens.find(body.token, holdings.clock())
    if token is None:
        raise wrong_token(asked.request)
    response = _shown(token)
    response.set_cookie(
        COOKIE,
        holdings.sessions.begin(token.id, holdings.clock()),
        max_age=int(SECONDS_OF_SESSION),
        httponly=True,
        samesite="Strict",
        secure=asked.request.secure,
        path="/",
    )
    return response


@operation("GET", "/v1/session", "any")
async def show_session(asked: Asked) -> SessionView:
    """Who is let in, and for what."""
    assert asked.token is not None, "the door lets nobody in without a token"
    return _view(asked.token)


@operation("POST", "/v1/session/end", "open")
async def end_session(asked: Asked) -> web.Response:
    """Close this browser's session."""
    asked.holdings.sessions.end(asked.request.cookies.get(COOKIE, ""))
    response = web.Response(body=b"{}", content_type="application/json")
    response.del_cookie(COOKIE, path="/")
    return response


def _shown(token: Token) -> web.Response:
    return web.Response(body=_view(token).model_dump_json().encode(), content_type="application/json")


def _view(token: Token) -> SessionView:
    return SessionView(name=token.name, scopes=tuple(sorted(token.scopes)))
