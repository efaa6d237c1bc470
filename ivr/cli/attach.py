"""``switchroom attach`` and ``detach``: beside an Asterisk or FreePBX that is already in use."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import yaml

from ivr.asterisk.attaching.checking import Checked
from ivr.asterisk.attaching.errors import AttachError
from ivr.asterisk.credentials import SecretsError
from ivr.cli.check import language_of
from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.dialplan.messages import Message
from ivr.server import attaching
from ivr.server.editions import DialplanError
from ivr.server.settings import AttachedSettings, Settings

Etc = Annotated[
    Path | None, typer.Option(help="Asterisk's folder of configuration; /etc/asterisk if not given.")
]
ConsoleWords = Annotated[
    str | None,
    typer.Option(
        "--console", help="The command line that speaks to it, such as “docker exec pbx asterisk”; asterisk."
    ),
]
Diff = Annotated[bool, typer.Option("--diff", help="Only show what would change.")]
EnableHttp = Annotated[bool, typer.Option("--enable-http", help="Switch its web server on, at 127.0.0.1.")]
EnableAmi = Annotated[bool, typer.Option("--enable-ami", help="Switch AMI on, at 127.0.0.1.")]
EnableAri = Annotated[bool, typer.Option("--enable-ari", help="Switch ARI on.")]
Now = Annotated[bool, typer.Option("--now", help="Also while callers are in Switchroom's hands.")]


def attach(
    settings: File = None,
    etc: Etc = None,
    console: ConsoleWords = None,
    diff: Diff = False,
    enable_http: EnableHttp = False,
    enable_ami: EnableAmi = False,
    enable_ari: EnableAri = False,
) -> None:
    """Add Switchroom to an Asterisk that is already in use: one line in each file, no call touched."""
    asked = {"http": enable_http, "ami": enable_ami, "ari": enable_ari}
    enable = frozenset(name for name, wanted in asked.items() if wanted)
    known = _settings(settings, etc, console)
    with _refusals():
        prospect = asyncio.run(attaching.look(known, enable))
        typer.echo(prospect.difference or _say(_NOTHING))
        if diff:
            _tell_lacking(prospect.lacking)
            return
        outcome = asyncio.run(attaching.attach(known, enable))
    for path in outcome.changed:
        typer.echo(_say(Message(f"已写入 {path}", f"written: {path}")))
    _tell_lacking(outcome.lacking)
    for checked in outcome.checked:
        typer.echo(line(checked, _language()))
    if any(checked.stops for checked in outcome.checked):
        refuse(_say(_NOT_WHOLE))
    typer.echo(_say(_NEXT))
    typer.echo(_yaml(outcome.place))


def detach(settings: File = None, etc: Etc = None, console: ConsoleWords = None, now: Now = False) -> None:
    """Take Switchroom out of that Asterisk again: its files are what they were, to the byte."""
    with _refusals():
        parting = asyncio.run(attaching.detach(_settings(settings, etc, console), now))
    for freed in parting.freed:
        said = _AS_BEFORE if freed.as_before else _CHANGED_SINCE
        typer.echo(f"{freed.path}: {_say(said)}")
    for path in parting.left:
        typer.echo(
            _say(Message(f"保留 {path}：不是本系统的文件", f"left in place, for it is not ours: {path}"))
        )
    for where in parting.mentions:
        zh = f"{where} 仍指向本系统：打入这里的呼叫会中断，请改掉这一行"
        en = f"{where} still names Switchroom: calls that come there end, so change that line"
        typer.echo(_say(Message(zh, en)))
    if parting.unread is not None:
        refuse(f"{_say(_NOT_RELOADED)} {_say(parting.unread)}")
    typer.echo(_say(_GONE if parting.freed else _WAS_NOT))


def attached_doctor(settings: Settings) -> None:
    """Look at the Asterisk that the centre is attached to; ends with 1 when something is wrong."""
    with _refusals():
        prospect = asyncio.run(attaching.look(settings, frozenset()))
        checks = asyncio.run(attaching.examine(settings))
    version = ".".join(map(str, prospect.facts.version))
    typer.echo(f"  ok    Asterisk: {version}")
    _tell_lacking(prospect.lacking)
    for checked in checks:
        typer.echo(line(checked, _language()))
    if prospect.difference:
        typer.echo(f"  !     {_say(_OUT_OF_DATE)}")
    if any(checked.stops for checked in checks):
        raise typer.Exit(1)
    typer.echo(_say(Message("一切正常。", "All is well.")))


def line(checked: Checked, language: str) -> str:
    """A check as it is shown."""
    sign = "ok   " if checked.ok else "WRONG" if checked.grave else "!    "
    return f"  {sign} {checked.name.in_language(language)}: {checked.message.in_language(language)}"


_NOTHING = Message("无需改动。", "Nothing is to be changed.")
_NOT_WHOLE = Message(
    "已接入，但尚不能使用：见上。解决后再次运行 switchroom attach，或用 switchroom detach 撤出。",
    "attached, but not of use yet: see above. Mend it and run switchroom attach again, or go back with"
    " switchroom detach.",
)
_NEXT = Message(
    """
已接入。把来电交给本系统，在您自己的 extensions.conf 中写：
  exten => 您的号码,1,Set(DIALLED=${EXTEN})
   same => n,Goto(switchroom-arrivals,caller,1)
坐席话机所在的上下文中写：include => switchroom-agents
把以下内容放进 switchroom.yaml，然后运行 switchroom serve：""",
    """
Attached.  To hand calls to Switchroom, write in your own extensions:
  exten => YOUR-NUMBER,1,Set(DIALLED=${EXTEN})
   same => n,Goto(switchroom-arrivals,caller,1)
and in the context in which agents' telephones dial: include => switchroom-agents
Put this into switchroom.yaml, then run switchroom serve:""",
)
_AS_BEFORE = Message("与接入前完全一致", "as it was before, to the byte")
_CHANGED_SINCE = Message(
    "接入后您改过此文件：只去掉了本系统的一行，其余保留",
    "you have changed it since: only our line was taken out, the rest is kept",
)
_NOT_RELOADED = Message(
    "文件已恢复，但 Asterisk 没有重新读取；它下次启动时会读取。",
    "the files are restored, but Asterisk was not told to read them; it does at its next start.",
)
_OUT_OF_DATE = Message(
    "接入的文件不是最新的：请运行 switchroom attach（--diff 可先查看）。",
    "what is attached is not up to date: run switchroom attach (--diff shows it first).",
)
_GONE = Message("已撤出。", "Detached.")
_WAS_NOT = Message("没有接入过，无需撤出。", "It was not attached; there is nothing to take out.")


def _settings(file: Path | None, etc: Path | None, console: str | None) -> Settings:
    known = settings_with_state(file)
    place = known.asterisk.attached or AttachedSettings()
    given = {"etc": etc.absolute() if etc else None, "console": console}
    place = place.model_copy(update={name: value for name, value in given.items() if value is not None})
    asterisk = known.asterisk.model_copy(update={"attached": place})
    return known.model_copy(update={"asterisk": asterisk})


def _yaml(place: AttachedSettings) -> str:
    default = AttachedSettings()
    shown = {
        name: str(getattr(place, name))
        for name in AttachedSettings.model_fields
        if name in ("ari", "ami", "etc") or getattr(place, name) != getattr(default, name)
    }
    return yaml.safe_dump({"asterisk": {"attached": shown}}, allow_unicode=True, sort_keys=False, width=1000)


def _tell_lacking(lacking: tuple[Message, ...]) -> None:
    for message in lacking:
        typer.echo(f"  !     {_say(message)}")


def _language() -> str:
    return language_of(os.environ)


def _say(message: Message) -> str:
    return message.in_language(_language())


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except AttachError as error:
        refuse(error.in_language(_language()))
    except PermissionError as error:
        refuse(
            _say(
                Message(
                    f"不能写 {error.filename}：请以 root 或 Asterisk 的用户运行。",
                    f"{error.filename} cannot be written: run this as root or as Asterisk's user.",
                )
            )
        )
    except (DialplanError, SecretsError) as error:
        refuse(str(error))
