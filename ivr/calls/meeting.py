"""Meeting: the bridge in which the caller and another party come together."""

from ivr.calls.contact import Contact
from ivr.telephony.commands import OpenBridge
from ivr.telephony.ids import BridgeId


def open_bridge(bridge: BridgeId, contact: Contact) -> OpenBridge:
    """The bridge for a leg of the contact; mixed, once an agent has talked in an earlier one."""
    earlier = [talk for talk in contact.talks if talk.until is not None]
    return OpenBridge(bridge, mixed=bool(earlier))
