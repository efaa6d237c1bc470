"""Reading: a request's path, query and body as the models that an operation takes."""

import asyncio
import re

from aiohttp import web
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ivr.dialplan.messages import Message
from ivr.dialplan.reading.faults import fault
from ivr.web.operation import Operation
from ivr.web.problems import INVALID, MALFORMED, NOT_FOUND, NOT_JSON, TOO_SLOW, Refused, Slip

MOST_BODY_BYTES = 64 * 1024
SECONDS_FOR_BODY = 10.0

_NO_SUCH = Message("没有这个地址", "there is nothing of this name")
_WRONG = Message("见 errors", "see errors")
_PLACE_IN_JSON = re.compile(r"line (\d+) column (\d+)")


async def arguments(operation: Operation, request: web.Request) -> dict[str, BaseModel]:
    """The handler's arguments but the first.  Raises Refused."""
    given = {
        "path": _path(operation.path_model, request),
        "query": _query(operation.query_model, request),
    }
    if operation.method == "POST":
        given["body"] = await _body(operation.body_model, request)
    wanted = operation.handler.__annotations__
    return {name: value for name, value in given.items() if name in wanted}


def _path(model: type[BaseModel], request: web.Request) -> BaseModel:
    try:
        return model.model_validate_strings(dict(request.match_info))
    except ValidationError as error:
        raise Refused(NOT_FOUND, _NO_SUCH) from error


def _query(model: type[BaseModel], request: web.Request) -> BaseModel:
    query = request.rel_url.query
    repeated = [name for name in set(query) if len(query.getall(name)) > 1]
    if repeated:
        slips = [Slip(place="query", pointer=_pointer((name,)), what=_REPEATED) for name in sorted(repeated)]
        raise Refused(INVALID, _WRONG, slips)
    try:
        return model.model_validate_strings(dict(query))
    except ValidationError as error:
        raise Refused(INVALID, _WRONG, _slips("query", error, model)) from error


async def _body(model: type[BaseModel], request: web.Request) -> BaseModel:
    try:
        async with asyncio.timeout(SECONDS_FOR_BODY):
            raw = await request.read()
    except TimeoutError as error:
        raise Refused(TOO_SLOW, _SLOW, headers={"Connection": "close"}) from error
    if raw and request.content_type != "application/json":
        raise Refused(
            NOT_JSON, Message("写 Content-Type: application/json", "send Content-Type: application/json")
        )
    try:
        return model.model_validate_json(raw or b"{}", strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            raise Refused(MALFORMED, _WRONG, [_unreadable(first)]) from error
        raise Refused(INVALID, _WRONG, _slips("body", error, model)) from error


def _unreadable(error: ErrorDetails) -> Slip:
    """Where the body stops being JSON."""
    told = str(error["ctx"]["error"])
    found = _PLACE_IN_JSON.search(told)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    return Slip(
        place="body",
        pointer="#",
        what=Message(f"第 {line} 行第 {column} 列起不是 JSON：{told}", f"this is not JSON: {told}"),
        line=line,
        column=column,
    )


def _slips(place: str, error: ValidationError, model: type[BaseModel]) -> list[Slip]:
    found = []
    for details in error.errors()[:20]:
        told = fault(details, model.model_fields)
        found.append(Slip(place=place, pointer=_pointer(details["loc"]), what=told.what, remedy=told.remedy))
    return found


def _pointer(path: tuple[int | str, ...]) -> str:
    """A JSON pointer as a fragment (RFC 6901)."""
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


_REPEATED = Message("只能写一次", "this may be given once only")
_SLOW = Message(
    f"请求体没有在 {SECONDS_FOR_BODY:g} 秒内到达", f"the body did not come within {SECONDS_FOR_BODY:g} s"
)
