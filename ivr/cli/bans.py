"""``switchroom bans``: who is shut out of SIP; shutting out and letting in again."""

import time
from pathlib import Path
from typing import Annotated

import typer

from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.server.banning import BANS_FILE
from ivr.storage.bans import BanBook, BansUnreadableError
from ivr.telephony.banning import in_force, lifted, ordered, source_of

app = typer.Typer(name="bans", help="Who is shut out of SIP.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(help="An IP address; of an IPv6 address its network of 64 bits.")]


@app.command("list")
def list_bans(settings: File = None) -> None:
    """List who is shut out now: address, until when, why, and for which time."""
    book = _book(settings)
    try:
        bans = in_force(book.read(), time.time())
    except BansUnreadableError as error:
        refuse(str(error))
    for ban in sorted(bans, key=lambda ban: -ban.since):
        until = time.strftime("%F %T", time.localtime(ban.until))
        typer.echo(f"{ban.source}  until {until}  {ban.why}  ban {ban.times}")
    if not bans:
        typer.echo("Nobody is shut out.")


@app.command()
def add(
    address: Address,
    hours: Annotated[float, typer.Option(min=0.01, max=8760, help="For how long.")] = 24.0,
    settings: File = None,
) -> None:
    """Shut an address out.  A running server obeys within a second."""
    source, now = _source(address), time.time()
    try:
        _book(settings).change(lambda bans: ordered(bans, source, now + 3600 * hours, now))
    except (BansUnreadableError, OSError) as error:
        refuse(str(error))
    typer.echo(f"{source} is shut out.")


@app.command()
def lift(address: Address, settings: File = None) -> None:
    """Let an address in again.  A running server obeys within a second."""
    source, now, book = _source(address), time.time(), _book(settings)
    try:
        was = any(ban.source == source for ban in in_force(book.read(), now))
        book.change(lambda bans: lifted(bans, source, now))
    except (BansUnreadableError, OSError) as error:
        refuse(str(error))
    typer.echo(f"{source} is let in again." if was else f"{source} was not shut out.")


def _source(address: str) -> str:
    source = source_of(address)
    if source is None:
        refuse(f"{address!r} is no IP address; write one such as 192.0.2.7")
    return source


def _book(file: Path | None) -> BanBook:
    return BanBook(settings_with_state(file).state / BANS_FILE)
