"""Lines: a line of ours in a file of the administrator's, put in and taken out to the byte."""


def addition(content: bytes, line: str) -> bytes:
    """What is to be put at the end of the content for the line to stand there; nothing when it does."""
    if has_line(content, line):
        return b""
    begin = b"" if not content or content.endswith(b"\n") else b"\n"
    return begin + line.encode() + b"\n"


def has_line(content: bytes, line: str) -> bool:
    """Whether the line stands in the content, by itself."""
    return any(each.strip() == line.encode() for each in content.splitlines())


def without(content: bytes, line: str, added: bytes = b"") -> bytes:
    """The content without our line: exactly what was ``added`` where that is found, else every such line."""
    if added and content.count(added) == 1 and not has_line(content.replace(added, b""), line):
        return content.replace(added, b"")
    kept = (each for each in content.splitlines(keepends=True) if each.strip() != line.encode())
    return b"".join(kept)
