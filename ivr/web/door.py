"""The door: lets in who has a token that is good for what he wants."""

from typing import Literal

import structlog
from aiohttp import web

from ivr.dialplan.messages import Message
from ivr.web.asked import HOLDINGS, Asked
from ivr.web.problems import FORBIDDEN, TOO_MANY, UNAUTHORIZED, Refused
from ivr.web.sessions import COOKIE
from ivr.web.tokens import Scope, Token

log = structlog.get_logger()

Door = Scope | Literal["any", "near", "open"]
"""What an operation asks for: a scope, any token, any token or a request from this machine, or nothing."""

TOKEN_ID = web.RequestKey("token_id", str)
"""Under this key a request tells, for the log, which token let it in."""

_CHALLENGE = 'Bearer realm="switchroom"'
_LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
_PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


def let_in(request: web.Request, door: Door) -> Asked:
    """The request with its token.  Raises Refused: 401, 403, or 429 after too many bad tokens."""
    if door == "open":
        return Asked(request=request, token=None, near=_is_from_here(request) or _has_token(request))
    if door == "near" and _is_from_here(request):
        return Asked(request=request, token=None, near=True)
    token = _token(request)
    if token is None:
        raise _stranger(request)
    if door != "any" and door != "near" and not token.may(door):
        raise Refused(
            FORBIDDEN,
            Message(f"需要权限 {door} 的令牌", f"this needs a token with the scope {door}"),
            headers={"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{door}"'},
        )
    request[TOKEN_ID] = token.id
    return Asked(request=request, token=token, near=True)


def still_good(asked: Asked, door: Scope) -> bool:
    """Whether a request that goes on for long would still be let in."""
    token = _token(asked.request)
    return token is not None and token.may(door)


def needs(scope: Scope, why: Message) -> Refused:
    """The refusal for want of a further scope."""
    return Refused(
        FORBIDDEN,
        why,
        headers={"WWW-Authenticate": f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'},
    )


def _secret(request: web.Request) -> str:
    """What the client gives as its token; empty when it gives none, or several."""
    given = request.headers.getall("Authorization", [])
    scheme, _, secret = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _token(request: web.Request) -> Token | None:
    """The token that the request brings, or the one that opened its browser's session."""
    secret, holdings = _secret(request), request.app[HOLDINGS]
    if secret:
        return holdings.tokens.find(secret, holdings.clock())
    cookie = request.cookies.get(COOKIE, "")
    token_id = holdings.sessions.token_id(cookie, holdings.clock()) if cookie else None
    if token_id is None or not _is_of_our_pages(request):
        return None
    return holdings.tokens.of_id(token_id, holdings.clock())


def _is_of_our_pages(request: web.Request) -> bool:
    """Whether a page of ours sent the request: a cookie also comes with what other sites' pages send.

    Browsers tell it themselves (Fetch Metadata, W3C); those that do not tell the origin of what changes
    something.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.host}"


def _has_token(request: web.Request) -> bool:
    return _token(request) is not None


def _stranger(request: web.Request) -> Refused:
    """The one refusal for no token, a wrong one and an expired one alike."""
    return wrong_token(request) if _secret(request) else _no_token()


def wrong_token(request: web.Request) -> Refused:
    """The refusal of a token that is none, which counts as an attempt: 429 after too many."""
    holdings, address = request.app[HOLDINGS], request.remote or ""
    wait = holdings.attempts.failed(address, holdings.clock())
    if wait is None:
        log.warning("token_refused", **{"pii.address": address})
        return _no_token()
    return Refused(
        TOO_MANY,
        Message("令牌多次无效，请稍后再试", "too many invalid tokens from here; wait, then try again"),
        headers={"Retry-After": str(int(wait) + 1)},
    )


def _no_token() -> Refused:
    return Refused(
        UNAUTHORIZED,
        Message(
            "在 Authorization 头中写 Bearer 和有效的令牌",
            "send a valid token in the header: Authorization: Bearer TOKEN",
        ),
        headers={"WWW-Authenticate": _CHALLENGE},
    )


def _is_from_here(request: web.Request) -> bool:
    """Whether the request comes from this machine itself, and not through a proxy on it."""
    return request.remote in _LOOPBACK and not any(name in request.headers for name in _PROXY_HEADERS)
