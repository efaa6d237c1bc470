"""Desks: agents' telephones that do with each call what the evening's plan says, and note what they did."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.real.ari_telephone import Message
from tests.real.evening_notes import Living, Spoke, Stage
from tests.real.evening_plan import Declines, Ends, LetsItRing, Ring, Talks
from tests.real.line import Line, server_of
from tests.real.open_centre import OpenCentre
from tests.real.signatures import AGENTS, Chord, Signed

_PATIENCE = 40.0
_SECONDS_TO_PUT_AWAY = 0.5
"""The next call may come so much earlier than the end of the last: they are told on two ways."""
_SECONDS_IN_CONSULTATION = 0.8
_SECONDS_BETWEEN_KEYS = 0.08
_SECONDS_A_KEY = 0.125


class Desk(Line):
    """An agent's telephone.  It serves one call at a time; another one meanwhile is noted as a slip."""

    stage: Stage

    def ready(self, stage: Stage) -> None:
        """Serve the calls of these callers from now on."""
        self.stage = stage
        self.calls: asyncio.Queue[Message] = asyncio.Queue()
        self.known: set[str] = set()
        self.busy = False
        self.second_at: float | None = None
        self.gone = asyncio.Event()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """A call is taken up once, however often it is said."""
        message = Message(data.decode("utf-8", "replace"))
        match "" if message.is_response else message.method:
            case "INVITE" if ";tag=" not in message["to"]:
                if message["call-id"] not in self.known:
                    self.known.add(message["call-id"])
                    self.calls.put_nowait(message)
                    if self.busy and not self.gone.is_set() and self.second_at is None:
                        self.second_at = time.time()
            case "BYE" | "CANCEL":
                # A second line's end is none of the call that is served.
                ours = message["call-id"] in (self.dialog[3], self.invite and self.invite["call-id"])
                if ours:
                    self.gone.set()
                self._respond(message, 200, "OK")
                if message.method == "CANCEL" and self.invite is not None and ours:
                    self._respond(self.invite, 487, "Request Terminated")
            case "NOTIFY" | "OPTIONS":
                self._respond(message, 200, "OK")
            case _:
                super().datagram_received(data, addr)

    async def serve(self) -> None:
        """Serve calls until cancelled."""
        while True:
            invite = await self.calls.get()
            self.gone.clear()
            self.dialog = ("", "", "", "")
            self.invite = invite
            living = self._living(invite)
            ring = living.next_ring() if living is not None else None
            if living is None or ring is None:
                self._slip(living, f"{self.user} was rung without need by {invite['from']}")
                self._respond(invite, 486, "Busy Here")
                continue
            self.busy = True
            try:
                await self._meet(living, ring, invite)
            except (TimeoutError, AssertionError) as error:
                self._slip(living, f"{self.user}, {ring}: {error!r}")
            finally:
                self.signed.target, self.busy = None, False
            if self.second_at is not None and time.time() - self.second_at > _SECONDS_TO_PUT_AWAY:
                self._slip(living, f"{self.user} got a second call during this one")
            self.second_at = None

    @property
    def signed(self) -> Signed:
        """Its sound."""
        assert isinstance(self.sound, Signed)
        return self.sound

    def _living(self, invite: Message) -> Living | None:
        found = re.search(r"sip:([^@>]+)@", invite["from"])
        return self.stage.living.get(found[1]) if found else None

    def _slip(self, living: Living | None, what: str) -> None:
        (self.stage.slips if living is None else living.slips).append(what)

    async def _meet(self, living: Living, ring: Ring, invite: Message) -> None:
        match ring:
            case Declines(status=status):
                self._respond(invite, status, "No")
                if living.spoke:
                    living.met.set()
            case LetsItRing():
                self._respond(invite, 180, "Ringing")
                living.rings.set()
                await self._until_gone()
            case Talks():
                if ring.by and ring.by != self.user:
                    self._slip(living, f"{self.user} was rung where {ring.by} was meant")
                self._respond(invite, 180, "Ringing")
                await asyncio.sleep(ring.after)
                if self.gone.is_set():
                    self._slip(living, f"{self.user} was let go before he could answer")
                    return
                await self._talk(living, ring, invite)

    async def _talk(self, living: Living, talk: Talks, invite: Message) -> None:
        first, self.direction = len(self.sound.packets), "sendrecv"
        self._enter(invite["contact"], f"{invite['to']};tag={self.tag}", invite["from"], invite["call-id"])
        self._respond(invite, 200, "OK", self.sdp())
        self.aim(invite.body)
        begin = time.time()
        if talk.consulted:
            living.met.set()
            async with asyncio.timeout(_PATIENCE):
                await living.handed.wait()
            begin = time.time()
        spoke = Spoke(agent=self.user, begin=begin)
        living.spoke.append(spoke)
        await asyncio.sleep(talk.seconds / 2)
        if talk.hold:
            await self._hold(talk, spoke)
        await asyncio.sleep(talk.seconds / 2)
        await self._end(living, talk, spoke)
        self.signed.target = None
        spoke.heard = self.signed.heard_from(first)
        spoke.late = self.signed.late_between(spoke.begin, spoke.end)

    async def _hold(self, talk: Talks, spoke: Spoke) -> None:
        answer = await self.change(talk.how_held)
        assert answer.status == 200, answer.first
        held, self.signed.quiet = time.time(), True
        await asyncio.sleep(talk.hold)
        answer = await self.change("sendrecv")
        assert answer.status == 200, answer.first
        spoke.held, self.signed.quiet = time.time() - held, False

    async def _end(self, living: Living, talk: Talks, spoke: Spoke) -> None:
        match talk.ends:
            case Ends.THE_CALLER_HANGS_UP:
                living.may_go.set()
                await self._until_gone()
                spoke.end = living.ended
            case Ends.HE_HANGS_UP:
                self._leave()
                living.all_gone.set()
            case Ends.HE_REFERS:
                self._request("REFER", f"Refer-To: <sip:{talk.target}@{self.server[0]}>")
                answer = await self.final()
                assert answer.status == 202, answer.first
                spoke.end = time.time()
                await self._until_gone()
            case Ends.HE_SENDS_BY_KEYS:
                await self._press(f"*21{talk.target}#", spoke)
                await self._until_gone()
            case Ends.HE_JOINS_TWO_LINES:
                await self._join(living, talk, spoke)
            case Ends.HE_CONSULTS_BY_KEYS | Ends.HE_CONSULTS_BY_INFO | Ends.NOBODY_COMES:
                await self._consult(living, talk, spoke)
        spoke.end = spoke.end or time.time()

    def _leave(self) -> None:
        self._request("BYE")
        self.gone.set()

    async def _consult(self, living: Living, talk: Talks, spoke: Spoke) -> None:
        keys = f"*22{talk.target}#"
        if talk.ends is Ends.HE_CONSULTS_BY_INFO:
            # What the keys sound like takes the place of the voice in the centre, too.
            begin = time.time()
            for key in keys:
                self.inform("dtmf-relay", f"Signal={key}\r\nDuration=80\r\n")
                await asyncio.sleep(_SECONDS_BETWEEN_KEYS)
            # They come faster than the centre hears them: the last one is heard when all have had their time.
            await asyncio.sleep(max(0.0, begin + len(keys) * _SECONDS_A_KEY - time.time()))
            spoke.silent = time.time() - begin
        else:
            await self._press(keys, spoke)
        away = time.time()
        async with asyncio.timeout(_PATIENCE):
            await living.met.wait()
        if talk.ends is Ends.NOBODY_COMES:
            spoke.away = time.time() - away
        await asyncio.sleep(_SECONDS_IN_CONSULTATION)
        spoke.away = spoke.away or time.time() - away
        self._leave()
        spoke.end = time.time()
        (living.all_gone if talk.ends is Ends.NOBODY_COMES else living.handed).set()

    async def _press(self, keys: str, spoke: Spoke) -> None:
        """Press keys, which takes the place of the voice."""
        for key in keys:
            begin = time.time()
            await self.sound.press(key, 101)
            spoke.silent += time.time() - begin
            await asyncio.sleep(_SECONDS_BETWEEN_KEYS)

    async def _join(self, living: Living, talk: Talks, spoke: Spoke) -> None:
        away = time.time()
        answer = await self.change("sendonly")
        assert answer.status == 200, answer.first
        self.signed.quiet = True
        sound = Signed("127.0.0.1", self.signed.chord)
        async with sound, Line(self.server, "127.0.0.1", sound, self.user, self.password) as second:
            uri, me = f"sip:{talk.target}@{self.server[0]}", f"<sip:{self.user}@127.0.0.1>"
            second._new_dialog(uri, me, f"<{uri}>")
            await second._prove("INVITE", second.sdp())
            answer = await second.final()
            assert answer.status == 200, answer.first
            second._enter(answer["contact"], second.dialog[1], answer["to"], answer["call-id"])
            second._request("ACK", sequence=second.sequence)
            second.aim(answer.body)
            async with asyncio.timeout(_PATIENCE):
                await living.met.wait()
            await asyncio.sleep(_SECONDS_IN_CONSULTATION)
            self._request("REFER", f"Refer-To: <{uri}?Replaces={_replaces(second)}>")
            answer = await self.final()
            assert answer.status == 202, answer.first
            spoke.end = time.time()
            spoke.away = spoke.end - away
            living.handed.set()
            await self._until_gone()
            await second.ended_by_them()
        self.signed.quiet = False

    async def _until_gone(self) -> None:
        async with asyncio.timeout(_PATIENCE):
            await self.gone.wait()


def _replaces(line: Line) -> str:
    _, sender, to, call = line.dialog
    ours, theirs = (text.partition(";tag=")[2] for text in (sender, to))
    return f"{call}%3Bto-tag%3D{theirs}%3Bfrom-tag%3D{ours}"


def chord_of(agent: str) -> Chord:
    """The agent's signature."""
    return AGENTS[int(agent) - 8200]


@asynccontextmanager
async def desk(centre: OpenCentre, agent: str, stage: Stage) -> AsyncIterator[Desk]:
    """An agent's telephone; he signs in, is ready, and serves calls until the end."""
    password = centre.stage.secrets.agents[agent]
    async with (
        Signed("127.0.0.1", chord_of(agent)) as sound,
        Desk(server_of(centre), "127.0.0.1", sound, agent, password) as one,
    ):
        one.ready(stage)
        await one.register()
        await _sign_in(centre, one)
        serving = asyncio.create_task(one.serve())
        try:
            yield one
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving
            await one.unregister()


async def _sign_in(centre: OpenCentre, desk: Desk) -> None:
    async with (
        Signed("127.0.0.1", desk.signed.chord) as sound,
        Line(desk.server, "127.0.0.1", sound, desk.user, desk.password) as second,
    ):
        await second.call("*11", f"<sip:{desk.user}@127.0.0.1>")
        await second.ended_by_them()
    await centre.until_agent(desk.user, "ready")
