"""Somebody else's Asterisk: the one of ``tests/real/foreign``, which knows nothing of Switchroom."""

import os
import shlex
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from ivr.asterisk.instance import ACCOUNT, Instance, InstanceSpec, plan_of, resolve
from ivr.asterisk.running import _argv, command, start, stop

FILES = Path(__file__).parent / "foreign"
PASSWORD = "a-password-of-theirs"
PHONES = ("7001", "7002", "7003", "8001", "8002", "line")

_PHONE = "[{0}](phone)\nauth={0}\naors={0}\n[{0}](phone-auth)\nusername={0}\n[{0}](phone-aor)\n"
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


@asynccontextmanager
async def foreign_asterisk(folder: Path, root: Path, name: str = "theirs") -> AsyncIterator[ForeignAsterisk]:
    """Start it in ``folder``, and stop it at the end."""
    spec = InstanceSpec(name=name, folder=folder, root=root, first_port=27000, first_rtp_port=42000)
    (folder).mkdir(parents=True, exist_ok=True)
    instance = resolve(spec)
    _lay_out(instance)
    await start(instance)
    try:
        yield ForeignAsterisk(instance, _console(instance))
    finally:
        await stop(instance)


def _lay_out(instance: Instance) -> None:
    for name in _FOLDERS:
        (instance.folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(
        next((Path(__file__).parents[2] / "dialplans/music").glob("**/*.wav")),
        instance.folder / "moh/default/theirs.wav",
    )
    for source in FILES.glob("*.conf"):
        text = _filled(source.read_text(encoding="utf-8"), instance)
        (instance.folder / "etc" / source.name).write_text(text, encoding="utf-8")
    (instance.folder / "etc/hosts").write_text("127.0.0.1 localhost\n", encoding="utf-8")
    root = instance.installation.root
    assert root is not None
    (root / instance.inside[1:]).mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for path in (instance.folder, *instance.folder.rglob("*")):
            os.chown(path, ACCOUNT, ACCOUNT)


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
        "phones": "\n".join(_PHONE.format(phone) for phone in PHONES),
    }
    for name, value in values.items():
        text = text.replace(f"@{{{name}}}", value)
    return text


def _console(instance: Instance) -> str:
    return shlex.join(_argv(instance))
