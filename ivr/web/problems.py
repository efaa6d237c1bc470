"""Problems: why a request was refused, as documents of RFC 9457 in Chinese and English."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from pydantic import Field

from ivr.dialplan.document import Document
from ivr.dialplan.messages import NOTHING, Message
from ivr.dialplan.reading.problems import Problem


class Kind(msgspec.Struct, frozen=True):
    """A kind of problem: its name in the ``type``, its HTTP status and its title."""

    name: str
    status: int
    title: Message


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong in a request or document: what, where and its remedy.

    ``pointer`` is a JSON pointer as a fragment (``#/reason``) into ``place``: ``body``, ``query`` or
    ``path``, or the name of a file.  ``line`` and ``column`` are counted from 1.
    """

    place: str
    what: Message
    pointer: str = ""
    remedy: Message = NOTHING
    line: int | None = None
    column: int | None = None


def slips_of(problems: Iterable[Problem]) -> list[Slip]:
    """What is wrong with documents, as slips."""
    return [
        Slip(
            place=problem.file,
            what=problem.what,
            remedy=problem.remedy,
            line=problem.line,
            column=problem.column,
        )
        for problem in problems
    ]


class SlipDocument(Document):
    """One thing wrong, where it stands (JSON pointer, or line and column from 1) and its remedy."""

    place: str
    detail: str
    pointer: str | None = None
    remedy: str | None = None
    line: int | None = None
    column: int | None = None


class ProblemDocument(Document):
    """A problem document of RFC 9457; title, detail and remedies in Chinese or English."""

    type: str = Field(pattern="^urn:switchroom:problem:[a-z-]+$")
    title: str
    status: int
    detail: str
    errors: tuple[SlipDocument, ...] = ()


class Refused(Exception):  # noqa: N818 - it says what became of the request
    """The request is refused: a problem of this kind, in detail, with what is wrong in particular."""

    def __init__(
        self,
        kind: Kind,
        detail: Message,
        slips: Sequence[Slip] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = kind
        self.detail = detail
        self.slips = tuple(slips)
        self.headers = dict(headers or {})
        super().__init__(kind, detail)

    def __str__(self) -> str:
        return f"{self.kind.name}: {self.detail.en}"

    def document(self, language: str) -> ProblemDocument:
        """The problem as the client reads it."""
        return ProblemDocument(
            type=f"urn:switchroom:problem:{self.kind.name}",
            title=self.kind.title.in_language(language),
            status=self.kind.status,
            detail=self.detail.in_language(language),
            errors=tuple(_document(slip, language) for slip in self.slips),
        )


def _document(slip: Slip, language: str) -> SlipDocument:
    return SlipDocument(
        place=slip.place,
        detail=slip.what.in_language(language),
        pointer=slip.pointer or None,
        remedy=slip.remedy.in_language(language) or None,
        line=slip.line,
        column=slip.column,
    )


MALFORMED = Kind("malformed", 400, Message("请求无法读懂", "The request cannot be read"))
UNAUTHORIZED = Kind("unauthorized", 401, Message("需要有效的令牌", "A valid token is needed"))
FORBIDDEN = Kind("forbidden", 403, Message("令牌没有这个权限", "The token does not allow this"))
NOT_FOUND = Kind("not-found", 404, Message("没有找到", "Not found"))
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405, Message("不支持这个方法", "Method not allowed"))
TOO_SLOW = Kind("too-slow", 408, Message("请求来得太慢", "The request came too slowly"))
CONFLICT = Kind("conflict", 409, Message("现在不能这样做", "Not possible as things stand"))
GONE = Kind("gone", 410, Message("已经没有了", "Gone"))
TOO_LARGE = Kind("too-large", 413, Message("请求太大", "The request is too large"))
NOT_JSON = Kind("not-json", 415, Message("请求体必须是 JSON", "The body has to be JSON"))
INVALID = Kind("invalid", 422, Message("请求的内容不对", "Something in the request is wrong"))
UPGRADE_NEEDED = Kind("upgrade-needed", 426, Message("需要 WebSocket", "A websocket is needed"))
TOO_MANY = Kind("too-many-attempts", 429, Message("尝试太多", "Too many attempts"))
OTHER = Kind("refused", 400, Message("请求被拒绝", "The request was refused"))
INTERNAL = Kind("internal", 500, Message("服务器出错", "The server failed"))
UNAVAILABLE = Kind("unavailable", 503, Message("暂时不能回答", "Not available now"))
