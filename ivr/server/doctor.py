"""The doctor: looks at everything that a call needs, and says what to do about each thing that is wrong."""

import asyncio
import os
import shutil
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import msgspec
import redis.asyncio

from ivr.asterisk.credentials import AMI_USER, ARI_USER
from ivr.asterisk.installing import find, find_on_path
from ivr.asterisk.instance import Instance, InstanceSpec, music_classes, prepare, resolve
from ivr.asterisk.running import StartError, command, pid_of, start, stop
from ivr.dialplan.centre.centre import Centre
from ivr.phones import engines
from ivr.server.editions import DialplanError
from ivr.server.place import spec_of
from ivr.server.serving import read_centre
from ivr.server.settings import Settings

CODECS = ("alaw", "ulaw")
LEAST_FREE_BYTES = 1_000_000_000
BYTES_A_HOUR = 8000 * 2 * 2 * 3600
"""What one hour of talk takes on disk: 8 kHz, 16 bit, two tracks."""

_RELEASED = 1_760_000_000
_PATIENCE = 3.0


class Finding(msgspec.Struct, frozen=True):
    """What one check found; ``remedy`` says what to do when it is not ``ok``."""

    name: str
    ok: bool
    what: str
    remedy: str = ""


class Examined(msgspec.Struct, frozen=True):
    """What is looked at; ``spec`` is of the Asterisk that the centre needs."""

    settings: Settings
    centre: Centre
    spec: InstanceSpec


MachineCheck = Callable[[Examined], Finding]
LiveCheck = Callable[[Instance], Awaitable[Finding]]


async def examine(settings: Settings) -> list[Finding]:
    """All findings.  An Asterisk that does not run is started for the examination, and stopped after it."""
    python, installed = check_python(), check_asterisk(settings)
    try:
        centre = read_centre(settings)
    except (DialplanError, OSError) as error:
        wrong = Finding("dialplans", False, str(error), "Mend them, then run: switchroom check")
        return [python, installed, wrong]
    examined = Examined(settings, centre, spec_of(settings, centre))
    found = [python, installed, Finding("dialplans", True, f"{settings.dialplans} is valid")]
    if not installed.ok:
        return found
    found += [check(examined) for check in MACHINE_CHECKS]
    found += await _examine_live(examined)
    if settings.redis is not None:
        found.append(await check_redis(settings.redis))
    return found


async def _examine_live(examined: Examined) -> list[Finding]:
    instance = resolve(examined.spec)
    ran_before = pid_of(instance) is not None
    if not ran_before:
        instance = prepare(examined.spec)
        try:
            await start(instance)
        except StartError as error:
            return [Finding("asterisk starts", False, str(error), f"See {instance.folder / 'log'}.")]
    try:
        what = "it runs" if ran_before else "it was started for this examination, and is stopped again"
        return [Finding("asterisk starts", True, what), *[await check(instance) for check in LIVE_CHECKS]]
    finally:
        if not ran_before:
            await stop(instance)


def check_python() -> Finding:
    """Which Python this is, and what the test telephones run on."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    engine = engines.installed()
    return Finding(
        "python", True, f"{version} ({f'test telephones on {engine}' if engine else 'no test telephones'})"
    )


def check_asterisk(settings: Settings) -> Finding:
    """Whether there is an Asterisk that is new enough."""
    root = settings.asterisk.root
    found = find_on_path() if root is None else find(root.absolute())
    if found is None:
        where = "on this machine" if root is None else f"on this machine or in {root.absolute()}"
        return Finding(
            "asterisk", False, f"no Asterisk 22.10.1 or newer {where}", "Run: switchroom asterisk install"
        )
    return Finding("asterisk", True, f"{found.version} in {found.root or found.binary}")


def check_ports(examined: Examined) -> Finding:
    """Whether the instance's ports are its own, or free while it does not run."""
    instance = resolve(examined.spec)
    ports = (instance.ports.sip, instance.ports.http, instance.ports.ami)
    if pid_of(instance) is not None:
        return Finding("ports", True, f"SIP {ports[0]}, ARI {ports[1]}, AMI {ports[2]}")
    taken = [str(port) for port in ports if _answers(port)]
    if taken:
        remedy = f"Stop that program, or remove {instance.folder / 'instance.json'} to have others chosen."
        return Finding("ports", False, f"taken by another program: {', '.join(taken)}", remedy)
    return Finding("ports", True, f"SIP {ports[0]}, ARI {ports[1]}, AMI {ports[2]} are free")


def check_host_name(examined: Examined) -> Finding:
    """Whether the machine's own name is known without asking DNS, which would delay every call."""
    name = socket.gethostname()
    if examined.spec.root is not None:
        return Finding("host name", True, f"{name} is in the hosts file that Asterisk is given")
    hosts = Path("/etc/hosts").read_text(encoding="utf-8", errors="replace")
    known = {word for line in hosts.splitlines() for word in line.partition("#")[0].split()[1:]}
    if name not in known:
        remedy = f"Add it to /etc/hosts: 127.0.0.1 localhost {name}"
        return Finding(
            "host name", False, f"{name} is not in /etc/hosts: Asterisk asks DNS at every call", remedy
        )
    return Finding("host name", True, f"{name} is in /etc/hosts")


def check_recording_folder(examined: Examined) -> Finding:
    """Whether recordings can be written and read: by Asterisk and by us."""
    try:
        instance = prepare(examined.spec)
        owner = instance.recordings_outside.stat().st_uid
    except OSError as error:
        return Finding("recordings", False, str(error), f"Let this user write in {examined.settings.state}.")
    expected = instance.account[0] if instance.account is not None else os.geteuid()
    if owner != expected:
        remedy = f"Give it to Asterisk: chown -R {expected} {instance.recordings_outside}"
        return Finding("recordings", False, f"{instance.recordings_outside} belongs to user {owner}", remedy)
    return Finding("recordings", True, f"{instance.recordings_outside} can be written")


def check_disk(examined: Examined) -> Finding:
    """Whether there is room for recordings."""
    examined.settings.state.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(examined.settings.state).free
    what = f"{free / 1e9:.1f} GB free: {free // BYTES_A_HOUR} hours of recorded talk"
    if free < LEAST_FREE_BYTES:
        return Finding("disk", False, what, f"Make room on the disk of {examined.settings.state}.")
    return Finding("disk", True, what)


def check_clock(examined: Examined) -> Finding:
    """Whether the clock can be right, and the centre's time zone is known."""
    now = time.time()
    if now < _RELEASED:
        return Finding("clock", False, time.ctime(now), "Set the clock: it is before Switchroom was made.")
    ZoneInfo(examined.centre.zone)
    return Finding("clock", True, f"{time.ctime(now)}, the centre is in {examined.centre.zone}")


def check_music(examined: Examined) -> Finding:
    """Whether those who wait hear something."""
    pieces = sum(len(files) for files in music_classes(examined.spec.music).values())
    if pieces == 0:
        remedy = f"Put WAV files (8 kHz, mono) into {examined.spec.music / 'default'}."
        return Finding("music", False, "there is none: whoever waits hears nothing", remedy)
    return Finding("music", True, f"{pieces} piece{'s' if pieces != 1 else ''}")


MACHINE_CHECKS: tuple[MachineCheck, ...] = (
    check_ports,
    check_host_name,
    check_recording_folder,
    check_disk,
    check_clock,
    check_music,
)


async def check_ari(instance: Instance) -> Finding:
    """Whether ARI takes our secret."""
    headers = {"Authorization": aiohttp.encode_basic_auth(ARI_USER, instance.secrets.ari)}
    remedy = "Write the configuration anew and restart: switchroom asterisk render"
    try:
        async with (
            asyncio.timeout(_PATIENCE),
            aiohttp.ClientSession(headers=headers) as http,
            http.get(f"{instance.ari_url}/asterisk/info") as answer,
        ):
            return Finding("ARI", answer.status == 200, f"it answers {answer.status}", remedy)
    except (TimeoutError, aiohttp.ClientError) as error:
        return Finding("ARI", False, f"no answer on port {instance.ports.http}: {error!r}", remedy)


async def check_ami(instance: Instance) -> Finding:
    """Whether AMI takes our secret."""
    remedy = "Write the configuration anew and restart: switchroom asterisk render"
    login = ("Action: Login", f"Username: {AMI_USER}", f"Secret: {instance.secrets.ami}", "")
    orders = "\r\n".join((*login, "Action: Logoff", "", ""))
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", instance.ports.ami)
            try:
                writer.write(orders.encode())
                said = await reader.read()
            finally:
                writer.close()
                await writer.wait_closed()
    except (TimeoutError, OSError) as error:
        return Finding("AMI", False, f"no answer on port {instance.ports.ami}: {error!r}", remedy)
    accepted = b"Authentication accepted" in said
    return Finding("AMI", accepted, "it lets us in" if accepted else "it refuses our secret", remedy)


async def check_codecs(instance: Instance) -> Finding:
    """Whether sound can be turned from each codec that telephones use into what is recorded."""
    said = await command(instance, "core show translation")
    header = next((line.split() for line in said.splitlines() if "slin" in line), [])
    lacking = [codec for codec in CODECS if codec not in header]
    if lacking:
        remedy = f"Install the Asterisk modules {', '.join(f'codec_{codec}' for codec in lacking)}."
        return Finding("codecs", False, f"lacking: {', '.join(lacking)}", remedy)
    return Finding("codecs", True, ", ".join(CODECS))


LIVE_CHECKS: tuple[LiveCheck, ...] = (check_ari, check_ami, check_codecs)


async def check_redis(url: str) -> Finding:
    """Whether the Redis of the settings answers."""
    client = redis.asyncio.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
    remedy = "Start it, or take redis out of the settings: the centre runs without."
    try:
        await client.ping()
    except (redis.RedisError, OSError) as error:
        return Finding("redis", False, f"no answer: {error}", remedy)
    finally:
        await client.aclose()
    return Finding("redis", True, "it answers")


def _answers(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
