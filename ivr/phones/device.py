"""The telephone itself: an account and its calls, obeying orders; in the telephone's own process only."""

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

import pjsua2

from ivr.phones import happenings as h
from ivr.phones import orders as o
from ivr.phones.addresses import name_address, name_in, number_in, uri_of
from ivr.phones.engine import Engine, transport
from ivr.phones.files import heard_by_call, is_complete
from ivr.phones.leg import Leg
from ivr.phones.resources import peak_bytes
from ivr.phones.sound import Sound, Tell

_GOODBYE_SECONDS = 1.0
_RINGS = 180


class Device:
    """A telephone with one account and any number of calls."""

    def __init__(self, spec: o.PhoneSpec, tell: Tell) -> None:
        self._spec = spec
        self._tell = tell
        self._legs: dict[int, Leg] = {}
        self._unfinished: dict[int, str] = {}
        self._count = 0
        self._engine = Engine(spec)
        self._account = Account(self._rings, tell)
        self._account.create(_account_config(spec, self._engine))
        tell(h.Opened(at=time.time(), address=self._engine.address, port=self._engine.port))

    def turn(self, milliseconds: int) -> None:
        """Let the engine work once, at most that long."""
        self._engine.run(milliseconds)
        for leg in [leg for leg in self._legs.values() if leg.over]:
            self._let_go(leg)
        for number in [number for number, path in self._unfinished.items() if is_complete(Path(path))]:
            self._recorded(number)
        for leg in self._legs.values():
            leg.sound.listen(time.time())

    def obey(self, order: o.Order) -> None:
        """Carry an order out, or tell why not."""
        try:
            self._carry_out(order)
        except (pjsua2.Error, LookupError, OSError) as error:
            reason = why_not(error)
            self._tell(h.OrderFailed(at=time.time(), order=type(order).__name__, reason=reason))

    def close(self) -> None:
        """End all calls, take the registration back, complete the recordings, shut down."""
        for leg in self._legs.values():
            leg.hangup(pjsua2.CallOpParam())
        self._turn_while(lambda: bool(self._legs))
        if self._account.registered:
            self._account.setRegistration(False)
            self._turn_while(lambda: self._account.registered)
        for leg in list(self._legs.values()):
            self._let_go(leg)
        self._turn_while(lambda: bool(self._unfinished))
        self._account.shutdown()
        del self._account
        gc.collect()
        self._engine.close()
        for number in list(self._unfinished):
            self._recorded(number)
        self._tell(h.Closed(at=time.time(), cpu_seconds=time.process_time(), peak_bytes=peak_bytes()))

    def _carry_out(self, order: o.Order) -> None:
        match order:
            case o.Register():
                self._account.setRegistration(True)
            case o.Unregister():
                self._account.setRegistration(False)
            case o.Call():
                self._call(order.number)
            case o.Answer():
                self._leg(order.call).answer(_with_code(200))
            case o.Refuse():
                self._leg(order.call).answer(_with_code(order.code))
            case o.HangUp():
                self._leg(order.call).hangup(pjsua2.CallOpParam())
            case o.Press():
                self._leg(order.call).press(order.digits, order.by_info)
            case o.Hold():
                self._leg(order.call).setHold(pjsua2.CallOpParam(True))
            case o.Retrieve():
                self._leg(order.call).retrieve()
            case o.Transfer():
                self._leg(order.call).xfer(uri_of(order.target, self._spec.server), pjsua2.CallOpParam(True))
            case o.Join():
                self._leg(order.call).xferReplaces(self._leg(order.other), pjsua2.CallOpParam(True))
            case o.Say():
                self._leg(order.call).sound.say(order.path, order.loop)
            case o.Hush():
                self._leg(order.call).sound.hush()
            case o.Quit():
                pass  # the loop ends, and closes us
            case _:
                assert_never(order)

    def _call(self, number: str) -> None:
        leg = self._new_leg()
        leg.makeCall(uri_of(number, self._spec.server), pjsua2.CallOpParam(True))
        self._legs[leg.number] = leg
        self._tell(h.Calling(at=time.time(), call=leg.number, number=number))

    def _rings(self, call_id: int) -> None:
        leg = self._new_leg(call_id)
        self._legs[leg.number] = leg
        info = leg.getInfo()
        self._tell(
            h.Incoming(
                at=time.time(),
                call=leg.number,
                caller=number_in(info.remoteUri),
                caller_name=name_in(info.remoteUri),
                dialled=number_in(info.localUri),
            )
        )
        leg.answer(_with_code(_RINGS))

    def _new_leg(self, call_id: int = pjsua2.PJSUA_INVALID_ID) -> Leg:
        self._count += 1
        heard = heard_by_call(self._spec.heard, self._count)
        sound = Sound(self._count, self._tell, self._engine.null, heard)
        return Leg(self._account, self._count, sound, call_id)

    def _leg(self, number: int) -> Leg:
        wanted = number or max(self._legs, default=0)
        if wanted not in self._legs:
            raise LookupError(f"there is no call {number}" if number else "there is no call")
        return self._legs[wanted]

    def _let_go(self, leg: Leg) -> None:
        path = leg.sound.close()
        if path:
            self._unfinished[leg.number] = path
        del self._legs[leg.number]

    def _recorded(self, number: int) -> None:
        path = self._unfinished.pop(number)
        self._tell(h.Recorded(at=time.time(), call=number, path=path))

    def _turn_while(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + _GOODBYE_SECONDS
        while condition() and time.monotonic() < until:
            self.turn(10)


class Account(pjsua2.Account):  # type: ignore[misc]  # pjsua2 has no types
    """The registration of a telephone, and the door where calls come in."""

    def __init__(self, rings: Callable[[int], None], tell: Tell) -> None:
        super().__init__()
        self._rings = rings
        self._tell = tell
        self.registered = False

    def onIncomingCall(self, prm: pjsua2.OnIncomingCallParam) -> None:  # noqa: N802  # pjsua2's name
        """Hand a new call on."""
        self._rings(prm.callId)

    def onRegState(self, prm: pjsua2.OnRegStateParam) -> None:  # noqa: N802  # pjsua2's name
        """Tell what became of a registration."""
        at = time.time()
        if not 200 <= prm.code < 300:
            self.registered = False
            self._tell(h.RegistrationFailed(at=at, code=prm.code, reason=prm.reason))
        elif prm.expiration > 0:
            self.registered = True
            self._tell(h.Registered(at=at, expires=prm.expiration))
        else:
            self.registered = False
            self._tell(h.Unregistered(at=at))


def _account_config(spec: o.PhoneSpec, engine: Engine) -> pjsua2.AccountConfig:
    config = pjsua2.AccountConfig()
    home = spec.server or f"{engine.address}:{engine.port}"
    config.idUri = name_address(spec.name, uri_of(spec.caller or spec.user, home))
    if spec.server:
        config.regConfig.registrarUri = f"sip:{spec.server}"
    config.regConfig.registerOnAdd = False
    config.regConfig.retryIntervalSec = 0
    config.regConfig.unregWaitMsec = 500
    config.natConfig.contactRewriteUse = 0
    config.natConfig.viaRewriteUse = 0
    config.natConfig.sdpNatRewriteUse = 0
    config.callConfig.timerUse = pjsua2.PJSUA_SIP_TIMER_INACTIVE
    config.mediaConfig.transportConfig = transport(
        engine.address, spec.rtp_first, max(spec.rtp_last - spec.rtp_first, 0)
    )
    if spec.password:
        credentials = pjsua2.AuthCredInfo("digest", "*", spec.user, 0, spec.password)
        config.sipConfig.authCreds.append(credentials)
    return config


def why_not(error: Exception) -> str:
    """What an error says; pjsua2's own say it in an attribute."""
    if isinstance(error, pjsua2.Error):
        return str(error.reason or error.title)
    return str(error)


def _with_code(code: int) -> pjsua2.CallOpParam:
    operation = pjsua2.CallOpParam(True)
    operation.statusCode = code
    return operation
