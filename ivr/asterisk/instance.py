"""Instances: an Asterisk of our own in a folder of its own, several of which may run side by side.

The folder holds all that is the instance's: etc, sounds, moh, recording, log, spool, run, db.  An
Asterisk that is locked into a root sees it at ``/srv/switchroom/NAME``.
"""

import os
import re
import shutil
import socket
import zlib
from pathlib import Path

import msgspec

from ivr.asterisk.credentials import Secrets, load_or_make
from ivr.asterisk.fallback import Fallback
from ivr.asterisk.installing import Installation, find_in, find_on_path
from ivr.asterisk.rendering import TEMPLATES, AgentPhone, Plan, Ports, render
from ivr.asterisk.trunks import Trunk

MUSIC = Path(__file__).parents[2] / "dialplans" / "music"

# Whom Asterisk runs as when we are root: a number that no account of the machine has, so that nobody
# else can read its secrets.  (The one in the root's own /etc/passwd is somebody else's outside.)
ACCOUNT = 64922

_NAME = re.compile(r"[a-z][a-z0-9]{0,31}")
_WRITTEN_BY_ASTERISK = ("recording", "log", "spool", "run", "db", "db/keys", "spool/recording")
_READ_BY_ASTERISK = ("etc", "sounds", "moh")
_STRIDE = 10


class InstanceError(Exception):
    """An instance cannot be prepared as asked."""

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        self.name = name
        self.reason = reason
        self.remedy = remedy
        super().__init__(name, reason, remedy)

    def __str__(self) -> str:
        return f"Asterisk instance {self.name!r}: {self.reason}. {self.remedy}"


class InstanceSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What an instance is to be.

    ``name`` is letters and digits: it begins every channel's id.  ``folder`` is where the instance
    lives; ``root`` the root that Asterisk was installed into, or None for the machine's own.  ``lan``
    lets telephones in from other machines; ``external_address`` is what those beyond a router must call,
    empty without one; ``test_carrier`` adds the test callers' line.  SIP, HTTP and AMI take
    free ports from ``first_port`` up, sound ``rtp_ports`` ports from ``first_rtp_port`` up.
    ``fallback`` is what a caller hears whom nobody serves.  ``music`` is a folder with WAV files
    (8 kHz mono) or with folders of them, one a class.
    """

    name: str
    folder: Path
    root: Path | None = None
    agents: tuple[AgentPhone, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    application: str = "switchroom"
    fallback: Fallback = Fallback()
    language: str = "zh"
    lan: bool = False
    external_address: str = ""
    test_carrier: bool = False
    first_port: int = 20000
    port_span: int = 900
    first_rtp_port: int = 30000
    rtp_ports: int = 2000
    music: Path = MUSIC
    templates: Path = TEMPLATES


class Instance(msgspec.Struct, frozen=True, kw_only=True):
    """An instance that was prepared: its configuration is written and it can be started.

    ``..._inside`` is a path as Asterisk sees it, ``..._outside`` the same place for everybody else.
    ``account`` is the user and group id that Asterisk runs as, or None for our own.
    """

    spec: InstanceSpec
    installation: Installation
    ports: Ports
    secrets: Secrets
    inside: str
    account: tuple[int, int] | None

    @property
    def name(self) -> str:
        """The instance's name, which begins the id of each of its channels."""
        return self.spec.name

    @property
    def folder(self) -> Path:
        """The instance's folder, as everybody but Asterisk sees it."""
        return self.spec.folder

    @property
    def sounds_inside(self) -> str:
        """Where Asterisk looks for our sounds; play one as ``sound:{sounds_inside}/NAME``."""
        return f"{self.inside}/sounds"

    @property
    def sounds_outside(self) -> Path:
        """Where prompts are put for Asterisk to play."""
        return self.folder / "sounds"

    @property
    def recordings_inside(self) -> str:
        """Where Asterisk writes recordings."""
        return f"{self.inside}/recording"

    @property
    def recordings_outside(self) -> Path:
        """Where the recordings are found: ``CONTACT.caller.raw`` and ``CONTACT.agent.raw``, 16 bit 8 kHz."""
        return self.folder / "recording"

    @property
    def ari_url(self) -> str:
        """Where ARI answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.ports.http}/ari"

    @property
    def sip_address(self) -> str:
        """The address that telephones register with, ``HOST:PORT``."""
        return f"{_media_address(self.spec)}:{self.ports.sip}"


class _Kept(msgspec.Struct, frozen=True):
    """What ``instance.json`` remembers between two preparations."""

    name: str
    ports: Ports


def prepare(spec: InstanceSpec) -> Instance:
    """Make the instance's folder and write its configuration; done again, it keeps ports and secrets.

    Raises InstanceError, RenderingError and SecretsError.
    """
    instance = resolve(spec)
    _make_folders(instance)
    classes = _copy_music(instance)
    _write_configuration(instance, render(plan_of(instance, classes), spec.templates))
    # Without this machine's name in it, Asterisk asks DNS for its own name at every call.
    hosts = f"127.0.0.1 localhost {socket.gethostname()}\n::1 localhost\n"
    (spec.folder / "etc/hosts").write_text(hosts, encoding="utf-8")
    if spec.root is not None:
        _make_mount_points(spec.root, instance.inside)
    (spec.folder / "instance.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(_Kept(spec.name, instance.ports)))
    )
    return instance


def resolve(spec: InstanceSpec) -> Instance:
    """The instance as it is or would be: with its ports and secrets, but with no configuration written."""
    if _NAME.fullmatch(spec.name) is None:
        remedy = "Use small letters and digits, a letter first: the name is part of every call's id."
        raise InstanceError(spec.name, "the name cannot be used", remedy)
    installation = find_on_path() if spec.root is None else find_in(spec.root)
    if installation is None:
        where = "on this machine" if spec.root is None else f"in {spec.root}"
        raise InstanceError(
            spec.name, f"there is no Asterisk 22.10.1 or newer {where}", "Run: switchroom asterisk install"
        )
    return Instance(
        spec=spec,
        installation=installation,
        ports=_ports(spec),
        secrets=load_or_make(spec.folder / "secrets.json", (phone.extension for phone in spec.agents)),
        inside=str(spec.folder.resolve()) if spec.root is None else f"/srv/switchroom/{spec.name}",
        account=_account(),
    )


def plan_of(instance: Instance, music: tuple[str, ...]) -> Plan:
    """What the templates are filled with for an instance."""
    spec = instance.spec
    return Plan(
        name=spec.name,
        inside=instance.inside,
        application=spec.application,
        ports=instance.ports,
        secrets=instance.secrets,
        agents=spec.agents,
        trunks=spec.trunks,
        music=music,
        tunes=tuple(f"moh/default/{file.stem}" for file in music_classes(spec.music)["default"]),
        fallback=spec.fallback,
        language=spec.language,
        sip_address="0.0.0.0" if spec.lan else "127.0.0.1",
        media_address=_media_address(spec),
        external_address=spec.external_address,
        modules=instance.installation.modules,
        data=instance.installation.data,
        test_carrier=spec.test_carrier,
    )


def music_classes(folder: Path) -> dict[str, tuple[Path, ...]]:
    """The classes of music in a folder: its own files are ``default``, each folder in it a class."""
    classes = {"default": _sounds(folder)}
    if folder.is_dir():
        classes |= {inner.name: _sounds(inner) for inner in sorted(folder.iterdir()) if inner.is_dir()}
    return {name: files for name, files in classes.items() if files or name == "default"}


def _sounds(folder: Path) -> tuple[Path, ...]:
    return tuple(
        sorted(path for path in folder.glob("*") if path.suffix in {".wav", ".sln", ".ulaw", ".alaw"})
    )


def _copy_music(instance: Instance) -> tuple[str, ...]:
    classes = music_classes(instance.spec.music)
    for name, files in classes.items():
        into = instance.folder / "moh" / name
        into.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copyfile(file, into / file.name)
            (into / file.name).chmod(0o644)
        into.chmod(0o755)
    return tuple(classes)


def _make_mount_points(root: Path, inside: str) -> None:
    (root / inside[1:]).mkdir(parents=True, exist_ok=True)
    if not (root / "etc/hosts").exists():
        (root / "etc/hosts").touch()


def _make_folders(instance: Instance) -> None:
    for name in (*_READ_BY_ASTERISK, *_WRITTEN_BY_ASTERISK):
        folder = instance.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755 if name in _READ_BY_ASTERISK else 0o2770)
        if instance.account is not None and name in _WRITTEN_BY_ASTERISK:
            os.chown(folder, *instance.account)
    instance.folder.chmod(0o755)


def _write_configuration(instance: Instance, rendered: dict[str, str]) -> None:
    folder = instance.folder / "etc"
    for name, text in rendered.items():
        beside = folder / f"{name}.new"
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        if instance.account is not None:
            os.chown(beside, 0, instance.account[1])
        beside.replace(folder / name)


def _account() -> tuple[int, int] | None:
    return (ACCOUNT, ACCOUNT) if os.geteuid() == 0 else None


def _media_address(spec: InstanceSpec) -> str:
    if not spec.lan:
        return "127.0.0.1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: this only asks which of our addresses would be used.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _ports(spec: InstanceSpec) -> Ports:
    kept = spec.folder / "instance.json"
    if kept.exists():
        return msgspec.json.decode(kept.read_bytes(), type=_Kept).ports
    # Each name begins its search elsewhere, so that two prepared at once do not take the same ports.
    start = zlib.crc32(spec.name.encode()) % (spec.port_span // _STRIDE)
    for step in range(spec.port_span // _STRIDE):
        first = spec.first_port + (start + step) % (spec.port_span // _STRIDE) * _STRIDE
        if all(_free(port) for port in (first, first + 1, first + 2)):
            return Ports(
                first, first + 1, first + 2, spec.first_rtp_port, spec.first_rtp_port + spec.rtp_ports - 1
            )
    last = spec.first_port + spec.port_span
    raise InstanceError(
        spec.name, f"no free ports from {spec.first_port} to {last}", "Stop another instance."
    )


def _free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind is socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                return False
    return True
