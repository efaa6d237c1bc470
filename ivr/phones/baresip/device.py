"""The telephone itself on baresip: an account and its calls, obeying orders; in its own process only."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable

import baresip
from baresip import Event, StackEvent

from ivr.phones import happenings as h
from ivr.phones import orders as o
from ivr.phones.addresses import name_in, number_in, uri_of
from ivr.phones.baresip.engine import Engine
from ivr.phones.baresip.leg import Leg
from ivr.phones.baresip.sound import Sound, Tell
from ivr.phones.files import heard_by_call
from ivr.phones.resources import peak_bytes

_GOODBYE_SECONDS = 1.0
_REFUSES_WITH = 486


class NotOnBaresipError(Exception):
    """An order that this engine cannot carry out."""

    def __init__(self, lacking: str) -> None:
        super().__init__(
            f"the engine baresip {lacking}; use pjsua2 (CPython 3.11 or 3.12, x86_64 Linux) for it"
        )


class Device:
    """A telephone with one account and any number of calls."""

    def __init__(self, spec: o.PhoneSpec, tell: Tell) -> None:
        self._spec = spec
        self._tell = tell
        self._legs: dict[int, Leg] = {}
        self._early: defaultdict[int, list[StackEvent]] = defaultdict(list)
        self._doing: set[asyncio.Task[None]] = set()
        self._count = 0
        self._registered = False
        self._engine = Engine(spec)
        self._engine.runtime.subscribe(self._on_event)
        tell(h.Opened(at=time.time(), address=self._engine.address, port=self._engine.port))

    def turn(self, milliseconds: int) -> None:
        """Let the engine work that long."""
        self._engine.run(milliseconds)
        now = time.time()
        for leg in list(self._legs.values()):
            leg.turn(now)
            if leg.over:
                self._let_go(leg)

    def obey(self, order: o.Order) -> None:
        """Begin to carry an order out; tell why, if that fails."""
        task = self._engine.begin(self._obey(order))
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    def close(self) -> None:
        """End all calls, take the registration back, complete the recordings, shut down."""
        for leg in self._legs.values():
            self.obey(o.HangUp(call=leg.number))
        self._turn_while(lambda: bool(self._legs))
        if self._registered:
            self.obey(o.Unregister())
            self._turn_while(lambda: self._registered)
        for leg in list(self._legs.values()):
            self._let_go(leg)
        self._engine.close()
        self._tell(h.Closed(at=time.time(), cpu_seconds=time.process_time(), peak_bytes=peak_bytes()))

    async def _obey(self, order: o.Order) -> None:
        try:
            await self._carry_out(order)
        except (baresip.BaresipError, NotOnBaresipError, LookupError, OSError, ValueError) as error:
            reason = why_not(error)
            self._tell(h.OrderFailed(at=time.time(), order=type(order).__name__, reason=reason))

    async def _carry_out(self, order: o.Order) -> None:
        match order:
            case o.Register():
                await self._register()
            case o.Unregister():
                await self._unregister()
            case o.Call():
                await self._call(order.number)
            case o.Quit():
                pass  # the loop ends, and closes us
            case _:
                await self._in_call(self._leg(order.call), order)

    async def _in_call(self, leg: Leg, order: o.Order) -> None:
        match order:
            case o.Answer():
                await leg.call.answer()
            case o.Refuse():
                await self._refuse(leg, order.code)
            case o.HangUp():
                leg.hung_up = True
                await leg.call.hangup()
            case o.Press():
                await self._press(leg, order)
            case o.Hold():
                await leg.hold()
            case o.Retrieve():
                await leg.retrieve()
            case o.Transfer():
                await leg.transfer(uri_of(order.target, self._spec.server))
            case o.Join():
                await leg.join(self._leg(order.other))
            case o.Say():
                leg.sound.say(order.path, order.loop)
            case o.Hush():
                leg.sound.hush()
            case _:
                raise NotOnBaresipError(f"knows no order {type(order).__name__}")

    async def _register(self) -> None:
        try:
            await self._engine.user_agent.register(timeout=32.0)
        except baresip.RegistrationError as error:
            code = error.status or 503
            self._tell(h.RegistrationFailed(at=time.time(), code=code, reason=error.reason or str(error)))
            return
        self._registered = True
        self._tell(h.Registered(at=time.time(), expires=self._engine.expires))

    async def _unregister(self) -> None:
        await self._engine.user_agent.unregister(timeout=5.0)
        self._registered = False
        self._tell(h.Unregistered(at=time.time()))

    async def _refuse(self, leg: Leg, code: int) -> None:
        if code != _REFUSES_WITH:
            raise NotOnBaresipError(f"refuses calls with {_REFUSES_WITH} alone, not with {code}")
        leg.refused_with = code
        await leg.call.reject()

    async def _press(self, leg: Leg, order: o.Press) -> None:
        if order.by_info:
            raise NotOnBaresipError("presses digits as RFC 4733 events alone, not as SIP INFO")
        await leg.call.send_dtmf(order.digits)

    async def _call(self, number: str) -> None:
        call = await self._engine.user_agent.dial(uri_of(number, self._spec.server))
        leg = self._new_leg(call)
        self._tell(h.Calling(at=time.time(), call=leg.number, number=number))
        for event in self._early.pop(call.handle, []):
            leg.on_event(event)

    def _on_event(self, event: StackEvent) -> None:
        if event.event is Event.CALL_INCOMING:
            self._rings(event)
        elif event.call in self._by_handle():
            self._by_handle()[event.call].on_event(event)
        elif event.call:
            # Of a call that is just being made: who made it does not know its handle yet.
            self._early[event.call].append(event)

    def _rings(self, event: StackEvent) -> None:
        self._early.pop(event.call, None)
        leg = self._new_leg(baresip.Call._from_incoming(self._engine.runtime, event))
        caller = event.headers.get("From") or event.peer or ""
        self._tell(
            h.Incoming(
                at=time.time(),
                call=leg.number,
                caller=number_in(caller),
                caller_name=name_in(caller),
                dialled=number_in(event.headers.get("To") or ""),
            )
        )

    def _new_leg(self, call: baresip.Call) -> Leg:
        self._count += 1
        if not self._legs:
            self._engine.forget_codec()
        sound = Sound(self._count, self._tell, heard_by_call(self._spec.heard, self._count))
        leg = self._legs[self._count] = Leg(call, self._count, self._engine, sound)
        return leg

    def _by_handle(self) -> dict[int, Leg]:
        return {leg.call.handle: leg for leg in self._legs.values()}

    def _leg(self, number: int) -> Leg:
        wanted = number or max(self._legs, default=0)
        if wanted not in self._legs:
            raise LookupError(f"there is no call {number}" if number else "there is no call")
        return self._legs[wanted]

    def _let_go(self, leg: Leg) -> None:
        path = leg.sound.close()
        del self._legs[leg.number]
        if path:
            self._tell(h.Recorded(at=time.time(), call=leg.number, path=path))

    def _turn_while(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + _GOODBYE_SECONDS
        while condition() and time.monotonic() < until:
            self.turn(10)


def why_not(error: Exception) -> str:
    """What an error says."""
    if isinstance(error, OSError) and error.filename is None and error.strerror:
        return error.strerror
    return str(error)
