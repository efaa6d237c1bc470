"""Settings: where ARI is, who we are there, and how long anything may take."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class AriSettings(BaseModel):
    """How to reach ARI.  ``url`` is such as ``http://127.0.0.1:8088/ari``, without a slash at its end.

    Times are in seconds.  ``ping_seconds`` is how often the link is tried: one that stays silent for one
    and a half of that is given up.  ``capacity`` is how many events may wait for the server.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    user: str
    password: SecretStr
    application: str = "switchroom"
    request_seconds: float = Field(default=5.0, gt=0)
    connect_seconds: float = Field(default=2.0, gt=0)
    ping_seconds: float = Field(default=3.0, gt=0, le=5)
    capacity: int = Field(default=20_000, ge=1)
