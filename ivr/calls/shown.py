"""What telephones show of a caller: his number as people in the country write it, or that it was withheld."""

from ivr.calls.contact import Contact
from ivr.dialplan.edition import Edition
from ivr.telephony.ids import AgentId
from ivr.telephony.numbers import national

ANONYMOUS = "anonymous"
"""What SIP puts where a number would stand (RFC 3323)."""

_WITHHELD = {"zh": "号码未显示", "en": "Number withheld"}


def shown_to_agent(contact: Contact, agent: AgentId, edition: Edition) -> tuple[str, str]:
    """The number and the name that the agent's telephone shows; who is withheld is so in his language."""
    if not contact.withheld():
        return national(contact.caller, edition.centre.numbering()), contact.caller_name
    known = edition.centre.agents.get(agent)
    return ANONYMOUS, _WITHHELD.get(known.language if known else "", _WITHHELD["en"])


def shown_on_a_line(contact: Contact, edition: Edition) -> str:
    """The number that a telephone outside is shown when a caller is sent there."""
    return national(contact.caller, edition.centre.numbering()) or ANONYMOUS
