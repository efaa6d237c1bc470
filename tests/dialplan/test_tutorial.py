"""The tutorial's documents and what it says of them are true, in both languages."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ivr.cli.check import check
from ivr.server.settings import load

DOCS = Path(__file__).parents[2] / "docs"
TUTORIALS = {
    "C": DOCS / "tutorial-first-dialplan.md",
    "zh_CN.UTF-8": DOCS / "zh" / "tutorial-first-dialplan.md",
}

app = typer.Typer()
app.command()(check)


def blocks(page: Path, kind: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [text for marked, text in found if marked == kind]


def checked(locale: str) -> str:
    return CliRunner().invoke(app, ["mycentre"], env={"LC_ALL": locale}).output


@pytest.mark.parametrize("locale", TUTORIALS)
def test_what_the_tutorial_shows_is_what_the_command_prints(
    locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, first, menu, settings = blocks(TUTORIALS[locale], "yaml")
    checks = (shown for shown in blocks(TUTORIALS[locale], "") if "run check mycentre\n" in shown)
    in_order, mistaken = (shown.partition("\n")[2] for shown in checks)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mycentre"
    folder.mkdir()
    (folder / "centre.yaml").write_text(centre, encoding="utf-8")

    (folder / "hello.yaml").write_text(first, encoding="utf-8")
    assert checked(locale) == in_order
    (folder / "hello.yaml").write_text(first.replace("next: goodbye", "next: godbye"), encoding="utf-8")
    assert checked(locale) == mistaken
    (folder / "hello.yaml").write_text(menu, encoding="utf-8")
    assert CliRunner().invoke(app, ["mycentre"]).exit_code == 0
    (tmp_path / "mycentre.yaml").write_text(settings, encoding="utf-8")
    assert load(tmp_path / "mycentre.yaml").dialplans == folder
