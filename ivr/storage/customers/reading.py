"""Reading: the rows of a table as customers, or what is wrong in them, line by line."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ivr.dialplan.messages import NOTHING, Message
from ivr.dialplan.reading.problems import Problem
from ivr.storage.customers.entries import Entry
from ivr.storage.customers.headers import CHINESE, Header, header_of
from ivr.storage.customers.sheets import Row, SheetError, rows_of
from ivr.telephony.customers import Customer
from ivr.telephony.ids import AgentId
from ivr.telephony.numbers import NumberingPlan, can_call, normal

MOST_NUMBERS = 20
"""So many numbers one customer may have."""

_BETWEEN = re.compile(r"[,;，；、/|\n\r]+")
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_WORD = re.compile(r"[\w-]{1,64}")
_YES = frozenset(["1", "yes", "y", "true", "是", "有", "★", "☆", "√", "✓", "对"])
_NO = frozenset(("", "0", "no", "n", "false", "否", "无", "-"))
_LANGUAGES = {
    "": "",
    **dict.fromkeys(("zh", "zh-cn", "中文", "汉语", "普通话", "国语", "chinese"), "zh"),
    **dict.fromkeys(("en", "en-us", "en-gb", "英文", "英语", "english"), "en"),
}


class House(msgspec.Struct, frozen=True):
    """What a table is read with: where its numbers are read, and the agents there are (extension → name)."""

    numbering: NumberingPlan
    agents: Mapping[str, str]


class Table(msgspec.Struct, frozen=True):
    """What a file held: its customers, by line, and what is wrong with the other lines.

    ``unknown`` are the columns of which nothing was taken.
    """

    entries: Mapping[int, Entry] = {}
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, ...] = ()


class _WrongCell(Exception):  # noqa: N818 - it says what is wrong
    def __init__(self, column: int, what: Message, remedy: Message = NOTHING) -> None:
        super().__init__(column, what)
        self.column = column
        self.what = what
        self.remedy = remedy


def read_table(file: str, content: bytes, house: House) -> Table:
    """The customers of a file; ``file`` is its name, for what is wrong in it.

    The first row names the columns.  A customer without an id is called by his first number; one whose
    lines are several has the numbers of them all, and else what the first of them says.
    """
    reading = _Reading(file, house)
    try:
        rows = rows_of(content)
        first = next(rows, None)
        if first is None:
            raise SheetError(_EMPTY, _FIRST_ROW)
        header = header_of(first.cells)
        if isinstance(header, Message):
            raise SheetError(header, _FIRST_ROW, first.line)
        reading.read(header, rows)
    except SheetError as error:
        reading.wrong(error.line, 1, error.what, error.remedy)
        return Table(problems=tuple(reading.problems))
    return Table(reading.entries, tuple(reading.problems), header.unknown)


class _Reading:
    def __init__(self, file: str, house: House) -> None:
        self._file = file
        self._house = house
        self._line_of_number: dict[str, tuple[int, str]] = {}
        self._line_of_id: dict[str, int] = {}
        self.entries: dict[int, Entry] = {}
        self.problems: list[Problem] = []

    def wrong(self, line: int, column: int, what: Message, remedy: Message) -> None:
        self.problems.append(Problem(file=self._file, line=line, column=column, what=what, remedy=remedy))

    def read(self, header: Header, rows: Iterable[Row]) -> None:
        for row in rows:
            try:
                self._take(row.line, _entry(header, row.cells, self._house))
            except _WrongCell as wrong:
                self.wrong(row.line, wrong.column + 1, wrong.what, wrong.remedy)

    def _take(self, line: int, entry: Entry) -> None:
        name = entry.customer.id
        for number in entry.numbers:
            before, owner = self._line_of_number.get(number, (line, name))
            if owner != name:
                raise _WrongCell(0, _taken(number, before, owner), _ONE_ID)
        self._line_of_number.update({number: (line, name) for number in entry.numbers})
        first = self._line_of_id.setdefault(name, line)
        known = self.entries.get(first, entry)
        numbers = tuple(dict.fromkeys((*known.numbers, *entry.numbers)))
        if len(numbers) > MOST_NUMBERS:
            raise _WrongCell(0, _MANY_NUMBERS)
        self.entries[first] = msgspec.structs.replace(known, numbers=numbers)


def _entry(header: Header, cells: Sequence[str], house: House) -> Entry:
    numbers = _numbers(header, cells, house.numbering)
    column, name = _one(header, cells, "id")
    name = unicodedata.normalize("NFKC", name)
    if len(name) > 64 or not name.isprintable() or "/" in name:
        raise _WrongCell(column, _BAD_ID, _SHORT_ID)
    customer = Customer(
        id=name or numbers[0],
        name=_one(header, cells, "name")[1][:200],
        tier=_word(header, cells, "tier"),
        tags=_tags(header, cells),
        language=_language(header, cells),
        agent=_agent(header, cells, house.agents),
        starred=_starred(header, cells),
    )
    return Entry(customer=customer, numbers=numbers)


def _numbers(header: Header, cells: Sequence[str], numbering: NumberingPlan) -> tuple[str, ...]:
    found: dict[str, None] = {}
    written = header.cells("numbers", cells)
    for column, cell in written:
        for text in filter(None, map(str.strip, _BETWEEN.split(cell))):
            found[_number(column, text, numbering)] = None
    if not found:
        raise _WrongCell(written[0][0] if written else 0, _NO_NUMBER, _GIVE_NUMBER)
    return tuple(found)


def _number(column: int, text: str, numbering: NumberingPlan) -> str:
    text = unicodedata.normalize("NFKC", text).removesuffix(".0")
    if _ROUNDED.fullmatch(text):
        raise _WrongCell(
            column,
            Message(f"“{text}”的末几位被 Excel 舍去了", f"Excel has cut off digits of “{text}”"),
            _AS_TEXT,
        )
    number = normal(text, numbering)
    if not can_call(number):
        raise _WrongCell(column, Message(f"“{text}”不是电话号码", f"“{text}” is no telephone number"), _WHOLE)
    return number


def _word(header: Header, cells: Sequence[str], field: str) -> str:
    column, word = _one(header, cells, field)
    word = unicodedata.normalize("NFKC", word)
    if word and not _WORD.fullmatch(word):
        raise _WrongCell(column, Message(f"“{word}”不是一个词", f"“{word}” is not one word"), _ONE_WORD)
    return word


def _tags(header: Header, cells: Sequence[str]) -> tuple[str, ...]:
    column, cell = _one(header, cells, "tags")
    tags = tuple(
        dict.fromkeys(filter(None, re.split(r"[,;，；、/|\s]+", unicodedata.normalize("NFKC", cell))))
    )
    for tag in tags:
        if not _WORD.fullmatch(tag):
            raise _WrongCell(
                column, Message(f"标签“{tag}”不是一个词", f"the tag “{tag}” is no word"), _ONE_WORD
            )
    return tags


def _language(header: Header, cells: Sequence[str]) -> str:
    column, word = _one(header, cells, "language")
    language = _LANGUAGES.get(word.lower())
    if language is None:
        raise _WrongCell(column, Message(f"不认识语言“{word}”", f"there is no language “{word}”"), _ZH_OR_EN)
    return language


def _agent(header: Header, cells: Sequence[str], agents: Mapping[str, str]) -> AgentId:
    column, word = _one(header, cells, "agent")
    plain = unicodedata.normalize("NFKC", word).removesuffix(".0")
    if not plain or plain in agents:
        return AgentId(plain)
    named = [extension for extension, name in agents.items() if name == word]
    if len(named) == 1:
        return AgentId(named[0])
    what = Message(f"没有坐席“{word}”", f"there is no agent “{word}”")
    if named:
        what = Message(f"有几个坐席叫“{word}”", f"several agents are called “{word}”")
    raise _WrongCell(column, what, _EXTENSION)


def _starred(header: Header, cells: Sequence[str]) -> bool:
    column, word = _one(header, cells, "starred")
    plain = unicodedata.normalize("NFKC", word).lower().removesuffix(".0")
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise _WrongCell(column, Message(f"星标不能写“{word}”", f"starred cannot be “{word}”"), _YES_OR_NO)


def _one(header: Header, cells: Sequence[str], field: str) -> tuple[int, str]:
    return next(iter(header.cells(field, cells)), (0, ""))


def _taken(number: str, line: int, owner: str) -> Message:
    return Message(
        f"号码 {number} 在第 {line} 行已属于客户 {owner}",
        f"the number {number} is customer {owner}'s already, in line {line}",
    )


_EMPTY = Message("文件是空的", "the file is empty")
_FIRST_ROW = Message(
    f"第一行写列名：{'、'.join(CHINESE.values())}（只有电话必填）",
    "name the columns in row 1: id, name, phone, tier, tags, language, agent, starred (phone at least)",
)
_NO_NUMBER = Message("没有电话号码", "there is no telephone number")
_GIVE_NUMBER = Message("填写号码，或删去这一行", "write one, or remove the line")
_MANY_NUMBERS = Message(f"号码超过 {MOST_NUMBERS} 个", f"there are more than {MOST_NUMBERS} numbers")
_AS_TEXT = Message(
    "把这一列设为“文本”格式，重新填写完整号码",
    "set the column's format to “Text” and write the whole number again",
)
_WHOLE = Message(
    "检查位数；座机要带区号，国外号码以 + 开头",
    "count its digits; a landline needs its area code, a foreign number begins with +",
)
_ONE_ID = Message(
    "同一人的各行写同一个客户编号，或从一行中删去该号码",
    "give the lines of one person the same id, or take the number out of one",
)
_BAD_ID = Message("客户编号不可用", "this id cannot be used")
_SHORT_ID = Message("最长 64 个字符，不含 /", "at most 64 characters, no /")
_ONE_WORD = Message("用一个词，如 vip；多个标签用逗号分开", "write one word such as vip; commas between tags")
_ZH_OR_EN = Message("写 zh 或 en", "write zh or en")
_EXTENSION = Message("写坐席的分机号，如 8001", "write the agent's extension, such as 8001")
_YES_OR_NO = Message("写 是 或 否", "write yes or no")
