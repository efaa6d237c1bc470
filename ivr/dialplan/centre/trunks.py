"""A line to the telephone network, as ``centre.yaml`` has it."""

import re
from ipaddress import ip_network
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from ivr.dialplan.document import Document, Shape, complaint
from ivr.dialplan.messages import Message

Host = Annotated[
    str,
    Shape(
        r"[A-Za-z0-9.\-\[\]:]{1,253}",
        "写主机名或地址，可加 :端口",
        "write a host name or an address, with :PORT if need be",
    ),
]
"""A host name or address, with a port if need be."""

User = Annotated[
    str,
    Shape(
        r"[A-Za-z0-9_.+@-]{1,64}",
        "只用英文字母、数字和 _ . + @ -",
        "write ASCII letters, digits and _ . + @ -",
    ),
]
"""A user name at a provider."""


TrunkName = Annotated[
    str,
    Shape(
        r"[A-Za-z0-9_-]{1,32}",
        "中继名称只用英文字母、数字、- 和 _，最长 32 个字符",
        "the name of a trunk has ASCII letters, digits, - and _, at most 32",
    ),
]
"""A trunk's name, which stands in Asterisk's configuration too."""

_NETWORK_ZH = "写主机名、地址或网段，如 192.0.2.0/24"
_NETWORK_EN = "write a host name, an address, or a network such as 192.0.2.0/24"


def _network_that_is(text: str) -> str:
    """Asterisk drops all of a carrier's addresses when one of them cannot be."""
    address, _, _ = text.rpartition(":") if text.count(":") == 1 else (text, "", "")
    if not re.fullmatch(r"[0-9.]+(/[0-9]+)?", address) and "/" not in text:
        return text
    try:
        ip_network(re.sub(r"[\[\]]", "", address), strict=False)
    except ValueError:
        raise complaint(
            Message(f"没有“{text}”这样的地址", f'there is no address "{text}"'),
            Message(_NETWORK_ZH, _NETWORK_EN),
        ) from None
    return text


Network = Annotated[
    str,
    Shape(r"[A-Za-z0-9.\-\[\]:]{1,253}(/[0-9]{1,3})?", _NETWORK_ZH, _NETWORK_EN),
    AfterValidator(_network_that_is),
]
"""Where calls come from."""


class Trunk(Document):
    """A line to the telephone network: by registration with a carrier, or by the carrier's address.

    The secret is not here: the secrets file has it under ``trunk.NAME``.  docs/how-to-connect-a-trunk.md
    tells what each key is for.
    """

    kind: Literal["registration", "address"]
    host: Host
    username: User | None = None
    login: User | None = None
    contact_user: User | None = None
    addresses: tuple[Network, ...] = ()
    transport: Literal["udp", "tcp"] = "udp"
    outbound_proxy: Host | None = None
    from_user: User | None = None
    from_domain: Host | None = None
    identity: Literal["none", "pai", "rpid"] = "none"
    trusted: bool = False
    dialled_in: Literal["request", "to"] = "request"
    dtmf: Literal["auto", "rfc4733", "info", "inband"] = "auto"
    codecs: Annotated[tuple[Literal["alaw", "ulaw", "g722", "opus"], ...], Field(min_length=1)] = (
        "alaw",
        "ulaw",
        "g722",
        "opus",
    )
    qualify_seconds: Annotated[int, Field(ge=0, le=3600)] = 60
    retry_seconds: Annotated[int, Field(ge=5, le=3600)] = 30

    @model_validator(mode="after")
    def _registers_as_somebody(self) -> Self:
        if self.kind == "registration" and self.username is None:
            raise complaint(
                Message("注册中继没有 username", "a trunk by registration has no username"),
                Message("补上运营商给的用户名", "add the user name that the carrier gave"),
            )
        return self
