"""Telling an agent something while he talks: he hears it alone, in his language."""

from msgspec.structs import replace

from ivr.calls.contact import Contact
from ivr.calls.spoken import sentence
from ivr.dialplan.edition import Edition
from ivr.telephony.commands import Dismiss, Play
from ivr.telephony.ids import AgentId, ChannelId, playback_of
from ivr.telephony.prompts import Prompt


def tell(
    contact: Contact, channel: ChannelId, agent: AgentId, name: str, edition: Edition
) -> tuple[Contact, Play]:
    """The house's sentence of that name, played to the agent's channel."""
    number = contact.plays + 1
    told = Play(playback_of(contact.id, number), channel, (in_his_language(agent, name, edition),))
    return replace(contact, plays=number), told


def dismiss(channel: ChannelId, agent: AgentId, name: str, edition: Edition) -> Dismiss:
    """The house's sentence of that name as the last that is heard on the agent's channel."""
    return Dismiss(channel, in_his_language(agent, name, edition))


def in_his_language(agent: AgentId, name: str, edition: Edition) -> Prompt:
    """The house's sentence of that name in the agent's language."""
    known = edition.centre.agents.get(agent)
    return sentence(name, known.language if known else edition.centre.languages[0])
