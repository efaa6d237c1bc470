"""The directory of customers at the command line: in from a table, out to one, and PINs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from ivr.cli.customers import app

PROMPTS = Path(__file__).parents[2] / "dialplans" / "prompts"
GOOD = "编号,姓名,电话\nK-1,王芳,13800138000\nK-2,李雷,13900139000\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    folder = tmp_path / "dialplans"
    folder.mkdir()
    (folder / "centre.yaml").write_text('name: {en: Small}\nlanguages: [en]\nagents: {"8001": {name: Li}}\n')
    file = tmp_path / "mine.yaml"
    file.write_text(f"state: {tmp_path / 'state'}\ndialplans: {folder}\nprompts: {PROMPTS}\n")
    return file


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def typed(settings: Path, *words: str, keys: str = "") -> Result:
    return CliRunner().invoke(app, [*words, "--settings", str(settings)], input=keys)


def imported(settings: Path, text: str, *words: str) -> Result:
    file = settings.parent / "customers.csv"
    file.write_bytes(text.encode("gbk"))
    return typed(settings, "import", str(file), *words)


def exported(settings: Path) -> list[str]:
    return typed(settings, "export").stdout_bytes.decode("utf-8-sig").splitlines()[1:]


def test_customers_go_in_and_come_out(settings: Path) -> None:
    done = imported(settings, GOOD)
    assert (done.exit_code, done.stdout) == (0, "customers taken in: 2\n"), done.output
    assert exported(settings) == ["K-1,王芳,'+8613800138000,,,,,", "K-2,李雷,'+8613900139000,,,,,"]


def test_with_one_line_wrong_nothing_changes(settings: Path) -> None:
    imported(settings, GOOD)
    done = imported(settings, "编号,姓名,电话\nK-1,王小芳,13800138000\nK-3,韩梅,138\n9,x,1\n")
    assert done.exit_code == 1
    assert "customers.csv:4:3: “1” is no telephone number\n  → count its digits" in done.stderr
    assert "1 wrong, nothing was changed" in done.stderr
    assert exported(settings)[0].startswith("K-1,王芳,")


def test_wrong_lines_may_be_skipped(settings: Path) -> None:
    done = imported(settings, GOOD + "K-3,韩梅,1\n", "--skip-bad")
    assert (done.exit_code, done.stdout) == (0, "customers taken in: 2, 1 wrong ones skipped\n")
    assert len(exported(settings)) == 2


def test_a_number_that_somebody_else_has_already_is_told(settings: Path) -> None:
    imported(settings, GOOD)
    done = imported(settings, "编号,电话\nK-9,13800138000\n")
    assert "2:1: the number +8613800138000 is customer K-1's already" in done.stderr
    assert len(exported(settings)) == 2


def test_a_number_may_move_within_one_table(settings: Path) -> None:
    imported(settings, GOOD)
    done = imported(settings, "编号,电话\nK-1,13900139000\nK-2,13800138000\n")
    assert done.exit_code == 0, done.output
    assert exported(settings)[0] == "K-1,,'+8613900139000,,,,,"


def test_columns_of_which_nothing_is_taken_are_named_in_chinese_too(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    done = imported(settings, "电话,备注\n13800138000,老客户\n")
    assert done.stderr == "未使用的列：备注\n"
    assert done.stdout == "导入了 1 位客户\n"


def test_a_file_that_is_not_there_is_named(settings: Path) -> None:
    done = typed(settings, "import", "/no/such.xlsx")
    assert "/no/such.xlsx cannot be read: No such file" in done.stderr


def test_an_export_is_for_its_owner_alone(settings: Path, tmp_path: Path) -> None:
    imported(settings, GOOD)
    assert typed(settings, "export", str(tmp_path / "all.csv")).exit_code == 0
    assert (tmp_path / "all.csv").stat().st_mode & 0o077 == 0


def test_a_pin_is_set_for_somebody_who_is_there(settings: Path) -> None:
    imported(settings, GOOD)
    assert typed(settings, "pin", "K-1", keys="7391\n7391\n").exit_code == 0
    assert "4 to 16 digits" in typed(settings, "pin", "K-1", keys="12\n12\n").stderr
    assert "there is no customer K-9" in typed(settings, "pin", "K-9", keys="7391\n7391\n").stderr
    assert typed(settings, "pin", "K-1", "--clear").stdout == "The PIN is gone.\n"


def test_who_is_removed_is_gone(settings: Path) -> None:
    imported(settings, GOOD)
    assert typed(settings, "remove", "K-1").exit_code == 0
    assert "there is no customer K-1" in typed(settings, "remove", "K-1").stderr
    assert len(exported(settings)) == 1
