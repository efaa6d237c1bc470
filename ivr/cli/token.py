"""``switchroom token``: who may use the HTTP API, and for what."""

import time
from typing import Annotated, cast

import typer

from ivr.cli.own_settings import File, settings_with_state
from ivr.web.tokens import SCOPES, Scope, TokensUnreadableError, make_token

app = typer.Typer(name="token", help="Who may use the HTTP API, and for what.", no_args_is_help=True)


@app.command()
def make(
    name: Annotated[str, typer.Argument(help="Whom or what the token is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(help=f"What it allows; once for each: {', '.join(SCOPES)}. admin if not given."),
    ] = None,
    days: Annotated[float | None, typer.Option(help="For how long; for ever if not given.")] = None,
    settings: File = None,
) -> None:
    """Make a token and print it, this once: only its digest is kept."""
    wanted = scope or ["admin"]
    unknown = sorted(set(wanted) - set(SCOPES))
    if unknown:
        raise typer.BadParameter(f"there is no scope {', '.join(unknown)}; there are {', '.join(SCOPES)}")
    state = settings_with_state(settings).state
    lifetime = None if days is None else days * 86400
    try:
        secret = make_token(
            state / "tokens.json", name, [cast(Scope, word) for word in wanted], time.time(), lifetime
        )
    except (TokensUnreadableError, ValueError) as error:
        typer.echo(f"switchroom: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(secret)


@app.callback()
def token() -> None:
    """Who may use the HTTP API, and for what."""
