"""``switchroom trace``: a contact's way through its dialplans, with times, in words."""

from datetime import datetime
from typing import Annotated

import typer

from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.cli.own_versions import told, with_store
from ivr.publishing.book import Book
from ivr.replay.tracing import Line
from ivr.replay.tracing import trace as traced
from ivr.server.past import Past
from ivr.storage.store import Store
from ivr.telephony.ids import ContactId


def trace(
    contact: Annotated[str, typer.Argument(help="The contact's id, of one in progress too.")],
    settings: File = None,
) -> None:
    """Tell what became of a contact, step by step; secret digits are nowhere in it."""

    async def work(store: Store) -> tuple[Line, ...]:
        past = Past(store, Book(await store.decisions()))
        return tuple(traced(await past.replay(ContactId(contact))))

    lines = with_store(settings_with_state(settings), work)
    if not lines:
        refuse(f"the journal has nothing of {contact}; it keeps contacts for the days of keep.journal")
    for line in lines:
        at = datetime.fromtimestamp(line.at).astimezone()
        typer.echo(f"{at:%F %T}.{at.microsecond // 100_000}  {told(line.text)}")
