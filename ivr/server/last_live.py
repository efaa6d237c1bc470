"""The last live dialplans, kept beside the state: with them a server begins whose folder has a mistake."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

FOLDER = "live"
"""Its name in the state folder."""


def keep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Keep these documents in place of those of before, all of them or none.  Raises OSError."""
    beside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=0o750)
    for name, content in files.items():
        with (beside / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    shutil.rmtree(folder, ignore_errors=True)
    beside.rename(folder)


def kept(folder: Path) -> dict[str, bytes]:
    """The documents that were kept last; nothing when none ever were."""
    for place in (folder, folder.with_name(f"{folder.name}.new")):
        found = {path.name: path.read_bytes() for path in sorted(place.glob("*.yaml"))}
        if found:
            return found
    return {}
