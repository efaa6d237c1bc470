"""Running: starts, watches and stops an instance's Asterisk.

The process is nobody's child: it goes on when the server that started it is killed, and calls with it.
"""

import asyncio
import os
import signal
import subprocess
import time
from pathlib import Path

import msgspec

from ivr.asterisk.instance import Instance

# The mounts are made in a namespace of the process's own and vanish with it, however it ends.
_ENTER = """
folder=$1 root=$2 inside=$3; shift 3
mount --bind "$folder" "$root$inside" &&
mount --bind "$folder/etc/hosts" "$root/etc/hosts" &&
mount --rbind /proc "$root/proc" &&
exec "$@"
"""
# The shell ends at once; each program after it takes the other's place, so the number is Asterisk's.
# A call takes some eight open files, and the usual limit of 1,024 would be reached early.
_LAUNCH = """
umask 027; ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"
exec 3>&1 1>&2; setsid "$@" 3>&- & echo $! >&3
"""
_STOP_SECONDS = 3.0
_POLL_SECONDS = 0.02


class StartError(Exception):
    """An Asterisk did not come up."""

    def __init__(self, name: str, reason: str, log: str) -> None:
        self.name = name
        self.reason = reason
        self.log = log
        super().__init__(name, reason, log)

    def __str__(self) -> str:
        return f"Asterisk instance {self.name!r} did not start: {self.reason}. Its last words:\n{self.log}"


class RunningAsterisk(msgspec.Struct, frozen=True):
    """An Asterisk that has answered."""

    instance: Instance
    pid: int


async def start(instance: Instance, within: float = 15.0) -> RunningAsterisk:
    """Start the instance's Asterisk and wait, ``within`` seconds, until it can take calls.

    One that runs already is returned as it is.  Raises StartError.
    """
    already = pid_of(instance)
    if already is not None:
        return RunningAsterisk(instance, already)
    pid = await asyncio.to_thread(_launch, instance)
    until = time.monotonic() + within
    while True:
        if not _alive(pid):
            raise StartError(instance.name, "it ended at once", _last_words(instance))
        if await _booted(instance):
            return RunningAsterisk(instance, pid)
        if time.monotonic() > until:
            await _end(pid)
            raise StartError(instance.name, f"not ready after {within:g} s", _last_words(instance))
        await asyncio.sleep(_POLL_SECONDS)


async def stop(instance: Instance) -> None:
    """Stop the instance's Asterisk: asked first, killed after 3 s; one that does not run is no error."""
    pid = pid_of(instance)
    if pid is not None:
        await _end(pid)
    (instance.folder / "run/pid").unlink(missing_ok=True)


async def reload(instance: Instance) -> str:
    """Have a running Asterisk read its configuration again; calls go on.  Answers what it said."""
    return await command(instance, "core reload")


async def command(instance: Instance, line: str, within: float = 10.0) -> str:
    """Give a running Asterisk one line of its command line, and answer what it said.

    Raises ConnectionError when it does not run.
    """
    process = await asyncio.create_subprocess_exec(
        *command_line(instance, "-rx", line),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(within):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise ConnectionError(f"Asterisk instance {instance.name!r} did not answer {line!r}") from None
    if process.returncode:
        raise ConnectionError(f"Asterisk instance {instance.name!r} does not run; start it first")
    return said.decode(errors="replace")


def pid_of(instance: Instance) -> int | None:
    """The process of the instance's Asterisk, or None when it does not run."""
    try:
        pid = int((instance.folder / "run/pid").read_text(encoding="ascii"))
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    # A number may have been given to another process since.
    ours = f"{instance.inside}/etc/asterisk.conf".encode() in words
    return pid if ours and _alive(pid) else None


def command_line(instance: Instance, *arguments: str) -> list[str]:
    """The command line that runs the instance's ``asterisk`` with these arguments, where it lives."""
    asterisk = [instance.installation.binary, *arguments, "-C", f"{instance.inside}/etc/asterisk.conf"]
    root = instance.installation.root
    uid, gid = instance.account or (0, 0)
    if root is None:
        if instance.account is None:
            return asterisk
        return ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", *asterisk]
    where = [str(instance.folder.resolve()), str(root.resolve()), instance.inside]
    if instance.account is None:
        return [*_unshare("--map-root-user"), *where, "chroot", where[1], *asterisk]
    locked = ["chroot", f"--userspec={uid}:{gid}", f"--groups={gid}", where[1]]
    return [*_unshare(), *where, *locked, *asterisk]


def _unshare(*more: str) -> list[str]:
    return ["unshare", "--mount", "--propagation", "private", *more, "sh", "-c", _ENTER, "sh"]


def _launch(instance: Instance) -> int:
    with (instance.folder / "log/console").open("wb") as console:
        shell = subprocess.run(
            [
                "sh",
                "-c",
                _LAUNCH,
                "sh",
                *command_line(instance, "-f"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=console,
            check=True,
            cwd="/",
        )
    (instance.folder / "run/pid").write_bytes(shell.stdout)
    return int(shell.stdout)


async def _booted(instance: Instance) -> bool:
    if not (instance.folder / "run/asterisk.ctl").exists():
        return False
    try:
        return "fully booted" in await command(instance, "core waitfullybooted")
    except ConnectionError:
        return False


async def _end(pid: int) -> None:
    _signal(pid, signal.SIGTERM)
    until = time.monotonic() + _STOP_SECONDS
    while _alive(pid):
        if time.monotonic() > until:
            _signal(pid, signal.SIGKILL)
        await asyncio.sleep(_POLL_SECONDS)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    # Nobody may be there to bury it: a zombie is dead.
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def _last_words(instance: Instance) -> str:
    words = [
        line
        for name in ("log/console", "log/messages")
        if (path := instance.folder / name).exists()
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
    ]
    return "\n".join(words)
