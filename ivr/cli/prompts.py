"""``switchroom prompts``: renders texts to sound, lists what there is, tells what is missing."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from ivr.calls.spoken import sentences
from ivr.cli.check import folders_of
from ivr.dialplan.edition import Edition, read_edition
from ivr.server.calendars import CALENDARS
from ivr.telephony.prompts import Prompt
from ivr.voice.errors import VoiceError
from ivr.voice.index import read_index
from ivr.voice.library import PromptLibrary
from ivr.voice.studio import Spoken, render
from ivr.voice.texts import read_texts

app = typer.Typer(
    name="prompts", help="What callers hear: texts, rendered to sound once.", no_args_is_help=True
)

TEXTS_FILE = "texts.yaml"

Folder = Annotated[
    Path | None,
    typer.Argument(
        help="The folder with centre.yaml and the dialplans; the settings' dialplans if not given."
    ),
]
Prompts = Annotated[
    Path | None,
    typer.Option(
        help="The folder of rendered prompts, with texts.yaml.  If not given: FOLDER/prompts; without FOLDER"
        " the settings' prompts."
    ),
]
Studio = Annotated[Path, typer.Option(help="Where the voices are installed when they are first needed.")]

_DEFAULT_STUDIO = Path("build/voices")
_FAILED = 1


@app.command("render")
def render_missing(folder: Folder = None, prompts: Prompts = None, studio: Studio = _DEFAULT_STUDIO) -> None:
    """Render the texts that have no sound yet: the dialplans' own and those listed in texts.yaml."""
    console = Console(stderr=True)
    folder, prompts = folders_of(folder, prompts)
    library = PromptLibrary(prompts)
    unheard = library.missing(_wanted(folder, library, console))
    if not unheard:
        console.print(f"All texts have their sound in {library.folder}.")
        return
    try:
        _render(library, unheard, studio, console)
    except (VoiceError, OSError) as error:
        raise _refusal(str(error), console) from error
    console.print(f"{len(unheard)} texts rendered into {library.folder}.")


@app.command("list")
def list_rendered(folder: Folder = None, prompts: Prompts = None) -> None:
    """List the rendered texts with their files and voices."""
    table = Table("sound", "voice", "text")
    try:
        entries = read_index(folders_of(folder, prompts)[1])
    except VoiceError as error:
        raise _refusal(str(error), Console(stderr=True)) from error
    for name, entry in entries.items():
        table.add_row(f"{entry.language}/{name}", entry.voice, entry.text)
    Console().print(table)


@app.command("missing")
def list_missing(folder: Folder = None, prompts: Prompts = None) -> None:
    """List the texts that have no sound yet; fails when there are any."""
    folder, prompts = folders_of(folder, prompts)
    library = PromptLibrary(prompts)
    unheard = library.missing(_wanted(folder, library, Console(stderr=True)))
    for prompt in unheard:
        typer.echo(f"{prompt.language}  {prompt.text}")
    if unheard:
        raise typer.Exit(_FAILED)


def _render(library: PromptLibrary, unheard: tuple[Prompt, ...], studio: Path, console: Console) -> None:
    with Progress(console=console) as progress:
        task = progress.add_task("rendering", total=len(unheard))

        def spoken(done: Spoken) -> None:
            line = f"{done.seconds:5.1f} s  {done.prompt.language}  {done.prompt.text}"
            progress.console.print(line, markup=False)
            progress.advance(task)

        render(library, unheard, studio, lambda doing: progress.update(task, description=doing), spoken)


def _wanted(folder: Path, library: PromptLibrary, console: Console) -> tuple[Prompt, ...]:
    """The texts of the list, and those of the dialplans with the house's own, whichever there are."""
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
    listed = library.folder / TEXTS_FILE
    if not files and not listed.is_file():
        raise _refusal(
            f"{folder} holds no dialplans and {listed} does not exist: name another folder", console
        )
    try:
        said = read_texts(listed) if listed.is_file() else ()
    except VoiceError as error:
        raise _refusal(str(error), console) from error
    return said + (_spoken_by(folder, files, console) if files else ())


def _spoken_by(folder: Path, files: dict[str, bytes], console: Console) -> tuple[Prompt, ...]:
    answer = read_edition(files, None, CALENDARS)
    if isinstance(answer, Edition):
        return (*answer.prompts(), *sentences())
    raise _refusal(f"{folder} has mistakes: run switchroom check {folder}, and mend them first", console)


def _refusal(reason: str, console: Console) -> typer.Exit:
    console.print(reason, markup=False, style="red", soft_wrap=True)
    return typer.Exit(_FAILED)
