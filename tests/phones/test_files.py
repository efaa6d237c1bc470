"""The files a telephone writes."""

from pathlib import Path

import numpy as np
import pytest

from ivr.phones.files import heard_by_call, is_complete
from ivr.phones.listening import write_wav


@pytest.mark.parametrize(
    ("path", "call", "file"),
    [("a/heard.wav", 1, "a/heard.wav"), ("a/heard.wav", 2, "a/heard-2.wav"), ("", 3, "")],
)
def test_each_call_has_a_file_of_its_own(path: str, call: int, file: str) -> None:
    assert heard_by_call(path, call) == file


def test_a_file_is_complete_when_its_header_tells_its_size(tmp_path: Path) -> None:
    file = tmp_path / "a.wav"
    write_wav(file, np.zeros(800))
    assert is_complete(file)
    whole = file.read_bytes()
    file.write_bytes(whole + b"\0\0")
    assert not is_complete(file)
    file.write_bytes(whole[:-2])
    assert not is_complete(file)


@pytest.mark.parametrize("start", [b"", b"RIFF\0\0\0\0WAVE"])
def test_a_file_that_is_being_written_is_not_complete(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "b.wav").write_bytes(start)
    assert not is_complete(tmp_path / "b.wav")
