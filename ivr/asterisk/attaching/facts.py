"""Facts: what an Asterisk says of itself, and what follows for Switchroom."""

import re

import msgspec

from ivr.asterisk.attaching.console import Console
from ivr.dialplan.messages import Message

NEEDED_MODULES = (
    "app_mixmonitor.so",
    "app_playback.so",
    "app_queue.so",
    "app_stack.so",
    "app_stasis.so",
    "chan_pjsip.so",
    "format_wav.so",
    "func_callerid.so",
    "func_channel.so",
    "func_cut.so",
    "func_dialplan.so",
    "func_strings.so",
    "pbx_config.so",
    "res_ari.so",
    "res_ari_applications.so",
    "res_ari_asterisk.so",
    "res_ari_bridges.so",
    "res_ari_channels.so",
    "res_ari_events.so",
    "res_ari_playbacks.so",
    "res_http_websocket.so",
    "res_manager_devicestate.so",
    "res_musiconhold.so",
    "res_stasis_answer.so",
    "res_stasis_playback.so",
)

# From which release of each branch something is there (Asterisk's change logs, and <since> in its own pages).
_LEAST = (20, 0, 0)
_SOCKET_REQUESTS = ((20, 14), (21, 9), (22, 4))

Version = tuple[int, int, int]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known.  ``http`` and ``ami`` are ``HOST:PORT``, None where they are switched off.

    ``user`` and ``group`` are whom it runs as by its own configuration, empty where that does not say;
    ``pid_file`` is a path as Asterisk sees it.  ``modules`` are those that run.
    """

    version: Version
    user: str
    group: str
    pid_file: str
    http: str | None
    prefix: str
    ari: bool
    ami: str | None
    modules: frozenset[str]

    @property
    def socket_requests(self) -> bool:
        """Whether ARI takes requests over the websocket of the events."""
        return has(self.version, _SOCKET_REQUESTS)

    @property
    def broadcasts(self) -> bool:
        """Whether a call can be offered to whoever is awake, and goes on when nobody is."""
        return "app_stasis_broadcast.so" in self.modules

    @property
    def ari_url(self) -> str:
        """Where ARI answers, without a slash at the end."""
        return f"http://{_from_here(self.http or '127.0.0.1:8088')}{self.prefix}/ari"

    @property
    def ami_address(self) -> str:
        """Where AMI answers, ``HOST:PORT``."""
        return _from_here(self.ami or "127.0.0.1:5038")


class Lack(msgspec.Struct, frozen=True):
    """Something that this Asterisk has not got; ``fatal`` when nothing goes without it."""

    message: Message
    fatal: bool


async def ask(console: Console) -> Facts:
    """Ask it all.  Raises AttachError when Asterisk cannot be reached."""
    said = [await console.says(line) for line in _QUESTIONS]
    return read(*said)


_QUESTIONS = (
    "core show version",
    "core show settings",
    "http show status",
    "manager show settings",
    "ari show status",
    "module show",
)


def read(version: str, settings: str, http: str, manager: str, ari: str, modules: str) -> Facts:
    """The facts out of the answers to the questions, in their order."""
    user, _, group = _value(settings, "User name and group").partition("/")
    bound = re.search(r"Server Enabled and Bound to (\S+)", http)
    prefix = re.search(r"^Prefix: *(\S*)$", http, re.MULTILINE)
    return Facts(
        version=version_in(version),
        user=user.strip(),
        group=group.strip(),
        pid_file=_value(settings, "PID file"),
        http=bound.group(1) if bound else None,
        prefix=prefix.group(1) if prefix else "",
        ari=_value(ari, "Enabled") == "Yes",
        ami=_value(manager, "TCP Bindaddress") if _value(manager, "Manager (AMI)") == "Yes" else None,
        modules=frozenset(re.findall(r"^(\S+\.so) .*(?<!Not )\bRunning\b", modules, re.MULTILINE)),
    )


def version_in(text: str) -> Version:
    """The version in a text such as ``Asterisk 22.10.1 built by …``; zeros when there is none.

    A build from Git, and a certified one (``certified-20.7-cert3``), count as the branch they name.
    """
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    if found is None:
        return (0, 0, 0)
    return (int(found.group(1)), int(found.group(2)), int(found.group(3) or 0))


def has(version: Version, since: tuple[tuple[int, int], ...]) -> bool:
    """Whether a version has what came with these releases: of its own branch, or of an earlier branch."""
    branches = dict(since)
    if version[0] in branches:
        return version[1] >= branches[version[0]]
    return version[0] > max(branches)


def lacks(facts: Facts) -> tuple[Lack, ...]:
    """What this Asterisk has not got, the worst first."""
    shown = ".".join(map(str, facts.version))
    found = [*_too_old(facts.version, shown)]
    found += [_unloaded(name) for name in NEEDED_MODULES if name not in facts.modules]
    if not facts.socket_requests:
        zh = (
            f"Asterisk {shown} 的 ARI 请求改用较慢的 HTTP，话机按键转接由它执行（20.14、21.9、22.4 起不必）。"
        )
        en = (
            f"Asterisk {shown} takes no ARI requests over the websocket (20.14, 21.9 and 22.4 do):"
            " they go by HTTP, which is slower, and a transfer by a telephone's own button is carried out by"
            " Asterisk, which ends the contact."
        )
        found.append(Lack(Message(zh, en), fatal=False))
    if not facts.broadcasts:
        zh = f"Asterisk {shown} 没有 StasisBroadcast（需 20.17、22.7 起）：服务冻结时新来电最多静候 2 秒。"
        en = (
            f"Asterisk {shown} has no StasisBroadcast (20.17 and 22.7 have): while a server is frozen,"
            " a new caller waits up to 2 s until it is replaced."
        )
        found.append(Lack(Message(zh, en), fatal=False))
    return tuple(found)


def _too_old(version: Version, shown: str) -> tuple[Lack, ...]:
    if version < _LEAST:
        zh, en = (
            f"Asterisk {shown} 太旧：需要 20 LTS 或更新。",
            f"Asterisk {shown} is too old: 20 LTS or newer is needed.",
        )
    else:
        return ()
    return (Lack(Message(zh, en), fatal=True),)


def _unloaded(module: str) -> Lack:
    return Lack(
        Message(
            f"Asterisk 没有加载 {module}：请在 modules.conf 中写 load = {module}。",
            f"Asterisk has not loaded {module}: load it in modules.conf (load = {module}),"
            f" or now: module load {module}",
        ),
        fatal=True,
    )


def _value(text: str, name: str) -> str:
    found = re.search(rf"^\s*{re.escape(name)}:[ \t]*(.*?)\s*$", text, re.MULTILINE)
    return found.group(1) if found else ""


def _from_here(bound: str) -> str:
    host, _, port = bound.rpartition(":")
    return f"127.0.0.1:{port}" if host in ("0.0.0.0", "[::]", "*") else bound
