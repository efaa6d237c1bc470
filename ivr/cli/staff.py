"""``switchroom staff``: how many agents a team needs, by Erlang's formulas and by simulation."""

import os
import random
import re
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from ivr.cli.check import language_of
from ivr.cli.simulate import progress
from ivr.dialplan.messages import Message
from ivr.simulation.staffing import CONTACTS, Checked, Staffing, Workload, staffing

_SEED = 1
_CHECKING = Message("用仿真核对", "Checking by simulation")
_HEADINGS = (
    Message("", ""),
    Message("坐席", "Agents"),
    Message("服务水平", "Service level"),
    Message("平均等待", "Wait"),
    Message("有等待", "Waited"),
    Message("放弃", "Gave up"),
)
_SIMULATED = Message("仿真", "Simulated")


def staff(
    calls_per_hour: Annotated[float, typer.Option(min=0.001, max=1e6, help="Calls that come in an hour.")],
    handle_seconds: Annotated[
        float, typer.Option(min=0.001, max=1e6, help="Mean of talk and wrap-up together, in seconds.")
    ],
    target: Annotated[
        str, typer.Option(help="The service level: 80/20 is 80 % answered within 20 seconds.")
    ] = "80/20",
    patience: Annotated[
        float | None,
        typer.Option(min=0.001, max=1e9, help="After how many seconds, in the mean, callers give up."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Tell how many agents one team needs for a service level, and check it by simulation."""
    language = language_of(os.environ)
    share, within = _target(target)
    workload = Workload(calls_per_hour, handle_seconds, share, within, patience)
    with progress(_CHECKING.in_language(language), 2 * CONTACTS) as on_progress:
        answer = staffing(workload, lambda: random.Random(_SEED), on_progress)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(answer)).decode())
    else:
        _show(answer, language)


def _target(target: str) -> tuple[float, int]:
    found = re.fullmatch(r"(\d{1,2}(?:\.\d+)?)/(\d{1,4})", target)
    if found is None or not float(found[1]):
        raise typer.BadParameter(
            f'"{target}" is no service level; write PERCENT/SECONDS, less than 100 percent, such as 80/20',
            param_hint="--target",
        )
    return float(found[1]) / 100, int(found[2])


def _show(answer: Staffing, language: str) -> None:
    table = Table(*(heading.in_language(language) for heading in _HEADINGS))
    table.add_row("Erlang C", *_cells(answer.erlang_c))
    if answer.erlang_a is not None:
        table.add_row("Erlang A", *_cells(answer.erlang_a))
    for checked in answer.simulated:
        table.add_row(_SIMULATED.in_language(language), *_cells(checked))
    Console().print(table)


def _cells(checked: Checked) -> tuple[str, ...]:
    return (
        str(checked.agents),
        f"{checked.service_level:.1%}",
        f"{checked.mean_wait_seconds:.1f} s",
        f"{checked.p_wait:.1%}",
        f"{checked.abandonment:.1%}",
    )
