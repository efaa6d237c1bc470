"""Removing: our lines out of the administrator's files, and then our folder."""

import re
import shutil
from pathlib import Path

import msgspec

from ivr.asterisk.attaching.lines import has_line, without
from ivr.asterisk.attaching.manifest import BACKUPS, NAME, Entry, digest, read
from ivr.asterisk.attaching.parts import ALWAYS
from ivr.asterisk.attaching.places import OURS
from ivr.asterisk.attaching.writing import clear_up, replace

_NAMES_US = re.compile(rb"\bswitchroom-(arrivals|agents|fallback|default)\b")
_GENERATED = (*ALWAYS, "http.conf")


class Freed(msgspec.Struct, frozen=True):
    """A file of the administrator's without our line; ``as_before`` when it is what it was, to the byte."""

    path: Path
    as_before: bool


def take_out(etc: Path) -> tuple[Freed, ...]:
    """Take our lines out of the administrator's files, whatever else has been changed in them since.

    Raises AttachError when the manifest is there and cannot be read.
    """
    known = read(etc / OURS)
    entries = list(known.entries.values()) if known else []
    remembered = {entry.file for entry in entries}
    entries += [entry for entry in _found(etc) if entry.file not in remembered]
    freed = [_free(entry) for entry in entries]
    return tuple(each for each in freed if each is not None)


def remove_folder(etc: Path) -> tuple[Path, ...]:
    """Remove our folder; answers what is left in it because it is not ours."""
    folder = etc / OURS
    if not folder.exists():
        return ()
    for name in (*_GENERATED, NAME):
        clear_up(folder / name)
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / BACKUPS, ignore_errors=True)
    left = tuple(sorted(folder.iterdir()))
    if not left:
        folder.rmdir()
    return left


def mentions(etc: Path) -> tuple[str, ...]:
    """Where the administrator's own files still send calls to us, ``FILE:LINE``."""
    return tuple(
        f"{path}:{number}"
        for path in sorted(etc.glob("*.conf"))
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if _NAMES_US.search(line.partition(b";")[0])
    )


def _free(entry: Entry) -> Freed | None:
    path = Path(entry.file)
    clear_up(path)
    if not path.exists():
        return None
    content = path.read_bytes()
    bare = without(content, entry.line, entry.added.encode())
    if entry.before is None and not bare:
        path.unlink()
        return Freed(path, as_before=True)
    if bare != content:
        replace(path, bare)
    return Freed(path, as_before=entry.before == digest(bare))


def _found(etc: Path) -> list[Entry]:
    """Our lines where no manifest tells of them."""
    found = []
    for path in sorted(etc.glob("*.conf")):
        content = path.read_bytes()
        for kind in _GENERATED:
            line = f'#tryinclude "{OURS}/{kind}"'
            if has_line(content, line):
                before = digest(without(content, line))
                found.append(Entry(str(path.resolve()), line, "", before))
    return found
