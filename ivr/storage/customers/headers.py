"""Headers: what the columns of a table of customers are called, in Chinese and English."""

import re
import unicodedata
from collections.abc import Sequence

import msgspec

from ivr.dialplan.messages import Message

FIELDS = ("id", "name", "numbers", "tier", "tags", "language", "agent", "starred")
"""What a column may hold; several may hold numbers."""

CHINESE = {
    "id": "客户编号",
    "name": "姓名",
    "numbers": "电话",
    "tier": "等级",
    "tags": "标签",
    "language": "语言",
    "agent": "专属坐席",
    "starred": "星标",
}
"""How the columns are called when they are written for Excel."""

_WORDS = {
    "id": "id customerid customer customerno 客户编号 客户号 客户id 编号 会员号 会员编号 卡号",
    "name": "name fullname customername 姓名 名称 客户 客户名称 客户姓名 名字 公司 公司名称",
    "numbers": "number numbers phone phones telephone tel mobile cell 电话 电话号码 手机 手机号 手机号码 "
    "联系电话 号码 座机 固话 固定电话 备用电话 办公电话 家庭电话",
    "tier": "tier level grade class 等级 级别 客户等级 客户级别 会员等级 会员级别",
    "tags": "tag tags label labels 标签 客户标签 标记",
    "language": "language lang 语言 语种",
    "agent": "agent dedicatedagent accountmanager 坐席 专属坐席 专属客服 客户经理 客服",
    "starred": "star starred favourite favorite 星标 星级客户 重点 重点客户",
}
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words.split()}
_BESIDE = re.compile(r"[\s_\-()（）:：.*]+")
_COUNTED = re.compile(r"[0-9]+$|[一二三四五]$")


class Header(msgspec.Struct, frozen=True):
    """Which columns, counted from 0, hold which field; ``unknown`` are those of which nothing is taken."""

    columns: dict[str, tuple[int, ...]]
    unknown: tuple[str, ...]

    def cells(self, field: str, cells: Sequence[str]) -> list[tuple[int, str]]:
        """Those of the row's cells that hold the field, with their columns."""
        held = self.columns.get(field, ())
        return [(column, _plain(cells[column])) for column in held if column < len(cells)]


def header_of(cells: Sequence[str]) -> Header | Message:
    """What the first row says of the columns, or what is wrong with it."""
    columns: dict[str, tuple[int, ...]] = {}
    unknown = []
    for column, cell in enumerate(cells):
        field = _field(cell)
        if field is None:
            unknown.append(cell.strip())
        elif field in columns and field != "numbers":
            return Message(
                f"有两列“{CHINESE[field]}”：“{cell.strip()}”再次出现",
                f"two columns hold “{field}”: “{cell.strip()}” is the second",
            )
        else:
            columns[field] = (*columns.get(field, ()), column)
    if "numbers" not in columns:
        return Message("第一行没有电话列", "no column of the first row holds telephone numbers")
    return Header(columns, tuple(word for word in unknown if word))


def _plain(cell: str) -> str:
    """The cell without the apostrophe by which Excel is told that it is text."""
    return cell.strip().removeprefix("'").strip()


def _field(cell: str) -> str | None:
    word = _BESIDE.sub("", unicodedata.normalize("NFKC", cell).lower())
    return _FIELD_OF.get(word) or _FIELD_OF.get(_COUNTED.sub("", word))
