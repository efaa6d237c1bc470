"""Ids: the contact's own, and every other id that derives from it.

A contact takes its id from the caller's channel: Asterisk names that channel ``SYSTEM-EPOCH.COUNT``
and the contact is ``SYSTEM-EPOCH-COUNT``.  The dot is thereby free to separate what derives:
``CONTACT.agent.2`` is the second agent's leg, ``CONTACT.play.7`` the seventh prompt.  Because the
rule is a function, a server that was killed finds the owner of every channel without a table.
"""

from typing import NewType

ContactId = NewType("ContactId", str)
ChannelId = NewType("ChannelId", str)
BridgeId = NewType("BridgeId", str)
PlaybackId = NewType("PlaybackId", str)
AgentId = NewType("AgentId", str)
PlaceId = NewType("PlaceId", str)
SecretHandle = NewType("SecretHandle", str)
EffectKey = NewType("EffectKey", str)


def contact_of_caller(channel: ChannelId) -> ContactId:
    """The contact that the caller's channel opens: its id with dots turned into dashes."""
    return ContactId(channel.replace(".", "-"))


def agent_leg(contact: ContactId, number: int) -> ChannelId:
    """The id of the contact's ``number``-th leg to an agent, counted from 1."""
    return ChannelId(f"{contact}.agent.{number}")


def number_leg(contact: ContactId, number: int) -> ChannelId:
    """The id of the contact's ``number``-th leg to a telephone number, counted from 1."""
    return ChannelId(f"{contact}.number.{number}")


def bridge_of(contact: ContactId, number: int) -> BridgeId:
    """The id of the bridge in which the contact's ``number``-th leg meets the caller."""
    return BridgeId(f"{contact}.bridge.{number}")


def playback_of(contact: ContactId, number: int) -> PlaybackId:
    """The id of the contact's ``number``-th prompt, counted from 1."""
    return PlaybackId(f"{contact}.play.{number}")


def place_of(contact: ContactId, number: int) -> PlaceId:
    """The id of the contact's ``number``-th place in a line, counted from 1.

    Each stay in a queue has its own, so that an offer made for an earlier stay is known as stale.
    """
    return PlaceId(f"{contact}.place.{number}")


def secret_of(contact: ContactId, number: int) -> SecretHandle:
    """The handle of the ``number``-th secret that somebody of the contact is asked for, counted from 1."""
    return SecretHandle(f"{contact}.secret.{number}")


def snoop_of(contact: ContactId, number: int) -> ChannelId:
    """The id of the contact's ``number``-th channel that listens to somebody else's, counted from 1."""
    return ChannelId(f"{contact}.snoop.{number}")


def effect_of(contact: ContactId, number: int) -> EffectKey:
    """The key of the ``number``-th effect outside telephony that the contact wants, counted from 1.

    Number 0 is the question who calls, which is asked once, when he arrives.
    """
    return EffectKey(f"{contact}.effect.{number}")


def owner(derived: str) -> ContactId:
    """The contact that a derived id belongs to."""
    return ContactId(derived.partition(".")[0])


def is_agent_leg(channel: str) -> bool:
    """Whether the channel is one that we dialled to an agent."""
    return ".agent." in channel


def is_number_leg(channel: str) -> bool:
    """Whether the channel is one that we dialled to a telephone number."""
    return ".number." in channel


def is_snoop(channel: str) -> bool:
    """Whether the channel is one that listens to another."""
    return ".snoop." in channel
