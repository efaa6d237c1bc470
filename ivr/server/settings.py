"""Settings: what the machine decides.  Command line > environment (``SWITCHROOM_…``) > file > default.

What callers meet, and the agents, stand in the dialplan folder instead.
"""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, IPvAnyAddress, IPvAnyNetwork, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)


class AttachedSettings(BaseModel):
    """An Asterisk that is already in use, to which ``switchroom attach`` adds our part.

    ``etc`` is its folder of configuration and ``console`` the command line that speaks to it; ``ari`` and
    ``ami`` are where it answers.  ``folder`` holds prompts, music and recordings: both sides must see it
    (``STATE/attached`` if not given), Asterisk as ``inside`` where that differs.  ``outgoing`` is how a
    number outside is reached, through extensions of theirs; ``{number}`` and ``{trunk}`` are filled in.
    ``requests``: how requests to ARI go, ``http`` where Asterisk takes none over its websocket.
    """

    model_config = {"extra": "forbid"}

    etc: Annotated[Path, AfterValidator(Path.absolute)] = Path("/etc/asterisk")
    console: str = "asterisk"
    ari: Annotated[str, Field(pattern=r"^https?://.*[^/]$")] = "http://127.0.0.1:8088/ari"
    ami: Annotated[str, Field(pattern=r"^[^:]+:[0-9]+$")] = "127.0.0.1:5038"
    folder: Annotated[Path, AfterValidator(Path.absolute)] | None = None
    inside: str | None = None
    outgoing: str = "Local/{number}@from-internal/n"
    requests: Literal["websocket", "http"] = "websocket"


class BanSettings(BaseModel):
    """When an address that knocks at SIP's door with the wrong key is shut out.

    ``failures`` wrong keys within a minute, for ``minutes`` the first time and four times as long each
    further time, a day at most.  ``never`` are addresses and networks that no ban touches: this machine
    itself; trunks are spared besides, and addresses from which a telephone proved itself.  With
    ``0.0.0.0/0`` and ``::/0`` in it nobody is shut out, and floods are only logged.
    """

    model_config = {"extra": "forbid"}

    failures: Annotated[int, Field(ge=3, le=10_000)] = 20
    minutes: Annotated[float, Field(gt=0, le=1440)] = 10.0
    never: tuple[IPvAnyNetwork, ...] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))


class AsteriskSettings(BaseModel):
    """The Asterisk that the centre runs on: one of its own, in a folder of the state folder.

    ``root`` is the root it was installed into (``switchroom asterisk install``); None takes the
    machine's own ``asterisk``.  ``name`` begins every contact's id: small letters and digits.
    ``external_address``: what the world outside must call, where a router stands between it and us.
    ``attached``: not one of its own, but one that is already in use; of the others only ``name`` and
    ``application`` count then.  ``outlives_us``: when the centre is stopped, Asterisk goes on, and with
    it the talks and the fallback.
    """

    model_config = {"extra": "forbid"}

    root: Path | None = Path("build/asterisk")
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,15}$")] = "switchroom"
    application: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "switchroom"
    lan: bool = False
    external_address: IPvAnyAddress | None = None
    outlives_us: bool = False
    test_carrier: bool = False
    first_port: Annotated[int, Field(ge=1024, le=65000)] = 20000
    first_rtp_port: Annotated[int, Field(ge=1024, le=64000)] = 30000
    attached: AttachedSettings | None = None
    bans: BanSettings = BanSettings()


class ApiSettings(BaseModel):
    """Where the HTTP API listens."""

    model_config = {"extra": "forbid"}

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080


Days = Annotated[float, Field(gt=0)] | None
"""For how many days something is kept; None: for ever."""


class KeepSettings(BaseModel):
    """For how many days what grows is kept; null: for ever.

    ``recordings_of`` are queues whose recordings have a time of their own.  Records of contacts and survey
    answers are kept for ever.
    """

    model_config = {"extra": "forbid"}

    journal: Days = 30
    recordings: Days = 180
    recordings_of: dict[str, Days] = {}
    logs: Days = 30
    queue_log: Days = 400


class PublishingSettings(BaseModel):
    """How dialplans go live.

    ``when``: ``on_save``, as soon as a changed file of the folder is right, or ``by_hand``, by
    ``switchroom publish`` and the API alone.  ``approvals``: how many people must give their word for a
    version, its author among them; more than one goes with ``by_hand`` only.
    """

    model_config = {"extra": "forbid"}

    when: Literal["on_save", "by_hand"] = "on_save"
    approvals: Annotated[int, Field(ge=1, le=5)] = 1

    @model_validator(mode="after")
    def _saving_asks_nobody(self) -> Self:
        if self.approvals > 1 and self.when == "on_save":
            raise ValueError("approvals: what goes live on_save asks nobody; set publishing.when: by_hand")
        return self


class Settings(BaseSettings):
    """All settings of a centre.  Paths are taken from the working folder.

    ``drain_seconds``: asked to end, the server lets talks go on for so long at most.
    """

    model_config = SettingsConfigDict(
        env_prefix="SWITCHROOM_", env_nested_delimiter="__", extra="forbid", yaml_file="switchroom.yaml"
    )

    dialplans: Annotated[Path, AfterValidator(Path.absolute)] = Path("dialplans")
    prompts: Annotated[Path, AfterValidator(Path.absolute)] = Path("dialplans/prompts")
    state: Annotated[Path, AfterValidator(Path.absolute)] = Path("build/state")
    drain_seconds: Annotated[float, Field(ge=0, le=3600)] = 30.0
    redis: Annotated[str | None, Field(pattern=r"^(rediss?|unix)://")] = None
    asterisk: AsteriskSettings = AsteriskSettings()
    api: ApiSettings = ApiSettings()
    keep: KeepSettings = KeepSettings()
    publishing: PublishingSettings = PublishingSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line first, then environment, then ``switchroom.yaml``."""
        return init_settings, env_settings, YamlConfigSettingsSource(settings_cls)

    @property
    def database(self) -> str:
        """The URL of the centre's database."""
        return f"sqlite:///{self.state / 'centre.db'}"

    @property
    def archive(self) -> Path:
        """The folder of finished recordings."""
        return self.state / "recordings"


def load(file: Path | None) -> Settings:
    """The settings with ``file`` in place of ``switchroom.yaml``.

    Raises pydantic.ValidationError, which names every wrong or unknown key.
    """
    if file is None:
        return Settings()

    class FromFile(Settings):
        model_config = SettingsConfigDict(yaml_file=file)

    return FromFile()
