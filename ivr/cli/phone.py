"""``switchroom phone``: an agent's telephone with a behaviour."""

import asyncio
import dataclasses
import signal
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from ivr.cli.call import (
    Codec,
    Hold,
    Json,
    Log,
    PasswordFile,
    Port,
    Press,
    Retrieve,
    Server,
    Transfer,
    Wait,
    Watcher,
    codecs_in,
    password_in,
)
from ivr.cli.own_centre import Centre, Line, line_for
from ivr.cli.typed_order import typed
from ivr.phones.answering import Answers, Behaviour, NeverAnswers, Refuses, Tally, run_agent_phone
from ivr.phones.errors import PhoneError
from ivr.phones.orders import PhoneSpec
from ivr.phones.phone import Phone
from ivr.phones.script import ScriptError, Typed, steps_from

_BEHAVIOUR = "What it does with a call"
_NO_STEPS = ("say",)


def phone(
    context: typer.Context,
    agent: Annotated[str, typer.Argument(help="The agent's extension, which is the SIP user.")],
    answer_after: Annotated[
        float, typer.Option(metavar="SECONDS", help="Ring so long.", rich_help_panel=_BEHAVIOUR)
    ] = 1.0,
    talk: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="Hang up so long after answering; without it the other side must.",
            rich_help_panel=_BEHAVIOUR,
        ),
    ] = None,
    say: Annotated[
        str,
        typer.Option(metavar="WAV", help="Play a file over and over.", rich_help_panel=_BEHAVIOUR),
    ] = "",
    refuse: Annotated[
        int | None,
        typer.Option(metavar="CODE", help="Refuse: 486, 603, 480 …", rich_help_panel=_BEHAVIOUR),
    ] = None,
    never_answer: Annotated[
        bool, typer.Option("--never-answer", help="Let it ring.", rich_help_panel=_BEHAVIOUR)
    ] = False,
    calls: Annotated[
        int | None, typer.Option(help="Leave after so many calls.", rich_help_panel=_BEHAVIOUR)
    ] = None,
    press: Press = None,
    wait: Wait = None,
    hold: Hold = False,
    retrieve: Retrieve = False,
    transfer: Transfer = None,
    record: Annotated[Path | None, typer.Option(help="WAV file for what is heard, one a call.")] = None,
    server: Server = "",
    settings: Centre = None,
    password_file: PasswordFile = None,
    codec: Codec = "pcma,pcmu",
    port: Port = 0,
    log: Log = None,
    json: Json = False,
) -> None:
    """Be an agent's telephone: register, and answer, refuse or ignore the calls that come.

    For example: switchroom phone 8001 --answer-after 2 --talk 5 --say agent.wav.
    Steps are done after answering, in the order typed.  Ctrl-C ends it and prints the counts.
    Registering is not signing in: for that the agent dials *11, as in switchroom call '*11' --user 8001.
    """
    line = Line(server, password_in(password_file)) if server else line_for(agent, settings)
    spec = PhoneSpec(
        user=agent,
        password=line.password,
        server=line.server,
        port=port,
        codecs=codecs_in(codec),
        heard=str(record or ""),
        log=str(log or ""),
    )
    try:
        answers = Answers(answer_after, talk, say, steps_from(_only_steps(typed(context))))
        behaviour = _behaviour(answers, refuse, never_answer)
        tally = asyncio.run(_serve(spec, behaviour, calls, json))
    except ScriptError as error:
        raise typer.BadParameter(str(error)) from None
    except PhoneError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(_summary(tally, json))


def _only_steps(options: tuple[Typed, ...]) -> tuple[Typed, ...]:
    """``--say`` is no step here: it goes on all the time."""
    return tuple(option for option in options if option.option not in _NO_STEPS)


def _behaviour(answers: Answers, refuse: int | None, never_answer: bool) -> Behaviour:
    if never_answer:
        return NeverAnswers()
    if refuse is None:
        return answers
    if not 400 <= refuse <= 699:
        raise ScriptError(Typed("refuse", str(refuse)), "give a SIP code from 400 to 699, such as 486")
    return Refuses(refuse, answers.after)


async def _serve(spec: PhoneSpec, behaviour: Behaviour, calls: int | None, silent: bool) -> Tally:
    tally = Tally()
    async with Phone(spec, Watcher(silent)) as telephone:
        await telephone.register()
        serving = asyncio.ensure_future(run_agent_phone(telephone, (behaviour,), tally, calls))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
        await asyncio.wait([serving])
        if not serving.cancelled():
            serving.result()
    return tally


def _summary(tally: Tally, as_json: bool) -> str:
    counts = dataclasses.asdict(tally)
    if as_json:
        return msgspec.json.encode(counts).decode()
    return ", ".join(f"{name.replace('_', ' ')} {count:g}" for name, count in counts.items() if count)
