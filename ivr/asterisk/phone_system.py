"""Asterisk as the house's phone system: commands in, events out, and what it has at a moment."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import TypeVar

import msgspec
import structlog

from ivr.asterisk.ari import models as ari
from ivr.asterisk.ari.answers import Verdict, verdict
from ivr.asterisk.ari.commanding import about_of, dialable, request_of
from ivr.asterisk.ari.connection import Connection, OnReply
from ivr.asterisk.ari.errors import AriError, LinkLostError, RefusedError, UnansweredError
from ivr.asterisk.ari.requests import Reply
from ivr.asterisk.ari.settings import AriSettings
from ivr.asterisk.ari.stream import Stream
from ivr.asterisk.shutting_out import ShuttingOut
from ivr.asterisk.translating import arrival_of, observed, refusal, translate
from ivr.telephony.causes import Cause
from ivr.telephony.commands import Dial, PhoneCommand, Play, Ring
from ivr.telephony.events import Arrived, CommandFailed, Event, Observed, PromptFailed
from ivr.telephony.ids import ContactId, PlaybackId
from ivr.telephony.prompts import Prompt

log = structlog.get_logger()

SECONDS_APART = 2.0
"""An event whose time is so far from ours is told as having happened when it came."""

Shape = TypeVar("Shape")


class LinkChanged(msgspec.Struct, frozen=True):
    """The link to Asterisk came up or went down."""

    up: bool


class AsteriskPhoneSystem:
    """``ivr.telephony.port.PhoneSystem`` over ARI.  Keeps nothing of any contact.

    ``run`` holds the link and must be running; ``events`` is read by one task.  ``on_link`` is awaited in
    that task, in its place among the events: with False when the link is lost, with True when it is up
    again.  No event is given out while it runs: what follows may repeat what it observed, but nothing is
    lost between the two.
    ``sound_of`` gives a prompt's media URI (``sound:…``) and raises LookupError when there is none.
    ``admits`` says whether calls that come now are taken; one that nobody takes goes to the fallback.
    """

    def __init__(
        self,
        settings: AriSettings,
        sound_of: Callable[[Prompt], str],
        on_link: Callable[[bool], Awaitable[None]],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._application = settings.application
        self._names = settings.names
        self._sound_of = sound_of
        self._on_link = on_link
        self._clock = clock
        self.admits: Callable[[], bool] = lambda: True
        self._stream: Stream[Event | LinkChanged] = Stream(settings.capacity)
        self._claims: asyncio.TaskGroup | None = None
        self._connection = Connection(settings, self._take, self._link_changed, self._stream.room)
        self.shutting_out = ShuttingOut(self._connection.request)

    @property
    def dropped(self) -> dict[str, int]:
        """How many frames nobody could use, by what they called themselves."""
        return dict(self._connection.dropped)

    def silence(self) -> float:
        """For how many seconds nothing has been heard from Asterisk; endless without a link."""
        return self._connection.silence()

    def on_reply(self, told: OnReply) -> None:
        """Tell this of each request: its operation, HTTP status (0: no answer) and seconds."""
        self._connection.on_reply = told

    async def run(self) -> None:
        """Hold the link to Asterisk until cancelled."""
        async with asyncio.TaskGroup() as self._claims:
            await self._connection.run()

    async def events(self) -> AsyncIterator[Event]:
        """The events of all contacts in order, without end."""
        while True:
            match await self._stream.next():
                case LinkChanged(up=up):
                    await self._on_link(up)
                case event:
                    yield event

    async def perform(self, contact: ContactId, command: PhoneCommand) -> None:
        """Carry one command out; see ``PhoneSystem``.

        What is not carried out because the link is down, or got no answer and so ended the link, is told by
        nothing: when the link is up again, what Asterisk has then is what counts.
        """
        if isinstance(command, Dial) and not dialable(command.number):
            self._stream.put_surely(refusal(command.leg, Cause.UNREACHABLE, self._clock()))
            return
        try:
            request = request_of(command, self._application, self._sound_of, self._names)
            reply = await self._connection.request(request)
        except LookupError as missing:
            self._fail(contact, command, f"no sound for it: {missing}")
        except (LinkLostError, UnansweredError):
            log.info("command_without_link", contact=contact, command=type(command).__name__)
        else:
            self._judge(contact, command, reply)

    async def observe(self, playing: Collection[PlaybackId] = ()) -> dict[ContactId, Observed]:
        """What Asterisk has of every contact of ours at this moment.

        Asterisk keeps no list of prompts being played, so it is asked for each of ``playing``.
        Raises AriError when the link is lost meanwhile; when it is back, ``on_link`` is called anew.
        """
        (channels, others), bridges = await self._channels(), await self._bridges()
        found = await asyncio.gather(*(self._is_playing(playback) for playback in playing))
        running = [playback for playback, runs in zip(playing, found, strict=True) if runs]
        return observed(channels, bridges, running, others)

    async def callers(self) -> dict[ContactId, Arrived]:
        """The arrival of every caller who is with us now, for those whose arrival nobody heard.

        Raises AriError as ``observe`` does.
        """
        channels, _ = await self._channels()
        arrivals = map(arrival_of, channels)
        return {arrived.contact: arrived for arrived in arrivals if arrived is not None}

    async def _channels(self) -> tuple[list[ari.Channel], list[ari.Channel]]:
        """The channels that are our application's, and the others."""
        reply = await self._connection.request(ari.applications_get(self._application))
        known = reply.status != 404
        ours = frozenset(_read(reply, ari.Application).channel_ids if known else ())
        channels = _read(await self._connection.request(ari.channels_list()), list[ari.Channel])
        return (
            [channel for channel in channels if channel.id in ours],
            [channel for channel in channels if channel.id not in ours],
        )

    async def _bridges(self) -> list[ari.Bridge]:
        return _read(await self._connection.request(ari.bridges_list()), list[ari.Bridge])

    async def _is_playing(self, playback: PlaybackId) -> bool:
        reply = await self._connection.request(ari.playbacks_get(playback))
        return reply.status == 200 and _read(reply, ari.Playback).state not in ("done", "failed")

    def _take(self, event: ari.Event) -> None:
        if isinstance(event, ari.CallBroadcast):
            self._consider(event.channel)
            return
        for told in translate(event):
            self._stream.put(self._in_our_time(told))

    def _in_our_time(self, told: Event) -> Event:
        """Asterisk's clock is the machine's, which may have been set; ours is what everybody waits by."""
        now = self._clock()
        return told if abs(told.at - now) < SECONDS_APART else msgspec.structs.replace(told, at=now)

    def _consider(self, channel: ari.Channel) -> None:
        """A call is offered to whoever is awake: it is ours when our claim is the first."""
        if self._claims is not None and self.admits():
            self._claims.create_task(self._claim(channel.id))

    async def _claim(self, channel: str) -> None:
        request = ari.events_claim_channel(channel_id=channel, application=self._application)
        try:
            reply = await self._connection.request(request)
        except AriError as error:
            log.warning("claim_lost", channel=channel, reason=str(error))
            return
        # 404: the caller has left, or was not taken in time; 409: another server was quicker.
        if reply.status not in (204, 404, 409):
            log.error("claim_refused", channel=channel, status=reply.status)

    def _link_changed(self, up: bool) -> None:
        self._stream.put_surely(LinkChanged(up))

    def _judge(self, contact: ContactId, command: PhoneCommand, reply: Reply) -> None:
        match verdict(command, reply.status):
            case Verdict.DONE:
                return
            case Verdict.GONE:
                log.debug("command_too_late", contact=contact, command=type(command).__name__)
            case Verdict.REFUSED if isinstance(command, Ring | Dial):
                self._stream.put_surely(refusal(command.leg, Cause.UNREACHABLE, self._clock()))
            case _:
                reason = reply.body.decode("utf-8", "replace")[:200]
                self._fail(contact, command, f"Asterisk answered {reply.status} {reason}")

    def _fail(self, contact: ContactId, command: PhoneCommand, reason: str) -> None:
        name, at = type(command).__name__, self._clock()
        log.warning("command_failed", contact=contact, command=name, reason=reason)
        match command:
            case Play(playback=playback):
                self._stream.put_surely(
                    PromptFailed(contact=contact, at=at, playback=playback, reason=reason)
                )
            case _:
                about = about_of(command)
                self._stream.put_surely(
                    CommandFailed(contact=contact, at=at, command=name, about=about, reason=reason)
                )


def _read(reply: Reply, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(reply.body, type=shape)
    except msgspec.DecodeError as fault:
        raise RefusedError(getattr(shape, "__name__", str(shape)), reply.status, str(fault)) from fault
