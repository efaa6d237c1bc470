"""Bans are kept in a file of our own, which two programs may change."""

import stat
from pathlib import Path

import pytest

from ivr.storage.bans import BanBook, BansUnreadableError
from ivr.telephony.banning import Ban

BAN = Ban(source="192.0.2.7", since=1.0, until=601.0, times=2, why="failures")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bans.json"


def test_what_is_changed_is_read_again_by_others(file: Path) -> None:
    book = BanBook(file)
    assert (book.version(), book.read()) == (None, ())
    assert book.change(lambda bans: (*bans, BAN)) == (BAN,)
    before = BanBook(file).version()
    assert BanBook(file).read() == (BAN,)
    BanBook(file).change(lambda bans: ())
    assert book.version() != before
    assert book.read() == ()


def test_the_file_is_for_us_alone(file: Path) -> None:
    BanBook(file).change(lambda bans: (BAN,))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", ["{", "[7]", '[{"source": "0.0.0.0/0", "since": 1, "until": 2}]', '[{"source": "x"}]']
)
def test_a_file_that_would_shut_out_anything_else_is_refused(file: Path, content: str) -> None:
    file.write_text(content)
    with pytest.raises(BansUnreadableError, match="remove the file"):
        BanBook(file).read()


def test_a_file_that_cannot_be_read_is_told(file: Path) -> None:
    file.mkdir()
    with pytest.raises(BansUnreadableError, match="let this user read it"):
        BanBook(file).read()
