"""Services: the business systems that dialplans may speak with, as ``centre.yaml`` has them."""

from typing import Annotated, Literal

from pydantic import Field

from ivr.dialplan.document import Document, Name, Shape

SECRET = "{secret}"
"""Stands for the secret of the service, which is kept in the secrets file under ``service.NAME``."""

Url = Annotated[
    str,
    Shape(
        r"https?://[^\s/{}@?#]+(/[^\s?#]*)?",
        "写以 http:// 或 https:// 开头的地址，不含 ? 和 #",
        "write an address that begins with http:// or https://, without ? and #",
    ),
]
"""Where a business system is reached; its host is the only one that is asked."""

Pointer = Annotated[
    str,
    Shape(
        "(/[^/]*)+",
        "写 JSON 指针，如 /data/status",
        "write a JSON pointer such as /data/status",
    ),
]
"""Where something stands in an answer (RFC 6901)."""

Header = Annotated[str, Shape("[A-Za-z0-9-]{1,64}", "写 HTTP 头的名称", "write the name of an HTTP header")]


class Service(Document):
    """One business system: its address, what every request carries, and how it says yes.

    ``body`` is what is sent to one that is told something, with ``{to}``, ``{text}`` and ``{key}`` for a
    message, ``{account}`` and ``{digits}`` for a secret; ``form`` sends it as a form and not as JSON.
    ``answer`` is where its answer says ``right``; without it any answer of the status 200 to 299 is a yes.
    """

    url: Url
    headers: dict[Header, Annotated[str, Field(max_length=2000)]] = Field(default_factory=dict)
    body: dict[str, str] = Field(default_factory=dict)
    sent_as: Literal["json", "form"] = "json"
    answer: Pointer | None = None
    right: str = "true"


class Crm(Document):
    """Where customers are looked for instead of the built-in directory.

    ``path`` and ``query`` may contain ``{caller}``; ``take`` says where each field stands in the answer.
    """

    service: Name
    path: Annotated[str, Field(max_length=500)] = ""
    query: dict[str, str] = Field(default_factory=dict)
    take: dict[Literal["id", "name", "tier", "tags", "language", "agent", "starred"], Pointer]
    seconds: Annotated[float, Field(ge=0.1, le=5)] = 2.0
