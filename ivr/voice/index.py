"""The index beside the rendered prompts, which tells people what each file says."""

import os
from pathlib import Path

import msgspec

from ivr.voice.errors import BadListError

INDEX_FILE = "index.json"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one sound file says, in which language, how fast, and the name of the voice that says it."""

    language: str
    text: str
    voice: str
    pace: float = 1.0


def read_index(folder: Path) -> dict[str, Entry]:
    """The folder's entries by hash; empty where there is no index yet.  Raises BadListError."""
    file = folder / INDEX_FILE
    if not file.exists():
        return {}
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Entry])
    except msgspec.MsgspecError as error:
        raise BadListError(file, str(error)) from error


def write_index(folder: Path, entries: dict[str, Entry]) -> None:
    """Replace the folder's index in one step, sorted so that a change is a small difference."""
    in_order = sorted(entries.items(), key=lambda item: (item[1].language, item[1].text))
    text = msgspec.json.format(msgspec.json.encode(dict(in_order)), indent=1)
    file = folder / INDEX_FILE
    beside = file.with_suffix(".json.new")
    beside.write_bytes(text + b"\n")
    os.replace(beside, file)
