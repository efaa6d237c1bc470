"""``switchroom call``: a scripted caller."""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from ivr.cli.happening_lines import line_for as happening_line
from ivr.cli.own_centre import CALLERS, Centre, Line, line_for
from ivr.cli.typed_order import typed
from ivr.phones.calling import CallReport, make_call
from ivr.phones.errors import PhoneError
from ivr.phones.happenings import Happening
from ivr.phones.orders import PhoneSpec
from ivr.phones.phone import Phone
from ivr.phones.script import ScriptError, steps_from
from ivr.phones.steps import Step

STEPS = "Steps, done in the order typed"
CONNECTION = "Connection"

Server = Annotated[
    str,
    typer.Option(
        help="HOST:PORT of the SIP server; the centre of this machine if not given.",
        envvar="SWITCHROOM_PHONES__SERVER",
        rich_help_panel=CONNECTION,
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        help="File with the SIP password.",
        envvar="SWITCHROOM_PHONES__PASSWORD_FILE",
        rich_help_panel=CONNECTION,
    ),
]
Codec = Annotated[
    str,
    typer.Option(
        help="Codecs to offer, best first: pcma, pcmu, g722, gsm, speex; separated by commas.",
        envvar="SWITCHROOM_PHONES__CODEC",
        rich_help_panel=CONNECTION,
    ),
]
Port = Annotated[int, typer.Option(help="Local SIP port; 0 is any.", rich_help_panel=CONNECTION)]
Log = Annotated[
    Path | None,
    typer.Option(help="File for the SIP messages (personal data).", rich_help_panel=CONNECTION),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")]
Press = Annotated[
    list[str] | None,
    typer.Option(metavar="DIGITS", help="Press digits (RFC 4733).", rich_help_panel=STEPS),
]
PressInfo = Annotated[
    list[str] | None,
    typer.Option(metavar="DIGITS", help="Press digits by SIP INFO.", rich_help_panel=STEPS),
]
Wait = Annotated[list[str] | None, typer.Option(metavar="SECONDS", help="Do nothing.", rich_help_panel=STEPS)]
UntilQuiet = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SECONDS",
        help="Wait for sound, and then for so long without any: until a prompt is over.",
        rich_help_panel=STEPS,
    ),
]
Hold = Annotated[bool, typer.Option("--hold", help="Put the other side on hold.", rich_help_panel=STEPS)]
Retrieve = Annotated[
    bool, typer.Option("--retrieve", help="Take the other side back.", rich_help_panel=STEPS)
]
Transfer = Annotated[
    list[str] | None,
    typer.Option(metavar="NUMBER", help="Blind transfer (REFER) to a number.", rich_help_panel=STEPS),
]


def call(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="The number to call, or a SIP URI.")],
    user: Annotated[
        str, typer.Option(help="SIP user.", envvar="SWITCHROOM_PHONES__USER", rich_help_panel=CONNECTION)
    ] = CALLERS,
    press: Press = None,
    press_info: PressInfo = None,
    wait: Wait = None,
    until_quiet: UntilQuiet = None,
    say: Annotated[
        list[str] | None,
        typer.Option(metavar="WAV", help="Play a file to its end.", rich_help_panel=STEPS),
    ] = None,
    say_loop: Annotated[
        list[str] | None,
        typer.Option(metavar="WAV", help="Play a file over and over, and go on.", rich_help_panel=STEPS),
    ] = None,
    hold: Hold = False,
    retrieve: Retrieve = False,
    transfer: Transfer = None,
    stay: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SECONDS",
            help="Stay until the other side hangs up, so long at most.",
            rich_help_panel=STEPS,
        ),
    ] = None,
    hang_up: Annotated[
        bool, typer.Option("--hang-up", help="Hang up, as at the end.", rich_help_panel=STEPS)
    ] = False,
    record: Annotated[Path | None, typer.Option(help="WAV file for what is heard.")] = None,
    caller: Annotated[str, typer.Option(help="The number to show, if not the user.")] = "",
    name: Annotated[str, typer.Option(help="The name to show.")] = "",
    answer_within: Annotated[float, typer.Option(help="Give up after so many seconds.")] = 60.0,
    server: Server = "",
    settings: Centre = None,
    password_file: PasswordFile = None,
    codec: Codec = "pcma,pcmu",
    port: Port = 0,
    log: Log = None,
    json: Json = False,
) -> None:
    """Call a number as a scripted caller, and do the steps once it answers.

    For example: switchroom call 4001 --press 1 --wait 3 --press 5 --say hello.wav --record heard.wav.
    As an agent, here to sign in: switchroom call '*11' --user 8001 --stay 5.
    Ends with 0 when the call was answered and every step done, with 1 when it was not.
    """
    try:
        steps = steps_from(typed(context))
    except ScriptError as error:
        raise typer.BadParameter(str(error)) from None
    line = Line(server, password_in(password_file)) if server else line_for(user, settings)
    spec = PhoneSpec(
        user=user,
        password=line.password,
        server=line.server,
        caller=caller,
        name=name,
        port=port,
        codecs=codecs_in(codec),
        heard=str(record or ""),
        log=str(log or ""),
    )
    try:
        report = asyncio.run(_call(spec, number, steps, answer_within, json))
    except PhoneError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(_summary(report, json))
    raise typer.Exit(0 if report.whole else 1)


def password_in(file: Path | None) -> str:
    """The password in a file, without the line's end; empty when there is no file."""
    if file is None:
        return ""
    try:
        return file.read_text().strip()
    except OSError as error:
        raise typer.BadParameter(f"--password-file {file}: {error.strerror}; name a readable file") from None


def codecs_in(text: str) -> tuple[str, ...]:
    """The codecs of a list with commas."""
    return tuple(codec.strip().lower() for codec in text.split(",") if codec.strip())


class Watcher:
    """Prints what happens to a telephone, with the seconds since it was opened."""

    def __init__(self, silent: bool) -> None:
        self._silent = silent
        self._since = time.time()

    def __call__(self, event: Happening) -> None:
        """Print one."""
        line = None if self._silent else happening_line(event, self._since)
        if line is not None:
            typer.echo(line)


async def _call(
    spec: PhoneSpec, number: str, steps: tuple[Step, ...], answer_within: float, silent: bool
) -> CallReport:
    async with Phone(spec, Watcher(silent)) as phone:
        return await make_call(phone, number, steps, answer_within)


def _summary(report: CallReport, as_json: bool) -> str:
    if as_json:
        return msgspec.json.encode(report).decode()
    if not report.whole:
        return f"not as scripted: {report.problem}"
    return f"as scripted: rang {report.ring_seconds:.1f} s, talked {report.talk_seconds:.1f} s"
