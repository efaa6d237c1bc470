"""PINs: hashed, in a file of our own, and read anew at every question."""

import stat
from pathlib import Path

import pytest

from ivr.storage.pins import PinBook, PinsUnreadableError, new_pin


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pins.json"


def test_a_pin_is_right_for_its_agent_and_for_nobody_else(file: Path) -> None:
    book = PinBook(file)
    book.set("8001", "2468")
    book.set("8002", "1357")
    assert (book.has("8001"), book.has("8003")) == (True, False)
    assert book.is_right("8001", "2468")
    assert not book.is_right("8001", "1357")
    assert not book.is_right("8003", "2468")


def test_a_change_by_another_program_applies_at_once(file: Path) -> None:
    book = PinBook(file)
    PinBook(file).set("8001", "2468")
    assert book.is_right("8001", "2468")
    assert PinBook(file).clear("8001")
    assert not book.has("8001")
    assert not PinBook(file).clear("8001")


def test_the_file_is_for_us_alone_and_holds_no_pin(file: Path) -> None:
    PinBook(file).set("8001", "24681357")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "24681357" not in file.read_text()
    assert "argon2id" in file.read_text()


@pytest.mark.parametrize("pin", ["", "123", "12a4", "12345678901234567", "１２３４", "12 34"])
def test_what_cannot_be_dialled_is_no_pin(file: Path, pin: str) -> None:
    with pytest.raises(ValueError, match="4 to 16 digits"):
        PinBook(file).set("8001", pin)


def test_a_file_that_others_may_read_is_refused(file: Path) -> None:
    PinBook(file).set("8001", "2468")
    file.chmod(0o640)
    with pytest.raises(PinsUnreadableError, match="chmod 600"):
        PinBook(file).has("8001")


@pytest.mark.parametrize("content", ["{", "[1]", "7"])
def test_a_broken_file_is_told(file: Path, content: str) -> None:
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(PinsUnreadableError, match="set the PINs anew"):
        PinBook(file).has("8001")


def test_a_hash_that_is_none_is_right_for_nothing(file: Path) -> None:
    file.write_text('{"8001": "2468"}')
    file.chmod(0o600)
    assert not PinBook(file).is_right("8001", "2468")


def test_a_made_pin_has_six_digits() -> None:
    assert {len(new_pin()) for _ in range(20)} == {6}
    assert new_pin().isdigit()
