"""Options keep the order in which they were typed."""

import json
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from ivr.cli.typed_order import InTypedOrder, typed


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()

    @app.command(cls=InTypedOrder)
    def command(
        context: typer.Context,
        number: str,
        press: Annotated[list[str] | None, typer.Option()] = None,
        wait: Annotated[list[str] | None, typer.Option("--wait", "-w")] = None,
        hold: Annotated[bool, typer.Option("--hold")] = False,
        loud: Annotated[int, typer.Option()] = 0,
    ) -> None:
        typer.echo(repr([number, press, wait, hold, loud]))
        typer.echo(json.dumps([(option.option, option.text) for option in typed(context)]))

    return app


def test_repeated_options_and_switches_keep_their_order(app: typer.Typer) -> None:
    line = ["--press", "1", "-w", "3", "4001", "--hold", "--press=5", "--loud", "2", "--hold", "--wait", "1"]
    result = CliRunner().invoke(app, line)
    values, order = result.output.splitlines()
    assert values == "['4001', ['1', '5'], ['3', '1'], True, 2]"
    options = [tuple(option) for option in json.loads(order) if option[0] != "number"]
    assert options == [
        ("press", "1"),
        ("wait", "3"),
        ("hold", ""),
        ("press", "5"),
        ("loud", "2"),
        ("hold", ""),
        ("wait", "1"),
    ]


def test_a_missing_argument_is_complained_about_as_ever(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["--press", "1"])
    assert result.exit_code == 2
    assert "Missing argument" in result.output
