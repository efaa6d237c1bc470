"""The SIP engine of one telephone: pjsua2 without sound card, with the codecs and ports asked for.

Runs in the telephone's own process only: pjsua2 is under the GPL, allows one engine a process, and takes
the process down with it when it fails.
"""

import pjsua2

from ivr.phones.network import address_towards
from ivr.phones.orders import PhoneSpec

_CLOCK_RATE = 8000
_NO_NETWORK = 3  # PJSUA_DESTROY_NO_NETWORK: everything has been said good-bye to before
_LOG_LEVEL = 5


class NoSuchCodecError(Exception):
    """A codec was asked for that pjsua2 was not built with."""

    def __init__(self, codec: str, available: list[str]) -> None:
        super().__init__(
            f"codec {codec} is not in this build of pjsua2; choose one of {', '.join(available)}"
        )


class Engine:
    """pjsua2 started for one telephone; ``run`` must be called again and again."""

    def __init__(self, spec: PhoneSpec) -> None:
        self._endpoint = pjsua2.Endpoint()
        self._endpoint.libCreate()
        self._endpoint.libInit(_config(spec))
        self.address = spec.address or address_towards(spec.server)
        self._transport = self._endpoint.transportCreate(
            pjsua2.PJSIP_TRANSPORT_UDP, transport(self.address, spec.port, 0)
        )
        self._endpoint.audDevManager().setNullDev()
        self._choose_codecs(spec.codecs)
        self._endpoint.libStart()
        self.port = int(self._endpoint.transportGetInfo(self._transport).localName.rpartition(":")[2])
        self.null = self._endpoint.audDevManager().getCaptureDevMedia()

    def run(self, milliseconds: int) -> None:
        """Let the engine work: returns after something was done, or after that time."""
        self._endpoint.libHandleEvents(milliseconds)

    def close(self) -> None:
        """Shut down; no call, account, player or recorder may be alive any more."""
        self._endpoint.libDestroy(_NO_NETWORK)

    def _choose_codecs(self, wanted: tuple[str, ...]) -> None:
        available = {
            codec.codecId: codec.codecId.partition("/")[0].lower() for codec in self._endpoint.codecEnum2()
        }
        for codec_id in available:
            self._endpoint.codecSetPriority(codec_id, 0)
        for place, name in enumerate(wanted):
            ids = [codec_id for codec_id, short in available.items() if short == name.lower()]
            if not ids:
                raise NoSuchCodecError(name, sorted(set(available.values())))
            for codec_id in ids:
                self._endpoint.codecSetPriority(codec_id, 255 - place)


def transport(address: str, port: int, ports: int) -> pjsua2.TransportConfig:
    """A pjsua2 transport on ``address`` from ``port`` on, ``ports`` of them; 0 is any."""
    config = pjsua2.TransportConfig()
    config.boundAddress = address
    config.publicAddress = address
    config.port = port
    config.portRange = ports
    return config


def _config(spec: PhoneSpec) -> pjsua2.EpConfig:
    config = pjsua2.EpConfig()
    user_agent = config.uaConfig
    user_agent.userAgent = "switchroom-phone"
    user_agent.maxCalls = 8
    # Only one thread: callbacks then come out of Engine.run and nowhere else.
    user_agent.threadCnt = 0
    user_agent.mainThreadOnly = True
    media = config.medConfig
    media.clockRate = _CLOCK_RATE
    media.sndClockRate = _CLOCK_RATE
    media.quality = 2
    media.ecTailLen = 0
    media.noVad = True  # else silence sends no RTP, and the other side takes the call for dead
    media.threadCnt = 1
    log = config.logConfig
    log.consoleLevel = 0
    log.level = _LOG_LEVEL if spec.log else 0
    log.msgLogging = 1 if spec.log else 0
    log.filename = spec.log
    return config
