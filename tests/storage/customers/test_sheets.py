"""Tables as Excel writes them are read as what somebody sees who looks at them."""

import io

import pytest
import xlsxwriter

from ivr.storage.customers.sheets import Row, SheetError, rows_of

TEXT = "编号,电话\r\nK-1,13800138000\r\n"
ROWS = [Row(1, ("编号", "电话")), Row(2, ("K-1", "13800138000"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_encoding_that_excel_writes(encoding: str) -> None:
    assert list(rows_of(TEXT.encode(encoding))) == ROWS


@pytest.mark.parametrize("separator", ["\t", ";", "，"])
def test_a_csv_is_read_with_every_separator(separator: str) -> None:
    assert list(rows_of(TEXT.replace(",", separator).encode())) == ROWS


def test_empty_rows_are_left_out_and_lines_are_counted_through_cells_of_several_lines() -> None:
    text = '编号,地址\n\nK-1,"北京\n朝阳"\n , \nK-2,上海\n'
    assert [row.line for row in rows_of(text.encode("gbk"))] == [1, 3, 6]


def test_a_rare_character_of_gb18030_is_read() -> None:
    assert next(iter(rows_of("𠮷田,1".encode("gb18030")))).cells == ("𠮷田", "1")


def test_a_workbook_is_read_with_its_numbers_whole() -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["编号", "电话", "星标"])
        sheet.write_row(2, 0, ["K-1", 13800138000, True])
        book.add_worksheet("another").write(0, 0, "not read")
    assert list(rows_of(written.getvalue())) == [
        Row(1, ("编号", "电话", "星标")),
        Row(3, ("K-1", "13800138000", "1")),
    ]


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"id,phone\nK-1,1380\xff\xff\n", 2, "no text in UTF-8, UTF-16 or GBK"),
        (b"id,phone\nK-1,\0\n", 2, "no text in UTF-8, UTF-16 or GBK"),
        (b"PK\x03\x04 and then nothing of a workbook", 1, "no workbook that can be read"),
        (b"a,b\n" + b'"' + b"x" * 200_000 + b'"', 2, "field larger than field limit"),
        (b"x" * (64 * 1024 * 1024 + 1), 1, "more than 64 MB"),
    ],
)
def test_what_is_no_table_is_refused_by_its_line(content: bytes, line: int, what: str) -> None:
    with pytest.raises(SheetError, match=what) as refused:
        list(rows_of(content))
    assert refused.value.line == line
    assert refused.value.remedy.zh
