"""``switchroom token``: who may use the HTTP API, and for what."""

import time
from pathlib import Path
from typing import Annotated, cast

import typer

from ivr.cli.own_settings import File, refuse, settings_with_state
from ivr.web.tokens import SCOPES, Scope, Token, TokensUnreadableError, make_token, read_tokens, revoke_token

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
    lifetime = None if days is None else days * 86400
    try:
        secret = make_token(
            _file(settings), name, [cast(Scope, word) for word in wanted], time.time(), lifetime
        )
    except (TokensUnreadableError, ValueError) as error:
        refuse(str(error))
    typer.echo(secret)


@app.command("list")
def list_tokens(settings: File = None) -> None:
    """List the tokens there are: id, name, scopes and end."""
    for token in _known(settings):
        end = (
            "" if token.expires_at is None else time.strftime("until %F %T", time.localtime(token.expires_at))
        )
        typer.echo("  ".join((token.id, token.name, " ".join(sorted(token.scopes)), end)).rstrip())


@app.command()
def revoke(
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The id that switchroom token list shows.")],
    settings: File = None,
) -> None:
    """Take a token back: it ends at once."""
    known = {token.id for token in _known(settings)}
    if token_id not in known or not revoke_token(_file(settings), token_id):
        refuse(f"there is no token with the id {token_id}; switchroom token list shows them")


def _file(settings: Path | None) -> Path:
    return settings_with_state(settings).state / "tokens.json"


def _known(settings: Path | None) -> tuple[Token, ...]:
    try:
        return read_tokens(_file(settings))
    except TokensUnreadableError as error:
        refuse(str(error))


@app.callback()
def token() -> None:
    """Who may use the HTTP API, and for what."""
