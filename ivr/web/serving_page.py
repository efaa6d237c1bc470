"""The page for administrators: its files, which come with the package, and the headers that go with them."""

from collections.abc import Awaitable, Callable
from importlib.resources import files

from aiohttp import web

_TYPES = {
    "css": "text/css",
    "html": "text/html",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}


def add_page(app: web.Application) -> None:
    """Serve the page at ``/`` and its files under ``/page/``; they tell nothing and need no token."""
    folder = files("ivr.web") / "page"
    for file in folder.iterdir():
        path = "/" if file.name == "index.html" else f"/page/{file.name}"
        app.router.add_get(path, _sending(file.name, file.read_bytes()))


def _sending(name: str, content: bytes) -> Callable[[web.Request], Awaitable[web.Response]]:
    kind = _TYPES[name.rpartition(".")[2]]

    async def send(_: web.Request) -> web.Response:
        return web.Response(body=content, content_type=kind, charset="utf-8", headers=_HEADERS)

    return send
