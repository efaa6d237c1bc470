"""Sheets: tables as Excel writes them in China, CSV or a workbook, read as rows of plain text."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

from ivr.dialplan.messages import Message

MOST_BYTES = 64 * 1024 * 1024
"""No table is larger than this."""

_SEPARATORS = (",", "\t", ";", "，")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How the files of Excel begin: .xlsx (a zip) and .xls."""

_MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_Cell = int | float | str | bool | time | date | datetime | timedelta


class Row(msgspec.Struct, frozen=True):
    """One row: the line it stands in, counted from 1, and its cells as one reads them on the screen."""

    line: int
    cells: tuple[str, ...]


class SheetError(Exception):
    """A file that is no table: what is wrong with it and what to do."""

    def __init__(self, what: Message, remedy: Message, line: int = 1) -> None:
        super().__init__(what, remedy, line)
        self.what = what
        self.remedy = remedy
        self.line = line

    def __str__(self) -> str:
        return f"line {self.line}: {self.what.en}; {self.remedy.en}"


def rows_of(content: bytes) -> Iterator[Row]:
    """The rows that are not empty of a CSV, or of a workbook's first sheet.  Raises SheetError.

    A CSV may be in UTF-8 or UTF-16 with or without its mark, or in GB18030 (of which GBK is a part), its
    cells separated by commas (also full-width ones), tabs or semicolons.
    """
    if len(content) > MOST_BYTES:
        raise SheetError(_TOO_LARGE, _SPLIT)
    rows = _workbook(content) if content.startswith(_WORKBOOKS) else _separated(_text(content))
    for row in rows:
        if any(cell.strip() for cell in row.cells):
            yield row


def _text(content: bytes) -> str:
    for mark, encoding in _MARKED.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    raise SheetError(_NO_TEXT, _SAVE_AS_CSV, line)


def _separated(text: str) -> Iterator[Row]:
    if "\0" in text:
        raise SheetError(_NO_TEXT, _SAVE_AS_CSV, text.count("\n", 0, text.index("\0")) + 1)
    header = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for cells in reader:
            yield Row(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise SheetError(
            Message(f"读不懂：{error}", f"this cannot be read: {error}"), _QUOTES, line
        ) from error


def _workbook(content: bytes) -> Iterator[Row]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise SheetError(
            Message(f"不是可用的工作簿：{error}", f"this is no workbook that can be read: {error}"),
            _SAVE_AGAIN,
        ) from error
    for line, cells in enumerate(rows, start=1):
        yield Row(line, tuple(_shown(cell) for cell in cells))


def _shown(cell: _Cell) -> str:
    """The cell as text; a number without the fraction that Excel gives every number."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return str(cell)


_TOO_LARGE = Message("文件超过 64 MB", "the file has more than 64 MB")
_SPLIT = Message("分成几个文件导入", "split it, and import its parts")
_NO_TEXT = Message("不是 UTF-8、UTF-16 或 GBK 的文本", "this is no text in UTF-8, UTF-16 or GBK")
_SAVE_AS_CSV = Message("在 Excel 中另存为“CSV UTF-8”或 .xlsx", "save it in Excel as “CSV UTF-8” or .xlsx")
_SAVE_AGAIN = Message("在 Excel 中打开，另存为 .xlsx", "open it in Excel and save it as .xlsx")
_QUOTES = Message("检查引号是否成对", "see whether every quote has its other one")
