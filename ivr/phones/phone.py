"""A telephone of ours in asyncio: call, answer, press, speak, and wait for what happens."""

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from ivr.phones import happenings as h
from ivr.phones import orders as o
from ivr.phones.errors import (
    CallOverError,
    NothingHappenedError,
    NotRegisteredError,
    OrderRefusedError,
    PhoneGoneError,
)
from ivr.phones.files import heard_by_call
from ivr.phones.orders import PhoneSpec
from ivr.phones.process import TelephoneProcess

_START_SECONDS = 10.0
_REPLY_SECONDS = 5.0
_REMEMBERED = 10_000
_SHOWN_IN_ERRORS = 20

_WITHIN_A_CALL = (
    h.Ringing,
    h.Answered,
    h.MediaActive,
    h.Held,
    h.DigitHeard,
    h.SoundBegan,
    h.SoundEnded,
    h.SaidAll,
    h.RecordingBegan,
    h.TransferNews,
)

Kind = TypeVar("Kind", bound=h.Moment)


class Phone:
    """A SIP telephone in a process of its own.

    ``async with Phone(PhoneSpec(user="8001", server="127.0.0.1:5060", …)) as phone:`` starts it, and ends
    it for certain.  What happens waits in a box until somebody waits for it, so nothing is missed that
    happens in between.  Waiting concerns the **current call**: the one last begun by ``call`` or
    taken up by waiting for ``Incoming``.
    """

    def __init__(self, spec: PhoneSpec, watch: Callable[[h.Happening], None] | None = None) -> None:
        """``watch`` is told every happening at once, as it comes."""
        self.spec = spec
        self.happened: deque[h.Happening] = deque(maxlen=_REMEMBERED)
        self.current = 0
        self._box: deque[h.Happening] = deque(maxlen=_REMEMBERED)
        self._watch = watch
        self._news = asyncio.Event()
        self._process = TelephoneProcess(self._on_happening, self._news.set)
        self._opened: h.Opened | None = None

    async def __aenter__(self) -> Self:
        try:
            await self._process.start(self.spec)
            self._opened = await self.wait_for(h.Opened, within=_START_SECONDS)
        except BaseException:
            await self._process.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._process.stop()

    def __repr__(self) -> str:
        return f"<Phone {self.spec.user} call {self.current} after {len(self.happened)} happenings>"

    @property
    def uri(self) -> str:
        """Where other telephones reach this one without a server."""
        if self._opened is None:
            return ""
        return f"sip:{self.spec.user}@{self._opened.address}:{self._opened.port}"

    @property
    def heard(self) -> Path:
        """The WAV file of what the current call hears; complete after ``Recorded``."""
        return Path(heard_by_call(self.spec.heard, max(self.current, 1)))

    async def register(self, within: float = _REPLY_SECONDS) -> h.Registered:
        """Register at the server; raises ``NotRegisteredError``."""
        self._process.send(o.Register())
        news = await self._wait((h.Registered, h.RegistrationFailed), within)
        if isinstance(news, h.RegistrationFailed):
            raise NotRegisteredError(self.spec.user, self.spec.server, news)
        assert isinstance(news, h.Registered)
        return news

    async def unregister(self, within: float = _REPLY_SECONDS) -> None:
        """Take the registration back."""
        self._process.send(o.Unregister())
        await self._wait((h.Unregistered, h.RegistrationFailed), within)

    async def call(self, number: str) -> int:
        """Begin a call to a number at the server, or to a SIP URI.  Answers which call of ours it is."""
        self._process.send(o.Call(number=number))
        calling = await self.wait_for(h.Calling, within=_REPLY_SECONDS)
        self.current = calling.call
        return calling.call

    async def answer(self, within: float = _REPLY_SECONDS) -> h.Answered:
        """Pick up the ringing call; raises ``CallOverError`` when the caller was faster."""
        self._send(o.Answer(call=self.current))
        return await self.wait_for(h.Answered, within)

    async def refuse(self, code: int = 486) -> None:
        """Refuse the ringing call with a SIP code."""
        self._send(o.Refuse(call=self.current, code=code))

    async def press(self, digits: str, by_info: bool = False) -> None:
        """Press digits: RFC 4733 events, 0.2 s each, or SIP INFO."""
        self._send(o.Press(call=self.current, digits=digits, by_info=by_info))

    async def hold(self) -> None:
        """Put the other party on hold; ``Held(by_us=True)`` tells when it is."""
        self._send(o.Hold(call=self.current))

    async def retrieve(self) -> None:
        """Take the other party back; ``MediaActive`` tells when that is done."""
        self._send(o.Retrieve(call=self.current))

    async def transfer(self, target: str) -> None:
        """Send the other party to a number or URI (blind REFER); ``TransferNews`` tells the result."""
        self._send(o.Transfer(call=self.current, target=target))

    async def join(self, other: int) -> None:
        """Bring the other party and that of the call ``other`` together (REFER with Replaces)."""
        self._send(o.Join(call=self.current, other=other))

    async def say(self, path: Path, loop: bool = False) -> None:
        """Play a WAV file (16-bit PCM, mono) into the call; ``SaidAll`` tells its end when it is no loop."""
        self._send(o.Say(call=self.current, path=str(path), loop=loop))

    async def hush(self) -> None:
        """Stop what is being played."""
        self._send(o.Hush(call=self.current))

    async def hang_up(self, within: float = _REPLY_SECONDS) -> h.Ended:
        """End the current call.  Answers how it ended, also when the other side was faster."""
        if ended := self.ended():
            return ended
        self._send(o.HangUp(call=self.current))
        news = await self._wait((h.Ended, h.OrderFailed), within)
        return news if isinstance(news, h.Ended) else await self.wait_for(h.Ended, within)

    def ended(self) -> h.Ended | None:
        """How the current call ended; None while it is not over."""
        ends = (news for news in self.happened if isinstance(news, h.Ended) and news.call == self.current)
        return next(ends, None)

    def hears_sound(self) -> bool:
        """Whether something louder than silence is heard in the current call."""
        for event in reversed(self.happened):
            if isinstance(event, h.SoundBegan | h.SoundEnded | h.Ended) and event.call == self.current:
                return isinstance(event, h.SoundBegan)
        return False

    def forget(self, *kinds: type[h.Moment]) -> None:
        """Take what has happened already out of the box, so that waiting is for what comes."""
        while self._take(lambda event: isinstance(event, kinds)):
            pass

    async def lasts(self, seconds: float) -> None:
        """Let that time pass; raises ``CallOverError`` as soon as the current call is over."""
        if ended := self.ended():
            raise CallOverError(self.spec.user, ended)
        try:
            ended = await self.wait_for(h.Ended, within=seconds)
        except NothingHappenedError:
            return
        raise CallOverError(self.spec.user, ended)

    async def wait_for(
        self, kind: type[Kind], within: float, where: Callable[[Kind], bool] = lambda _: True
    ) -> Kind:
        """The next happening of a kind, of the current call, taken out of the box.

        Raises ``NothingHappenedError`` after ``within`` seconds, ``CallOverError`` when the call ended
        before, ``OrderRefusedError`` when an order failed, ``PhoneGoneError`` when the process is gone.
        """
        news = await self._wait((kind,), within, lambda event: isinstance(event, kind) and where(event))
        assert isinstance(news, kind)
        return news

    async def _wait(
        self,
        kinds: tuple[type[h.Moment], ...],
        within: float,
        where: Callable[[h.Happening], bool] = lambda _: True,
    ) -> h.Happening:
        try:
            async with asyncio.timeout(within):
                while True:
                    if found := self._take(lambda event: isinstance(event, kinds) and where(event)):
                        return found
                    self._raise_what_prevents(kinds)
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            names = " or ".join(kind.__name__ for kind in kinds)
            seen = tuple(type(event).__name__ for event in self.happened)[-_SHOWN_IN_ERRORS:]
            raise NothingHappenedError(self.spec.user, names, within, seen) from None

    def _take(self, wanted: Callable[[h.Happening], bool]) -> h.Happening | None:
        for event in self._box:
            if self._concerns_us(event) and wanted(event):
                self._box.remove(event)
                if isinstance(event, h.Incoming):
                    self.current = event.call
                return event
        return None

    def _concerns_us(self, event: h.Happening) -> bool:
        of_another = isinstance(event, h.OfCall) and event.call != self.current
        return not of_another or isinstance(event, h.Incoming | h.Calling)

    def _raise_what_prevents(self, kinds: tuple[type[h.Moment], ...]) -> None:
        failed = self._take(lambda event: isinstance(event, h.OrderFailed))
        if isinstance(failed, h.OrderFailed):
            raise OrderRefusedError(self.spec.user, failed)
        if self._process.ended:
            raise PhoneGoneError(self.spec.user, self._process.exit_code, self._process.complaint)
        ended = self.ended()
        if ended is not None and all(kind in _WITHIN_A_CALL for kind in kinds):
            raise CallOverError(self.spec.user, ended)

    def _send(self, order: o.Order) -> None:
        self._process.send(order)

    def _on_happening(self, event: h.Happening) -> None:
        self.happened.append(event)
        self._box.append(event)
        if self._watch is not None:
            self._watch(event)
        self._news.set()
