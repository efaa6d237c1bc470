"""Text: UTF-8, and what is not."""

import pytest

from ivr.dialplan.reading.problems import Source
from ivr.dialplan.reading.text import decode
from tests.dialplan.examples import complaints


def test_utf8_is_read_by_lines_and_a_byte_order_mark_passed_over() -> None:
    assert decode("a.yaml", "a: 甲\r\nb: 乙\n".encode()) == Source("a.yaml", ("a: 甲", "b: 乙"))
    assert decode("a.yaml", "a: 甲\n".encode("utf-8-sig")) == Source("a.yaml", ("a: 甲",))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("x: 1\nab: 你好\n".encode("gbk"), "2:5: the file is saved in GBK, not in UTF-8"),
        ("甲: 你\n".encode() + b"\xff\xff\n", "2:1: the file is not text in UTF-8"),
        ("甲：".encode("utf-16"), "1:1: the file is saved in UTF-16, not in UTF-8"),
    ],
    ids=["GBK", "binary", "UTF-16"],
)
def test_another_encoding_is_named_where_it_first_shows(content: bytes, complaint: str) -> None:
    answer = decode("a.yaml", content)

    assert isinstance(answer, tuple)
    assert complaints(answer) == [complaint]
    assert answer[0].remedy.en == "save it as UTF-8 in your editor"
