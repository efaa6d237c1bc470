"""Systems: one request to a business system, bounded in time and size, and its answer."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Literal

import aiohttp
import msgspec
from yarl import URL

from ivr.business.errors import BusinessError, NothingThereError
from ivr.business.pointing import at, text
from ivr.dialplan.centre.services import SECRET, Service

MOST_BYTES = 64 * 1024
"""No answer is longer."""

SECONDS_TO_SEND = 10.0

_TRY_LATER = (408, 425, 429)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a service.

    ``path`` continues its address and is percent-encoded already; ``fill`` are words of its body.
    """

    service: str
    method: Literal["GET", "POST"]
    path: str = ""
    query: dict[str, str] = {}
    fill: dict[str, str] = {}
    headers: dict[str, str] = {}
    seconds: float = SECONDS_TO_SEND


class Systems:
    """The business systems of the centre; no other host is spoken to, and no redirect is followed."""

    def __init__(
        self, services: Callable[[], Mapping[str, Service]], secret_of: Callable[[str], str | None]
    ) -> None:
        """``services`` are those of the centre now; ``secret_of`` tells a service's secret."""
        self._services = services
        self._secret_of = secret_of
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()

    async def ask(self, request: Request) -> object:
        """The answer as JSON.  Raises BusinessError."""
        return _decoded(request.service, await self._exchange(request))

    async def says_yes(self, request: Request) -> bool:
        """Whether the service says yes to what it is told.  Raises BusinessError."""
        content = await self._exchange(request)
        service = self._service(request.service)
        if service.answer is None:
            return True
        return text(at(_decoded(request.service, content), service.answer)) == service.right

    def _service(self, name: str) -> Service:
        service = self._services().get(name)
        if service is None:
            raise BusinessError(name, "the centre has no such service", again=False)
        return service

    async def _exchange(self, request: Request) -> bytes:
        service, name = self._service(request.service), request.service
        fill = self._filler(service, request)
        url = _address(name, fill(service.url), request)
        headers = {key: fill(value) for key, value in service.headers.items()} | request.headers
        body = {key: fill(value) for key, value in service.body.items()}
        posted = None if request.method == "GET" else body
        form = service.sent_as == "form"
        try:
            async with (
                asyncio.timeout(request.seconds),
                self._open().request(
                    request.method,
                    url,
                    headers=headers,
                    allow_redirects=False,
                    data=posted if form else None,
                    json=None if form else posted,
                ) as response,
            ):
                _must_be_well(name, response)
                return await _bounded(name, response)
        except TimeoutError:
            raise BusinessError(name, f"no answer within {request.seconds:g} s", again=True) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # The message of some errors quotes the address, in which the secret may stand.
            raise BusinessError(name, f"not reached: {type(error).__name__}", again=True) from None

    def _filler(self, service: Service, request: Request) -> Callable[[str], str]:
        texts = (service.url, *service.headers.values(), *service.body.values())
        words = {f"{{{word}}}": text for word, text in request.fill.items()}
        if any(SECRET in text for text in texts):
            secret = self._secret_of(request.service)
            if secret is None:
                raise BusinessError(
                    request.service, f"the secrets file has no service.{request.service}", again=False
                )
            words[SECRET] = secret
        return lambda text: _filled(text, words)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": "switchroom"}
            )
        return self._session


def _filled(text: str, words: Mapping[str, str]) -> str:
    """The text with each word put in, once: what is put in is not looked at again."""
    if text in words:
        return words[text]
    for word, value in words.items():
        before, found, after = text.partition(word)
        if found:
            return _filled(before, words) + value + _filled(after, words)
    return text


def _address(name: str, base: str, request: Request) -> URL:
    try:
        home = URL(base)
        url = URL(base.rstrip("/") + request.path, encoded=True) if request.path else home
    except ValueError:
        raise BusinessError(name, "its address cannot be used", again=False) from None
    if url.host != home.host or url.port != home.port or url.scheme not in ("http", "https"):
        raise BusinessError(name, "the path leads to another host", again=False)
    return url.update_query(request.query) if request.query else url


def _must_be_well(name: str, response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status == 404:
        raise NothingThereError(name)
    if 300 <= status < 400:
        raise BusinessError(name, f"answered {status}: redirects are not followed", again=False)
    if not 200 <= status < 300:
        raise BusinessError(name, f"answered {status}", again=status >= 500 or status in _TRY_LATER)


async def _bounded(name: str, response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(16 * 1024):
        content += chunk
        if len(content) > MOST_BYTES:
            raise BusinessError(name, f"its answer has more than {MOST_BYTES} bytes", again=False)
    return bytes(content)


def _decoded(name: str, content: bytes) -> object:
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError):
        raise BusinessError(name, "its answer is not JSON", again=False) from None
