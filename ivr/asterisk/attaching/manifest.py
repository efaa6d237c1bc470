"""The manifest: what was added to which of the administrator's files, and how each was before."""

import hashlib
from pathlib import Path

import msgspec

from ivr.asterisk.attaching.errors import AttachError
from ivr.dialplan.messages import Message

NAME = "manifest.json"
BACKUPS = "before"


class Entry(msgspec.Struct, frozen=True):
    """One of the administrator's files.  ``before`` is its SHA-256 then, None when it was not there."""

    file: str
    line: str
    added: str
    before: str | None


class Manifest(msgspec.Struct, frozen=True):
    """All of them, by the name of our file, and what was switched on: ``http``, ``ami``, ``ari``."""

    entries: dict[str, Entry]
    enabled: tuple[str, ...] = ()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read(folder: Path) -> Manifest | None:
    """The manifest in our folder, None when there is none.  Raises AttachError."""
    path = folder / NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise AttachError(
            Message(
                f"{path} 无法读取：{error}。请删除它后再试：各文件中的行不靠它也能找到。",
                f"{path} cannot be read: {error}. Remove it and try again: our lines are found without it.",
            )
        ) from error


def encode(manifest: Manifest) -> bytes:
    """The manifest as it is kept."""
    return msgspec.json.format(msgspec.json.encode(manifest)) + b"\n"
