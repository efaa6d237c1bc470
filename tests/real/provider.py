"""A carrier with a registrar: an Asterisk of its own, at which the centre's trunk registers."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from ivr.asterisk.instance import Instance, InstanceSpec, prepare
from ivr.asterisk.running import command, start, stop
from ivr.phones.listening import Samples
from tests.real.open_centre import ROOT, OpenCentre, eventually

ACCOUNT, SECRET = "4008001000", "what-the-carrier-gave"

_PJSIP = """
[account](!)
type = endpoint
direct_media = no
media_address = 127.0.0.1
bind_rtp_to_media_address = yes
rewrite_contact = yes
context = called
disallow = all
auth = {account}
aors = {account}
[{account}](account)
allow = {codecs}
[{account}]
type = auth
auth_type = digest
username = {account}
password = {secret}
[{account}]
type = aor
max_contacts = 5
remove_existing = yes
support_path = yes
"""

_EXTENSIONS = """[general]
[calling]
exten => _X.,1,MixMonitor(,r({folder}/${{EXTEN}}-hears.raw))
 same => n,Playtones(1000/1000)
 same => n,Wait(20)
[called]
exten => _X.,1,Answer()
 same => n,MixMonitor(,r({folder}/${{EXTEN}}-hears.raw))
 same => n,Playtones(620/1000)
 same => n,Wait(20)
"""


class Provider:
    """The carrier: what it knows of us, and the calls that it sends us."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance

    @property
    def host(self) -> str:
        """Where it takes registrations and calls."""
        return f"127.0.0.1:{self.instance.ports.sip}"

    async def until_registered(self) -> None:
        """Wait until our trunk has registered."""

        async def look() -> bool | None:
            return True if f"{ACCOUNT}/sip:" in await command(self.instance, "pjsip show contacts") else None

        await eventually("a registration at the carrier", look)

    async def call(self, note: str) -> None:
        """Call the centre over its registration; what is heard is kept under ``note``, digits."""
        await command(self.instance, f"channel originate PJSIP/{ACCOUNT} extension {note}@calling")

    async def offer(self, codecs: str) -> None:
        """From now on, offer and take these codecs."""
        _write(self.instance, codecs)
        await command(self.instance, "module reload res_pjsip.so")

    def heard(self, note: str) -> Samples:
        """What the carrier's side of a call heard, 8 kHz; ``note`` as said, or the number dialled."""
        path = self.instance.recordings_outside / f"{note}-hears.raw"
        return np.fromfile(path, "<i2").astype(np.float64) / 32768


@asynccontextmanager
async def provider(folder: Path) -> AsyncIterator[Provider]:
    """A carrier with one account."""
    spec = InstanceSpec(
        name="provider", folder=folder, root=ROOT, first_port=24000, first_rtp_port=36000, rtp_ports=1000
    )
    instance = prepare(spec)
    (folder / "etc/extensions.conf").write_text(_EXTENSIONS.format(folder=f"{instance.inside}/recording"))
    with (folder / "etc/modules.conf").open("a") as modules:
        modules.write("\nload = app_playtones.so\n")
    _write(instance, "alaw")
    running = await start(instance)
    try:
        yield Provider(instance)
    finally:
        # It has nothing to save, and a farewell takes two seconds.
        with contextlib.suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)
        await stop(instance)


def _write(instance: Instance, codecs: str) -> None:
    file = instance.folder / "etc/pjsip.conf"
    ours = file.read_text().partition("\n[account](!)")[0]
    file.write_text(ours + _PJSIP.format(account=ACCOUNT, secret=SECRET, codecs=codecs))


@asynccontextmanager
async def trunk_to(centre: OpenCentre, carrier: Provider, dialplan: str) -> AsyncIterator[None]:
    """The centre has a trunk that registers there, and a number 4199 with this dialplan; taken out after."""
    folder = centre.stage.settings.dialplans
    file, more = folder / "centre.yaml", folder / "onward.yaml"
    before = file.read_text(encoding="utf-8")
    secrets = centre.instance.folder / "secrets.json"
    secrets.write_text(secrets.read_text().replace("{", f'{{"trunk.provider": "{SECRET}",', 1))
    trunk = (
        f"  provider: {{kind: registration, host: '{carrier.host}', username: '{ACCOUNT}', "
        "contact_user: '4130', addresses: [127.99.0.9], qualify_seconds: 0, retry_seconds: 5}\n"
    )
    number = 'numbers:\n  "4199": {dialplan: onward, language: zh}\n'
    more.write_text(dialplan, encoding="utf-8")
    try:
        file.write_text(
            before.replace("numbers:\n", number, 1).replace("trunks:\n", f"trunks:\n{trunk}", 1),
            encoding="utf-8",
        )
        yield
    finally:
        file.write_text(before, encoding="utf-8")
        more.unlink()
        await asyncio.sleep(1.0)
