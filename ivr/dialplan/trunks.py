"""A line to the telephone network, as ``centre.yaml`` has it."""

from typing import Annotated, Literal, Self

from pydantic import model_validator

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


class Trunk(Document):
    """A line to the telephone network: by registration with a provider, or by the provider's address.

    The secret is not here: the secrets file has it under ``trunk.NAME``.
    """

    kind: Literal["registration", "address"]
    host: Host
    username: User | None = None

    @model_validator(mode="after")
    def _registers_as_somebody(self) -> Self:
        if self.kind == "registration" and self.username is None:
            raise complaint(
                Message("注册中继没有 username", "a trunk by registration has no username"),
                Message("补上运营商给的用户名", "add the user name that the provider gave"),
            )
        return self
