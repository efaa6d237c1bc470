"""The description: the API as an OpenAPI 3.1 document."""

from aiohttp import web

from ivr.web.asked import Asked
from ivr.web.description import DESCRIPTION
from ivr.web.operation import operation


@operation("GET", "/openapi.json", "open")
async def show_description(asked: Asked) -> web.Response:
    """This API as an OpenAPI 3.1 document."""
    return web.Response(body=asked.request.app[DESCRIPTION], content_type="application/json")
