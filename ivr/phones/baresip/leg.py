"""One call of a telephone on baresip: its events as happenings; in the telephone's own process only."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from baresip.call import Call, CallState
from baresip.errors import AudioNotActive, BaresipError, StaleHandleError, TransferFailed, split_status
from baresip.events import Event, StackEvent

from ivr.phones import happenings as h
from ivr.phones.baresip.engine import Engine
from ivr.phones.baresip.sound import Sound, Tell

_TRANSFERRED = "Call transfered"  # baresip's spelling
_CODEC_SECONDS = 0.5
_UNDER_WAY_SECONDS = 2.0
_HELD_ONCE_THEY_AGREE = "us, once they agree"
_OK, _TERMINATED, _UNAVAILABLE = 200, 487, 503


class Leg:
    """A call, which tells its happenings by itself."""

    def __init__(self, call: Call, number: int, engine: Engine, sound: Sound) -> None:
        self.call = call
        self.number = number
        self.sound = sound
        self.over = False
        self.refused_with = 0
        self.hung_up = False
        self._tell: Tell = sound.tell
        self._engine = engine
        self._calls_out = call.state is CallState.OUTGOING
        self._answered = False
        self._held_by = ""
        self._asked: str | None = None
        self._media_since = 0.0
        self._active = False

    def on_event(self, event: StackEvent) -> None:
        """Translate what baresip reports of this call."""
        at = time.time()
        match event.event:
            case Event.CALL_RINGING if self._calls_out:
                self._tell(h.Ringing(at=at, call=self.number, code=180))
            case Event.CALL_PROGRESS if self._calls_out:
                self._tell(h.Ringing(at=at, call=self.number, code=183))
            case Event.CALL_ESTABLISHED if not self._answered:
                self._answered = True
                self._tell(h.Answered(at=at, call=self.number))
                self._media()
            case Event.CALL_HOLD:
                self._held("them")
            case Event.CALL_RESUME:
                self._held_by = ""
            case Event.CALL_LOCAL_SDP if event.text == "offer" and self._asked is not None:
                self._held_by, self._asked = self._asked, None
            case Event.CALL_LOCAL_SDP | Event.CALL_REMOTE_SDP if event.text == "answer" and self._answered:
                self._media()
            case Event.CALL_DTMF_START if event.text:
                # How the digit came is not told.
                self._tell(h.DigitHeard(at=at, call=self.number, digit=event.text, by_info=False))
            case Event.CALL_CLOSED:
                self._close(at, event)
            case _:
                pass

    def turn(self, now: float) -> None:
        """Do what is due; to be called some fifty times a second."""
        self.sound.turn(now)
        # baresip's log, which alone tells the codec, comes by a thread of its own.
        if self._media_since and (self._engine.codec or now - self._media_since > _CODEC_SECONDS):
            told = h.MediaActive(
                at=self._media_since, call=self.number, codec=self._engine.codec, rate=self._rate()
            )
            self._media_since = 0.0
            self._tell(told)

    async def hold(self) -> None:
        """Put the other party on hold; that it agreed is told."""
        await self._ask(_HELD_ONCE_THEY_AGREE, self.call.hold)

    async def retrieve(self) -> None:
        """Take the other party back from hold; that it agreed is told."""
        await self._ask("", self.call.resume)

    async def transfer(self, target: str) -> None:
        """Send the other party elsewhere, and tell what becomes of it; baresip leaves when it succeeded."""
        await self._refer(self.call.transfer(target))

    async def join(self, other: "Leg") -> None:
        """Bring the other party together with that of ``other``, and tell what becomes of it."""
        await self.hold()
        await other.hold()
        await self._refer(self.call.attended_transfer(other.call))

    async def _refer(self, asking: Awaitable[None]) -> None:
        try:
            await asking
        except TransferFailed as failed:
            if not self.over:
                code, reason = failed.status or _UNAVAILABLE, failed.reason or str(failed)
                self._tell_transfer(time.time(), code, reason)

    async def _ask(self, held_by: str, change: Callable[[], Awaitable[None]]) -> None:
        """Offer a change of the call; baresip refuses while another one is under way, as after the answer."""
        self._asked = held_by
        until = time.monotonic() + _UNDER_WAY_SECONDS
        while True:
            try:
                return await change()
            except StaleHandleError:
                raise
            except BaresipError:
                if time.monotonic() > until:
                    raise
            await asyncio.sleep(0.05)

    def _media(self) -> None:
        match self._held_by:
            case "":
                self.sound.connect(self.call.audio)
                # The re-INVITE that baresip sends once a call is answered changes nothing.
                if not self._active:
                    self._active = True
                    self._media_since = time.time()
            case held if held == _HELD_ONCE_THEY_AGREE:
                self.sound.disconnect()
                self._held("us")
            case _:
                pass  # it is known already

    def _rate(self) -> int:
        try:
            return int(self.call.audio.info().rx_sample_rate)
        except AudioNotActive:
            return 0

    def _held(self, by: str) -> None:
        self._active = False
        if self._held_by != by:
            self._held_by = by
            self._tell(h.Held(at=time.time(), call=self.number, by_us=by == "us"))

    def _tell_transfer(self, at: float, code: int, reason: str) -> None:
        self._tell(h.TransferNews(at=at, call=self.number, code=code, reason=reason, final=True))

    def _close(self, at: float, event: StackEvent) -> None:
        self.over = True
        if event.text == _TRANSFERRED:
            self._tell_transfer(at, _OK, "OK")
        code, reason = self._why(event.text or "")
        heard, sent = event.stats.get("rx", {}), event.stats.get("tx", {})
        self._tell(
            h.Ended(
                at=at,
                call=self.number,
                code=code,
                reason=reason,
                packets_heard=heard.get("packets", 0),
                packets_lost=max(0, event.stats.get("rtcp", {}).get("rx_lost", 0)),
                packets_sent=sent.get("packets", 0),
            )
        )

    def _why(self, text: str) -> tuple[int, str]:
        """SIP's code and reason for baresip's words; it has no code where a side just hung up."""
        if self._answered:
            return _OK, "OK"
        if self.refused_with:
            return self.refused_with, text
        code, reason = split_status(text)
        if code is not None:
            return code, reason
        gone = self.hung_up or not self._calls_out
        return (_TERMINATED, "Request Terminated") if gone else (_UNAVAILABLE, text)
