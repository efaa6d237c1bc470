"""The SIP engine of one telephone: baresip with the codecs and ports asked for, on a loop of its own.

baresip does its SIP on a thread of its own and speaks asyncio; a telephone's process works in turns.
``Engine.run`` gives the loop its turn.
"""

import asyncio
import logging
import re
from collections.abc import Coroutine
from typing import Any, TypeVar

import baresip

from ivr.phones.addresses import name_address, uri_of
from ivr.phones.network import address_towards, free_port
from ivr.phones.orders import PhoneSpec

# The codecs of the wheel as baresip wants them said: what is not at 8 kHz with its rate and channels.
_CODECS = {"pcma": "pcma", "pcmu": "pcmu", "g722": "g722/16000/1", "opus": "opus/48000/2"}
_EXPIRES = 300
_MAX_CALLS = 8
_TRIES = 5
_RINGS_SECONDS = 3600
_ENCODER = re.compile(r"Set audio encoder: (\S+) ")
_NATIVE = logging.getLogger("baresip.native")
_MESSAGES = logging.getLogger("baresip.native.sip")

Answer = TypeVar("Answer")


class NoSuchCodecError(Exception):
    """A codec was asked for that baresip was not built with."""

    def __init__(self, codec: str) -> None:
        available = ", ".join(sorted(_CODECS))
        super().__init__(f"codec {codec} is not in this build of baresip; choose one of {available}")


class CodecEar(logging.Handler):
    """Hears from baresip's log which codec a call got: nothing else tells it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.codec = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the name of the codec, in small letters."""
        if told := _ENCODER.search(record.getMessage()):
            self.codec = told[1].lower()


class Engine:
    """baresip started for one telephone; ``run`` must be called again and again."""

    def __init__(self, spec: PhoneSpec) -> None:
        self.address = spec.address or address_towards(spec.server)
        self.expires = _EXPIRES
        self._ear = CodecEar()
        _listen_to_logs(self._ear, spec.log)
        self._loop = asyncio.new_event_loop()
        self.runtime, self.port = self.do(self._start(spec))
        self.user_agent: baresip.UserAgent = self.do(self._account(spec))

    @property
    def codec(self) -> str:
        """The codec of the newest negotiation; empty while it is not known."""
        return self._ear.codec

    def forget_codec(self) -> None:
        """What was negotiated is over."""
        self._ear.codec = ""

    def run(self, milliseconds: int) -> None:
        """Let the loop work that long."""
        self._loop.run_until_complete(asyncio.sleep(milliseconds / 1000))

    def do(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """Do something now, and answer what comes of it."""
        return self._loop.run_until_complete(work)

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin something that goes on while the engine runs."""
        return self._loop.create_task(work)

    def close(self) -> None:
        """Shut down."""
        self.do(self.runtime.close())

    async def _start(self, spec: PhoneSpec) -> tuple[baresip.Runtime, int]:
        """A runtime, and the SIP port it has: another free one, if somebody took it first."""
        _refuse_unknown(spec.codecs)
        for tries_left in reversed(range(1 if spec.port else _TRIES)):
            port = free_port(self.address, spec.port)
            runtime = baresip.Runtime()
            try:
                await runtime.start(_config(spec, self.address, port))
            except baresip.BaresipError:
                if not tries_left:
                    raise
            else:
                return runtime, port
        raise AssertionError("the last try returns or raises")

    async def _account(self, spec: PhoneSpec) -> baresip.UserAgent:
        account = _account(spec, spec.server or f"{self.address}:{self.port}")
        return await baresip.UserAgent.create(self.runtime, account, transfer_policy="reject")


def _refuse_unknown(codecs: tuple[str, ...]) -> None:
    for name in codecs:
        if name.lower() not in _CODECS:
            raise NoSuchCodecError(name)


def _config(spec: PhoneSpec, address: str, port: int) -> baresip.Config:
    return baresip.Config(
        net_interface=address,
        native_log_level="info",
        sip_trace=bool(spec.log),
        max_concurrent_calls=_MAX_CALLS,
        expose_headers=("From", "To"),
        extra_config_text=_directives(spec, address, port),
    )


def _directives(spec: PhoneSpec, address: str, port: int) -> str:
    lines = [
        f"sip_listen {address}:{port}",
        "sip_transports udp",
        f"call_local_timeout {_RINGS_SECONDS}",
        # As short as pjsua2's: what is heard is told when it is heard.
        "audio_jitter_buffer_type fixed",
        "audio_jitter_buffer_ms 20-160",
    ]
    if spec.rtp_first:
        lines.append(f"rtp_ports {spec.rtp_first}-{max(spec.rtp_last, spec.rtp_first + 1)}")
    return "\n".join(lines)


def _account(spec: PhoneSpec, home: str) -> str:
    """The one line by which baresip knows an account; it holds the password."""
    uri = f"{uri_of(spec.caller or spec.user, home)};transport=udp"
    codecs = ",".join(_CODECS[name.lower()] for name in spec.codecs)
    secret = [f"auth_user={spec.user}", f'auth_pass="{spec.password}"'] if spec.password else []
    return ";".join(
        [
            name_address(spec.name, uri),
            *secret,
            f"regint={_EXPIRES if spec.server else 0}",
            "answermode=manual",
            "catchall=yes",
            f"audio_codecs={codecs}",
            "dtmfmode=rtpevent",
        ]
    )


def _listen_to_logs(ear: CodecEar, file: str) -> None:
    _NATIVE.addHandler(ear)
    _NATIVE.setLevel(logging.INFO)
    _NATIVE.propagate = False
    _MESSAGES.propagate = False
    if file:
        _MESSAGES.setLevel(logging.DEBUG)
        _MESSAGES.addHandler(logging.FileHandler(file))
