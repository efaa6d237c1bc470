"""``switchroom prompts``: renders texts to sound, lists what there is, tells what is missing."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

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
    Path, typer.Argument(help="The folder of rendered prompts; its texts.yaml lists what is to be said.")
]
Studio = Annotated[Path, typer.Option(help="Where the voices are installed when they are first needed.")]

_DEFAULT_FOLDER = Path("dialplans/prompts")
_DEFAULT_STUDIO = Path("build/voices")
_FAILED = 1


@app.command("render")
def render_missing(folder: Folder = _DEFAULT_FOLDER, studio: Studio = _DEFAULT_STUDIO) -> None:
    """Render the texts that have no sound yet."""
    console = Console(stderr=True)
    library = PromptLibrary(folder)
    unheard = library.missing(_wanted(folder, console))
    if not unheard:
        console.print(f"All texts have their sound in {folder}.")
        return
    with Progress(console=console) as progress:
        task = progress.add_task("rendering", total=len(unheard))

        def spoken(done: Spoken) -> None:
            progress.console.print(
                f"{done.seconds:5.1f} s  {done.prompt.language}  {done.prompt.text}", markup=False
            )
            progress.advance(task)

        try:
            render(library, unheard, studio, lambda doing: progress.update(task, description=doing), spoken)
        except VoiceError as error:
            raise _refusal(error, console) from error
    console.print(f"{len(unheard)} texts rendered into {folder}.")


@app.command("list")
def list_rendered(folder: Folder = _DEFAULT_FOLDER) -> None:
    """List the rendered texts with their files and voices."""
    console = Console()
    table = Table("sound", "voice", "text")
    try:
        entries = read_index(folder)
    except VoiceError as error:
        raise _refusal(error, Console(stderr=True)) from error
    for name, entry in entries.items():
        table.add_row(f"{entry.language}/{name}", entry.voice, entry.text)
    console.print(table)


@app.command("missing")
def list_missing(folder: Folder = _DEFAULT_FOLDER) -> None:
    """List the texts that have no sound yet; fails when there are any."""
    console = Console()
    unheard = PromptLibrary(folder).missing(_wanted(folder, Console(stderr=True)))
    for prompt in unheard:
        console.print(f"{prompt.language}  {prompt.text}", markup=False)
    if unheard:
        raise typer.Exit(_FAILED)


def _wanted(folder: Path, console: Console) -> tuple[Prompt, ...]:
    try:
        return read_texts(folder / TEXTS_FILE)
    except VoiceError as error:
        raise _refusal(error, console) from error
    except OSError as error:
        console.print(f"{error}: name the folder that holds {TEXTS_FILE}", markup=False)
        raise typer.Exit(_FAILED) from error


def _refusal(error: VoiceError, console: Console) -> typer.Exit:
    console.print(str(error), markup=False, style="red")
    return typer.Exit(_FAILED)
