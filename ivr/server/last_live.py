"""The last live dialplans, kept beside the state: with them a server begins whose folder has a mistake."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from ivr.dialplan.edition import version_of

FOLDER = "live"
"""Its name in the state folder."""


SEEN = "seen"
"""The file that says which version stood in the dialplan folder then."""


def keep(folder: Path, files: Mapping[str, bytes], seen: str = "") -> None:
    """Keep these documents in place of those of before, all of them or none.  Raises OSError.

    ``seen`` is the version that the dialplan folder had then, which may be another one.
    """
    beside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=0o750)
    for name, content in {**files, SEEN: seen.encode()}.items():
        with (beside / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)


def seen(folder: Path) -> str:
    """The version that the dialplan folder had when documents were kept last; empty: not known."""
    try:
        return (folder / SEEN).read_text(encoding="utf-8")
    except OSError:
        return ""


def to_begin_with(folder: Path, found: Mapping[str, bytes], by_hand: bool) -> Mapping[str, bytes] | None:
    """The documents that were live last, if those ``found`` in the dialplan folder are no news; else None.

    They are none when that was seen then, or when what is live is decided ``by_hand`` alone.
    """
    documents = kept(folder)
    return documents if documents and (by_hand or version_of(found) == seen(folder)) else None


def kept(folder: Path) -> dict[str, bytes]:
    """The documents that were kept last; nothing when none ever were."""
    for place in (folder, folder.with_name(f"{folder.name}.new")):
        found = {path.name: path.read_bytes() for path in sorted(place.glob("*.yaml"))}
        if found:
            return found
    return {}
