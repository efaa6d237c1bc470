"""``switchroom check``."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ivr.cli.check import check, language_of

DIALPLANS = Path(__file__).parents[2] / "dialplans"
CENTRE = "name: {zh: 示例}\nlanguages: [zh]\nnumbers: {4001: {dialplan: main}}\n"
MAIN = "start: bye\nnodes:\n  bye: {type: hang_up, prompt: {zh: 再见。}}\n"

app = typer.Typer()
app.command()(check)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "centre.yaml").write_text(CENTRE, encoding="utf-8")
    (tmp_path / "main.yaml").write_text(MAIN, encoding="utf-8")
    return tmp_path


def run(folder: Path, *options: str, locale: str = "C") -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(folder), *options], env={"LC_ALL": locale})
    return result.exit_code, result.output


def test_a_folder_in_order_is_called_so(folder: Path) -> None:
    assert run(folder) == (0, "ok: 1 dialplan, 1 node\n")
    assert run(folder, locale="zh_CN.UTF-8") == (0, "正确：1 个对话方案，1 个节点\n")


def test_every_problem_is_printed_with_its_place_and_remedy(folder: Path) -> None:
    (folder / "main.yaml").write_text(MAIN.replace("bye", "by", 1), encoding="utf-8")

    code, output = run(folder)

    assert code == 1
    assert output == (
        f'{folder}/main.yaml:1:8: there is no node "by"\n'
        "  | start: by\n"
        "  |        ^\n"
        '  → did you mean "bye"?\n'
        "1 problem\n"
    )


def test_problems_are_told_in_chinese_under_a_chinese_locale(folder: Path) -> None:
    (folder / "main.yaml").write_text(MAIN.replace(": bye", "：bye", 1), encoding="utf-8")

    code, output = run(folder, locale="zh_CN.UTF-8")

    assert code == 1
    assert "main.yaml:1:6: 这里用了全角冒号 ：\n" in output
    assert output.endswith("共 1 个问题\n")


def test_sounds_are_checked_where_there_is_a_folder_of_them(folder: Path) -> None:
    (folder / "prompts").mkdir()

    code, output = run(folder)

    assert code == 1
    assert "this prompt has no sound yet" in output


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    code, output = run(tmp_path / "nowhere")

    assert code == 1
    assert "nowhere is no folder; name the one that holds centre.yaml" in output


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


@pytest.mark.parametrize("centre", [DIALPLANS, DIALPLANS / "demo"], ids=["example", "demonstration"])
def test_the_shipped_dialplans_are_in_order_and_every_text_has_its_sound(centre: Path) -> None:
    code, output = run(centre, "--prompts", str(DIALPLANS / "prompts"))

    assert code == 0, output
