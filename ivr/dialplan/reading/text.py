"""Text: what the bytes of a file say, or why they cannot be read."""

from ivr.dialplan.messages import Message
from ivr.dialplan.reading.problems import Place, Problem, Source

_SAVE_AS_UTF8 = Message("在编辑器中另存为 UTF-8 编码", "save it as UTF-8 in your editor")


def decode(file: str, content: bytes) -> Source | tuple[Problem, ...]:
    """The lines of a UTF-8 file (a byte order mark is passed over), or the problem with its encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _wrong(file, Place(1, 1), "UTF-16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8")) + 1
        return _wrong(file, Place(before.count(b"\n") + 1, column), _encoding(content))
    return Source(file, tuple(text.splitlines()))


def _encoding(content: bytes) -> str | None:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return "GBK"


def _wrong(file: str, place: Place, encoding: str | None) -> tuple[Problem, ...]:
    if encoding is None:
        what = Message("文件不是 UTF-8 编码的文本", "the file is not text in UTF-8")
    else:
        what = Message(
            f"文件是 {encoding} 编码，不是 UTF-8", f"the file is saved in {encoding}, not in UTF-8"
        )
    return (Source(file, ()).problem(place, what, _SAVE_AS_UTF8),)
