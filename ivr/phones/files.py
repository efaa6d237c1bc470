"""The WAV files a telephone writes: their names, and whether they are complete."""

from pathlib import Path

_RIFF_HEADER = 8


def heard_by_call(path: str, call: int) -> str:
    """The file for the ``call``-th call: the first has ``path`` itself, the second ``-2`` in its name."""
    if not path or call == 1:
        return path
    given = Path(path)
    return str(given.with_name(f"{given.stem}-{call}{given.suffix}"))


def is_complete(path: Path) -> bool:
    """Whether the header of a WAV file tells the size that the file has: it is written at the very end."""
    with path.open("rb") as file:
        header = file.read(_RIFF_HEADER)
    told = int.from_bytes(header[4:8], "little")
    return header[:4] == b"RIFF" and told + _RIFF_HEADER == path.stat().st_size
