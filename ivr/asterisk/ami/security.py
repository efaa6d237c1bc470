"""What Asterisk tells of those who knock at its doors with the wrong key."""

from collections.abc import Callable

import msgspec
import structlog

from ivr.asterisk.ami.link import AmiLink
from ivr.asterisk.ami.subscription import Heard, Resync, Woken

log = structlog.get_logger(__name__)

FAILED = (
    "InvalidPassword",
    "ChallengeResponseFailed",
    "InvalidAccountID",
    "FailedACL",
    "AuthMethodNotAllowed",
    "RequestBadFormat",
    "RequestNotAllowed",
    "UnexpectedAddress",
    "SessionLimit",
)
ASKED = "ChallengeSent"
"""Somebody was asked for his key: every telephone is, before it proves itself."""

PROVED = "SuccessfulAuth"
"""Somebody proved himself."""

SIP = "PJSIP"
"""The service of SIP's events."""


class SecurityEvent(msgspec.Struct, frozen=True):
    """One attempt that Asterisk tells of: one that it turned away, if nothing else is asked for.

    ``service`` is PJSIP, AMI or the like; ``account`` what the stranger called himself; ``at`` the
    time as Asterisk writes it.
    """

    kind: str
    service: str
    account: str
    transport: str
    address: str
    port: int
    at: str


def security_event(event: Heard) -> SecurityEvent:
    """The event as values.  An address looks like ``IPV4/UDP/127.0.0.1/5060``."""
    _, transport, address, port = (event.fields.get("RemoteAddress", "").split("/") + [""] * 4)[:4]
    return SecurityEvent(
        kind=event.name,
        service=event.fields.get("Service", ""),
        account=event.fields.get("AccountID", ""),
        transport=transport,
        address=address,
        port=int(port) if port.isdecimal() else 0,
        at=event.fields.get("EventTV", ""),
    )


def log_it(event: SecurityEvent) -> None:
    """Write the event into the log."""
    log.warning(
        "asterisk.turned_away",
        kind=event.kind,
        service=event.service,
        address=event.address,
        port=event.port,
        transport=event.transport,
        **{"pii.account": event.account},
    )


class SecurityEvents:
    """Hears of these kinds of events, and calls ``tell`` for each; under a flood, not for each."""

    def __init__(
        self,
        link: AmiLink,
        tell: Callable[[SecurityEvent], None] = log_it,
        kinds: tuple[str, ...] = FAILED,
    ) -> None:
        self._tell = tell
        self._news = link.subscribe(*kinds)

    async def run(self) -> None:
        """Listen until cancelled."""
        async for news in self._news:
            match news:
                case Heard():
                    self._tell(security_event(news))
                case Resync() | Woken():
                    pass
