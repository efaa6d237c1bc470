"""Answering: an operation's answer, or the problem that came up, as an HTTP response."""

import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from ivr.dialplan.messages import Message
from ivr.web import problems
from ivr.web.door import TOKEN_ID, let_in
from ivr.web.language import preferred
from ivr.web.operation import Operation
from ivr.web.port import Unavailable
from ivr.web.problems import Kind, Refused
from ivr.web.reading import MOST_BODY_BYTES, arguments

log = structlog.get_logger()

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def answering(operation: Operation) -> Next:
    """What aiohttp calls for an operation."""

    async def answer(request: web.Request) -> web.StreamResponse:
        asked = let_in(request, operation.door)
        given = await operation.handler(asked, **await arguments(operation, request))
        if isinstance(given, web.StreamResponse):
            return given
        return web.Response(body=given.model_dump_json().encode(), content_type="application/json")

    return answer


@web.middleware
async def tell_problems(request: web.Request, handler: Next) -> web.StreamResponse:
    """Answer every refusal and failure with a problem document, and log the request."""
    began = time.monotonic()
    try:
        response = await handler(request)
    except Refused as refused:
        response = _problem(request, refused)
    except Unavailable as missing:
        response = _problem(request, _unavailable(missing))
    except web.HTTPException as error:
        response = _problem(request, _of_aiohttp(error))
    except Exception:
        log.exception("api_request_failed", method=request.method, route=_route(request))
        response = _problem(request, Refused(problems.INTERNAL, _OUR_FAULT))
    _log(request, response.status, time.monotonic() - began)
    return response


def _log(request: web.Request, status: int, seconds: float) -> None:
    """Who did what; plain reading, probes above all, only for those who look closely."""
    told = log.debug if request.method in ("GET", "HEAD") and status < 400 else log.info
    told(
        "api_request",
        method=request.method,
        route=_route(request),
        status=status,
        seconds=round(seconds, 4),
        token=request.get(TOKEN_ID, ""),
        **{"pii.address": request.remote},
    )


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Give every response the headers that keep browsers from storing or reinterpreting it.

    The page's own files say themselves what browsers may do with them.
    """
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "switchroom"


def _problem(request: web.Request, refused: Refused) -> web.Response:
    language = preferred(request.headers.get("Accept-Language", ""))
    headers = {**refused.headers, "Content-Language": language, "Vary": "Accept-Language"}
    response = web.Response(
        status=refused.kind.status,
        body=refused.document(language).model_dump_json(exclude_none=True).encode(),
        content_type="application/problem+json",
        headers=headers,
    )
    if refused.kind in _LEAVING_THE_REST:
        response.force_close()
    return response


def _unavailable(missing: Unavailable) -> Refused:
    log.warning("house_unavailable", part=missing.part, why=missing.why)
    return Refused(
        problems.UNAVAILABLE,
        Message(f"{missing.part} 现在不可用", f"{missing.part} is not available now"),
        headers={"Retry-After": "2"},
    )


def _of_aiohttp(error: web.HTTPException) -> Refused:
    kind, detail = _KINDS.get(error.status, (problems.OTHER, Message(error.reason, error.reason)))
    kept = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return Refused(kind, detail, headers=kept)


def _route(request: web.Request) -> str:
    """The path with its names in place of ids, which may be personal."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""


_OUR_FAULT = Message("错误已记入日志", "the fault is ours, and it stands in the log")
_LEAVING_THE_REST = (problems.TOO_LARGE, problems.TOO_SLOW)
_KINDS: dict[int, tuple[Kind, Message]] = {
    404: (problems.NOT_FOUND, Message("没有这个地址", "there is nothing at this address")),
    405: (
        problems.METHOD_NOT_ALLOWED,
        Message("可用的方法见 Allow 头", "the header Allow lists the methods"),
    ),
    413: (
        problems.TOO_LARGE,
        Message(f"请求体最多 {MOST_BODY_BYTES} 字节", f"a body may have at most {MOST_BODY_BYTES} bytes"),
    ),
}
