"""Somebody else's Asterisk: the one of ``tests/real/foreign``, which knows nothing of Switchroom."""

import os
import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from ivr.asterisk.instance import ACCOUNT, Instance, InstanceSpec, plan_of, resolve
from ivr.asterisk.running import command, command_line, pid_of, start, stop
from ivr.phones.listening import tone, write_wav

FILES = Path(__file__).parent / "foreign"
PASSWORD = "a-password-of-theirs"
PHONES = ("7001", "7002", "7003", "8011", "line")
MUSIC = 620.0
"""Their music on hold is this tone (hertz), without a pause."""

_PHONE = "[{0}](phone)\nauth={0}\naors={0}\n{1}[{0}](phone-auth)\nusername={0}\n[{0}](phone-aor)\n"
_FOLDERS = ("etc", "db", "db/keys", "spool", "spool/recording", "run", "log", "moh/default", "shared")


class ForeignAsterisk(msgspec.Struct, frozen=True):
    """It runs; ``console`` is the command line by which it is spoken to, without ``-rx`` and what follows."""

    instance: Instance
    console: str

    @property
    def etc(self) -> Path:
        """Its folder of configuration."""
        return self.instance.folder / "etc"

    async def says(self, line: str) -> str:
        """What it answers to one line of its command line."""
        return await command(self.instance, line)

    def files(self) -> dict[str, bytes]:
        """All its files of configuration."""
        return {str(path.relative_to(self.etc)): path.read_bytes() for path in _below(self.etc)}

    def listens_on(self) -> frozenset[str]:
        """The TCP sockets on which it listens, ``ADDRESS:PORT`` as the kernel writes them."""
        return frozenset(row[1] for row in self._sockets("tcp", "tcp6") if row[3] == "0A")

    def sound_ports(self) -> frozenset[int]:
        """The UDP ports that it has open for sound at this moment, and for the reports about it."""
        ports = self.instance.ports
        opened = {int(row[1].rpartition(":")[2], 16) for row in self._sockets("udp")}
        return frozenset(port for port in opened if ports.rtp_first <= port <= ports.rtp_last)

    def _sockets(self, *kinds: str) -> list[list[str]]:
        pid = pid_of(self.instance)
        own = {os.readlink(path) for path in _open(Path(f"/proc/{pid}/fd"))}
        rows = [line.split() for kind in kinds for line in _rows(Path(f"/proc/{pid}/net/{kind}"))]
        return [row for row in rows if f"socket:[{row[9]}]" in own]


@asynccontextmanager
async def foreign_asterisk(
    folder: Path, root: Path, name: str, changes: tuple[tuple[str, str], ...] = ()
) -> AsyncIterator[ForeignAsterisk]:
    """Start it in ``folder``, with these changes to the texts of its files, and stop it at the end."""
    # Its sound is on ports that no telephone is given by chance.
    spec = InstanceSpec(name=name, folder=folder, root=root, first_port=27000, first_rtp_port=12000)
    instance = _lay_out(spec, changes)
    await start(instance)
    try:
        yield ForeignAsterisk(instance, shlex.join(command_line(instance)))
    finally:
        await stop(instance)


def _lay_out(spec: InstanceSpec, changes: tuple[tuple[str, str], ...]) -> Instance:
    spec.folder.mkdir(parents=True, exist_ok=True)
    instance = resolve(spec)
    for name in _FOLDERS:
        (instance.folder / name).mkdir(parents=True, exist_ok=True)
    write_wav(instance.folder / "moh/default/theirs.wav", tone(MUSIC, 90.0))
    for source in FILES.glob("*.conf"):
        text = _filled(source.read_text(encoding="utf-8"), instance)
        for old, new in changes:
            text = text.replace(old, new)
        (instance.folder / "etc" / source.name).write_text(text, encoding="utf-8")
    (instance.folder / "etc/hosts").write_text("127.0.0.1 localhost\n", encoding="utf-8")
    root = instance.installation.root
    assert root is not None
    (root / instance.inside[1:]).mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for path in (instance.folder, *instance.folder.rglob("*")):
            os.chown(path, ACCOUNT, ACCOUNT)
    return instance


def _filled(text: str, instance: Instance) -> str:
    plan = plan_of(instance, ())
    values = {
        "inside": plan.inside,
        "modules": plan.modules,
        "data": plan.data,
        "sip_port": str(plan.ports.sip),
        "http_port": str(plan.ports.http),
        "ami_port": str(plan.ports.ami),
        "rtp_first": str(plan.ports.rtp_first),
        "rtp_last": str(plan.ports.rtp_last),
        "phones": "\n".join(_PHONE.format(phone, _context(phone)) for phone in PHONES),
    }
    for name, value in values.items():
        text = text.replace(f"@{{{name}}}", value)
    return text


def _context(phone: str) -> str:
    return "context=from-carrier\n" if phone == "line" else ""


def _below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _open(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_symlink()]


def _rows(path: Path) -> list[str]:
    return path.read_text(encoding="ascii").splitlines()[1:]
