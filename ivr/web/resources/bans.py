"""Bans: who is shut out of SIP for knocking with the wrong key, and letting him in again."""

from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from ivr.dialplan.document import Document, complaint
from ivr.dialplan.messages import Message
from ivr.telephony.banning import source_of
from ivr.web.asked import Asked
from ivr.web.operation import operation
from ivr.web.port import BanView
from ivr.web.problems import NOT_FOUND, Refused


def _source(address: str) -> str:
    source = source_of(address)
    if source is None:
        raise complaint(
            Message(f"{address} 不是 IP 地址", f"{address} is no IP address"),
            Message("写一个 IP 地址，如 192.0.2.7", "write an address such as 192.0.2.7"),
        )
    return source


Address = Annotated[
    str,
    AfterValidator(_source),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}),
]
"""An IP address; of an IPv6 address its network of 64 bits is meant."""


class Bans(Document):
    """Who is shut out now, the latest first."""

    bans: tuple[BanView, ...]


class BanOrder(Document):
    """Which address is to be shut out, and for how many hours."""

    address: Address
    hours: Annotated[float, Field(gt=0, le=8760)] = 24.0


class LiftOrder(Document):
    """Which address is to be let in again."""

    address: Address


@operation("GET", "/v1/bans", "admin")
async def list_bans(asked: Asked) -> Bans:
    """Who is shut out of SIP now."""
    return _bans(asked)


@operation("POST", "/v1/bans", "admin")
async def ban(asked: Asked, body: BanOrder) -> Bans:
    """Shut an address out of SIP; one that is spared (this machine, a trunk) is let in all the same."""
    asked.house.ban(body.address, asked.holdings.clock() + 3600 * body.hours)
    return _bans(asked)


@operation("POST", "/v1/bans/lift", "admin", kinds=(NOT_FOUND,))
async def lift_ban(asked: Asked, body: LiftOrder) -> Bans:
    """Let an address in again."""
    if not asked.house.lift_ban(body.address):
        raise Refused(NOT_FOUND, Message(f"{body.address} 没有被封禁", f"{body.address} is not shut out"))
    return _bans(asked)


def _bans(asked: Asked) -> Bans:
    return Bans(bans=tuple(sorted(asked.house.bans(), key=lambda ban: -ban.since)))
