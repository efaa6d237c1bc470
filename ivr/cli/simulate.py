"""``switchroom simulate``: what would become of these contacts with this staff, by the router itself."""

import gc
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from ivr.cli import simulate_history
from ivr.cli.check import language_of
from ivr.cli.own_settings import File, refuse
from ivr.dialplan.messages import Message
from ivr.simulation.answer import Answer, ClassFigures
from ivr.simulation.reading import read_scenario
from ivr.simulation.scenario import Scenario
from ivr.simulation.simulating import simulate as simulated

ScenarioFile = Annotated[
    Path | None, typer.Argument(help="The scenario: classes of contacts and groups of agents, as YAML.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]
History = Annotated[
    datetime | None,
    typer.Option(
        "--from-history",
        formats=["%Y-%m-%d"],
        metavar="DAY",
        help="Instead of a scenario: the calls and agents of a day that was (2026-11-30), beside what was.",
    ),
]

_INVALID = 1
_CLASSES = (
    Message("类别", "Class"),
    Message("呼入", "Offered"),
    Message("接听", "Answered"),
    Message("放弃", "Gave up"),
    Message("无线路", "Blocked"),
    Message("平均等待", "Wait"),
    Message("95% 区间", "95 % within"),
    Message("有等待", "Waited"),
    Message("20 秒内", "In 20 s"),
)
_AGENTS = (Message("坐席组", "Agents"), Message("工时利用率", "Occupancy"))
_RUNNING = Message("仿真中", "Simulating")


def simulate(
    scenario: ScenarioFile = None, history: History = None, settings: File = None, as_json: AsJson = False
) -> None:
    """Run a scenario's contacts through the production router on a virtual clock; print the figures."""
    language = language_of(os.environ)
    if history is not None and scenario is None:
        day = simulate_history.from_history(history.date(), settings)
        if as_json:
            typer.echo(simulate_history.as_json(day))
        else:
            simulate_history.show(day, language)
        return
    if scenario is None or history is not None:
        raise typer.BadParameter("name a scenario, or a day with --from-history: one of the two")
    read = scenario_of(scenario, language)
    with progress(_RUNNING.in_language(language), read.contacts) as on_progress:
        answer = simulated(read, random.Random(read.seed), on_progress)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(answer)).decode())
    else:
        show(answer, language)


def scenario_of(file: Path, language: str) -> Scenario:
    """The scenario of that file; ends the command with every problem if it is none."""
    try:
        content = file.read_bytes()
    except OSError as error:
        refuse(f"{file} cannot be read ({error.strerror}); name a scenario file")
    read = read_scenario(str(file), content)
    if isinstance(read, Scenario):
        return read
    for problem in read:
        typer.echo(problem.in_language(language), err=True)
    raise typer.Exit(_INVALID)


@contextmanager
def progress(title: str, contacts: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on the standard error; what is yielded tells it how many contacts are done."""
    # Nothing here makes circles of references: looking for them takes a fifth of the time and finds none.
    gc.disable()
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=contacts)
        yield lambda done: bar.update(task, completed=done)
    gc.enable()


def show(answer: Answer, language: str) -> None:
    """Print the figures as tables."""
    console = Console()
    classes = Table(*(heading.in_language(language) for heading in _CLASSES))
    for name, figures in answer.classes.items():
        classes.add_row(name, *_cells(figures))
    agents = Table(*(heading.in_language(language) for heading in _AGENTS))
    for name, group in answer.agents.items():
        agents.add_row(name, _percent(group.occupancy))
    console.print(classes)
    console.print(agents)


def _cells(figures: ClassFigures) -> tuple[str, ...]:
    counts = (figures.offered, figures.answered, figures.abandoned, figures.blocked)
    wait, bounds = figures.mean_wait_seconds, figures.mean_wait_ci95
    return (
        *(f"{count:,}" for count in counts),
        "–" if wait is None else f"{wait:.1f} s",
        "–" if bounds is None else f"{bounds[0]:.1f}–{bounds[1]:.1f}",
        _percent(figures.p_wait),
        *(_percent(share) for share in figures.service_level.values()),
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
