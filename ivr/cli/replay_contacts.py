"""``switchroom replay-contacts``: the journal of a contact or a day, run through the code again."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.cli.own_versions import told, with_store
from ivr.dialplan.messages import Message
from ivr.publishing.book import Book
from ivr.replay.replaying import Divergence
from ivr.server.past import Past, day_of
from ivr.storage.store import Store
from ivr.telephony.ids import ContactId

What = Annotated[str, typer.Argument(help="A contact's id, or a day: 2026-11-29.")]


def replay_contacts(what: What, settings: File = None) -> None:
    """Run the journal again: the same events must lead to the same commands; else the exit is not zero."""
    steps, contacts, left = with_store(settings_with_state(settings), lambda store: _again(store, what))
    if not contacts:
        refuse(f"the journal has nothing of {what}; it keeps contacts for the days of keep.journal")
    for one in left:
        typer.echo(f"{one.entry.contact} #{one.entry.seq}: {told(one.why)}", err=True)
    typer.echo(
        told(
            Message(
                f"{contacts} 个来电，{steps} 步；{len(left)} 个与当时不同",
                f"{contacts} contacts, {steps} steps; {len(left)} decided otherwise than then",
            )
        )
    )
    if left:
        raise typer.Exit(1)


async def _again(store: Store, what: str) -> tuple[int, int, list[Divergence]]:
    past = Past(store, Book(await store.decisions()))
    day = day_of(what)
    found = [record.contact async for record in past.contacts(*day)] if day else [ContactId(what)]
    steps, contacts, left = 0, 0, list[Divergence]()
    console = Console(stderr=True)
    for contact in track(
        found, description="", console=console, transient=True, disable=not console.is_terminal
    ):
        run = await past.replay(contact)
        steps, contacts = steps + len(run), contacts + bool(run)
        left += [step for step in run if isinstance(step, Divergence)]
    return steps, contacts, left
