"""Settings: where ARI is, who we are there, and how long anything may take."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class Names(BaseModel):
    """What is called how in the Asterisk that we speak to.

    ``fallback`` is the context in which a caller lands whom nobody serves, ``told`` the one in which a
    telephone is told a sentence and nothing more.  ``music`` stands before the name of each class of music,
    and ``outgoing`` is the endpoint by which a number is reached.  ``on_rings`` are variables to be set on
    each leg to an agent, where his endpoint does not set them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fallback: str = "fallback"
    told: str = "told"
    music: str = ""
    outgoing: str = "PJSIP/{number}@trunk-{trunk}"
    on_rings: dict[str, str] = {}


OURS = Names()
"""The names in an Asterisk of our own."""


class AriSettings(BaseModel):
    """How to reach ARI.  ``url`` is such as ``http://127.0.0.1:8088/ari``, without a slash at its end.

    Times are in seconds.  ``ping_seconds`` is how often the link is tried; one that stays silent for
    ``silent_seconds`` is given up.  ``requests`` is how requests go; events always come over the websocket.
    ``capacity`` is how many events may wait for the server.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    user: str
    password: SecretStr
    application: str = "switchroom"
    names: Names = OURS
    requests: Literal["websocket", "http"] = "websocket"
    request_seconds: float = Field(default=5.0, gt=0)
    connect_seconds: float = Field(default=2.0, gt=0)
    ping_seconds: float = Field(default=0.5, gt=0, le=5)
    silent_seconds: float = Field(default=1.5, gt=0)
    capacity: int = Field(default=20_000, ge=1)
