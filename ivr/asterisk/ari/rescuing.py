"""Rescuing: giving the callers of an application that nobody drives back to the extensions.

For the guardian, which outlives the server: plain HTTP, nothing standing, nothing remembered.
"""

import asyncio
from base64 import b64encode
from typing import TypeVar
from urllib.parse import unquote

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout

from ivr.asterisk.ari import models as ari
from ivr.asterisk.ari.commanding import to_fallback
from ivr.asterisk.ari.errors import LinkLostError, RefusedError
from ivr.asterisk.ari.requests import Reply, Request
from ivr.asterisk.ari.settings import OURS, AriSettings, Names
from ivr.asterisk.translating import arguments_of, is_leg
from ivr.telephony.ids import ChannelId, contact_of_caller, playback_of

Shape = TypeVar("Shape")

# How many requests are on their way at a time: a full house must not take all of Asterisk's sessions.
_AT_ONCE = 8

PROMPTS_TO_STOP = 20
"""Few callers hear more in one call; who hears a later one hears it to its end."""


async def rescue(settings: AriSettings) -> int:
    """Send every caller who waits for us to the fallback, and end what only we could have driven.

    Answers how many callers were sent on.  Two who talk to each other are left alone; call again until
    the server is back, and who is through talking is sent on then.  Raises AriError when ARI cannot be
    reached or refuses us.
    """
    async with _session(settings) as session:
        return await _Plain(session, settings.url).rescue(settings.application, settings.names)


async def inside(settings: AriSettings) -> int:
    """How many channels Asterisk has.  Raises AriError as ``rescue`` does."""
    async with _session(settings) as session:
        return await _Plain(session, settings.url).channels()


def _session(settings: AriSettings) -> ClientSession:
    secret = f"{settings.user}:{settings.password.get_secret_value()}".encode()
    headers = {"Authorization": f"Basic {b64encode(secret).decode()}"}
    return ClientSession(headers=headers, timeout=ClientTimeout(total=settings.request_seconds))


def requests_for(
    application: frozenset[str],
    channels: list[ari.Channel],
    bridges: list[ari.Bridge],
    names: Names = OURS,
) -> tuple[Request, ...]:
    """What is to be done for the channels that an application without a server holds.

    A caller goes to the fallback; a leg of ours, and an agent's own call, are hung up.
    """
    talking = {one for bridge in bridges if len(bridge.channels) > 1 for one in bridge.channels}
    left = [channel for channel in channels if channel.id in application and channel.id not in talking]
    return tuple(
        to_fallback(channel.id, names) if _is_caller(channel) else ari.channels_hangup(channel.id)
        for channel in left
    )


def _is_caller(channel: ari.Channel) -> bool:
    if is_leg(channel.id):
        return False
    return arguments_of(channel)[:1] != ("agent",)


class _Plain:
    """ARI over single HTTP requests."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session = session
        self._url = url
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def rescue(self, name: str, names: Names) -> int:
        application = await self._application(name)
        if not application:
            return 0
        channels = _read(await self._request(ari.channels_list()), list[ari.Channel])
        bridges = _read(await self._request(ari.bridges_list()), list[ari.Bridge])
        requests = requests_for(application, channels, bridges, names)
        replies = await asyncio.gather(*map(self._request, requests))
        paired = zip(requests, replies, strict=True)
        sent = [request for request, reply in paired if request.method == "POST" and reply.status == 204]
        await self._hush(name, {ChannelId(unquote(request.path.split("/")[1])) for request in sent})
        return len(sent)

    async def _application(self, name: str) -> frozenset[str]:
        """The channels that the application holds."""
        reply = await self._request(ari.applications_get(name))
        return frozenset(() if reply.status == 404 else _read(reply, ari.Application).channel_ids)

    async def _hush(self, name: str, sent: set[ChannelId]) -> None:
        """End the prompts of those who were sent on, for till then they do not go.

        Asterisk has no list of prompts.  So whoever is still there has his first one stopped, then all who
        are there still their second, and so on: most are gone after a few.
        """
        for number in range(1, PROMPTS_TO_STOP + 1):
            left = sorted(sent & await self._application(name))
            if not left:
                return
            prompts = (playback_of(contact_of_caller(channel), number) for channel in left)
            await asyncio.gather(*(self._request(ari.playbacks_stop(prompt)) for prompt in prompts))

    async def channels(self) -> int:
        return len(_read(await self._request(ari.channels_list()), list[ari.Channel]))

    async def _request(self, request: Request) -> Reply:
        try:
            async with (
                self._free,
                self._session.request(
                    request.method, f"{self._url}/{request.path}", params=list(request.query)
                ) as response,
            ):
                return Reply(response.status, await response.read())
        except (ClientError, TimeoutError, OSError) as error:
            raise LinkLostError(str(request)) from error


def _read(reply: Reply, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(reply.body, type=shape)
    except msgspec.DecodeError as fault:
        raise RefusedError(str(shape), reply.status, reply.body.decode("utf-8", "replace")[:200]) from fault
