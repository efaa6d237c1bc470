"""Whether each agent's telephone can be reached and whether it is in use, told as it changes.

The device state alone is the source: on Asterisk 22 it changes within a millisecond of a
registration, its end, and a qualify that fails, and unlike ContactStatus and PeerStatus the same
thing can be read as a list after a log-in.  While a telephone talks it counts as reachable even if
its registration ends; Asterisk tells the loss when the call is over.
"""

from collections.abc import Callable, Mapping

import msgspec
import structlog

from ivr.asterisk.ami.actions import DeviceStateList
from ivr.asterisk.ami.errors import ActionRefusedError, AmiError
from ivr.asterisk.ami.link import AmiLink
from ivr.asterisk.ami.subscription import Heard, Resync, Woken
from ivr.telephony.ids import AgentId

log = structlog.get_logger(__name__)

_TECHNOLOGY = "PJSIP/"
_OUT_OF_REACH = frozenset({"UNAVAILABLE", "INVALID", "UNKNOWN"})
_IN_USE = frozenset({"INUSE", "BUSY", "ONHOLD", "RINGING", "RINGINUSE"})


class PhoneChanged(msgspec.Struct, frozen=True):
    """A telephone came within reach or went out of it, or is in use or free."""

    agent: AgentId
    reachable: bool
    in_use: bool = False


def phone_in(fields: Mapping[str, str]) -> PhoneChanged | None:
    """What a device's state says of a telephone; ``None`` when the device is no telephone."""
    device = fields.get("Device", "")
    if not device.startswith(_TECHNOLOGY):
        return None
    state = fields.get("State")
    agent = AgentId(device.removeprefix(_TECHNOLOGY))
    return PhoneChanged(agent, state not in _OUT_OF_REACH, state in _IN_USE)


class PhonesWatch:
    """Watches the telephones and calls ``tell`` with every change, in order.

    At the first log-in every telephone is told; after a later one, those that differ from what was
    told before.  Endpoints that are nobody's (a trunk) are told too: the listener knows its agents.
    """

    def __init__(self, link: AmiLink, tell: Callable[[PhoneChanged], None]) -> None:
        """``tell`` must return at once and not raise."""
        self._link = link
        self._tell = tell
        self._known: dict[AgentId, PhoneChanged] = {}
        self._looks = False
        self._differed: frozenset[PhoneChanged] = frozenset()
        self.on_healed: Callable[[str], None] = lambda kind: None
        self._news = link.subscribe("DeviceStateChange", room=5000)

    @property
    def reachable(self) -> frozenset[AgentId]:
        """Those whose telephone can be reached, as told last."""
        return frozenset(agent for agent, phone in self._known.items() if phone.reachable)

    async def run(self) -> None:
        """Watch until cancelled."""
        async for news in self._news:
            match news:
                case Heard(fields=fields):
                    self._note(phone_in(fields))
                case Resync():
                    await self._read_all()
                case Woken() if self._looks:
                    self._looks = False
                    await self._compare()
                case Woken():
                    pass

    def look_again(self) -> None:
        """Have all telephones read once more: what two looks find otherwise than told is told now."""
        if self._link.up:
            self._looks = True
            self._news.wake()

    def unreachable(self, agent: AgentId) -> None:
        """A telephone could not be called.  Without a link its loss may be what we were not told."""
        if not self._link.up:
            self._note(PhoneChanged(agent, False))

    async def _read_all(self) -> None:
        for phone in await self._read():
            self._note(phone)

    async def _compare(self) -> None:
        """A change whose word is on its way differs once; one whose word was lost differs twice."""
        found = frozenset(phone for phone in await self._read() if self._known.get(phone.agent) != phone)
        for phone in sorted(found & self._differed, key=lambda phone: phone.agent):
            log.error("healed", kind="phone_untold", agent=phone.agent, difference=repr(phone))
            self.on_healed("phone_untold")
            self._note(phone)
        self._differed = found - self._differed

    async def _read(self) -> tuple[PhoneChanged, ...]:
        """Every telephone as it is; empty when it cannot be read."""
        try:
            reply = await self._link.ask(DeviceStateList(), seconds=10.0)
        except ActionRefusedError as error:
            log.error("ami.phones_unknown", reason=error.reason, remedy="give write class `reporting`")
            return ()
        except AmiError as error:
            log.warning("ami.phones_unread", reason=str(error))  # the next log-in brings a Resync
            return ()
        phones = [phone for fields in reply.items if (phone := phone_in(fields))]
        gone = self._known.keys() - {phone.agent for phone in phones}
        return (*phones, *(PhoneChanged(agent, False) for agent in sorted(gone)))

    def _note(self, phone: PhoneChanged | None) -> None:
        if phone is None or self._known.get(phone.agent) == phone:
            return
        self._known[phone.agent] = phone
        self._tell(phone)
