"""Adding: our folder beside the administrator's files, and one line in each of them that is to read ours."""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ivr.asterisk.attaching.lines import addition, without
from ivr.asterisk.attaching.manifest import BACKUPS, NAME, Entry, Manifest, digest, encode, read
from ivr.asterisk.attaching.places import OURS, Place, places_in, refuse_namesakes
from ivr.asterisk.attaching.writing import Owner, create, make_folder, replace

_SECRET = re.compile(r"^([+-]?(?:secret|password) = ).*$", re.MULTILINE)


class Change(msgspec.Struct, frozen=True):
    """One file as it is, None when it is not there, and as it is to be."""

    path: Path
    old: bytes | None
    new: bytes


class Addition(msgspec.Struct, frozen=True):
    """Everything that attaching writes: our files, theirs, and what is remembered of theirs."""

    ours: tuple[Change, ...]
    theirs: tuple[Change, ...]
    manifest: Manifest


def enabled_before(etc: Path) -> tuple[str, ...]:
    """What an earlier attaching switched on.  Raises AttachError."""
    known = read(etc / OURS)
    return known.enabled if known else ()


def planned(etc: Path, files: Mapping[str, str], enabled: tuple[str, ...]) -> Addition:
    """What is to be written so that Asterisk reads these files of ours.  Raises AttachError."""
    refuse_namesakes(etc)
    known = read(etc / OURS)
    places = places_in(etc, tuple(files))
    theirs = tuple(_change(place) for place in places)
    entries = {
        place.kind: _entry(place, change, known.entries.get(place.kind) if known else None)
        for place, change in zip(places, theirs, strict=True)
    }
    ours = tuple(
        Change(etc / OURS / kind, _content(etc / OURS / kind), text.encode()) for kind, text in files.items()
    )
    return Addition(ours, theirs, Manifest(entries, enabled))


def differences(addition: Addition) -> str:
    """What would be changed, as a unified diff without the secrets; empty when nothing would."""
    lines: list[str] = []
    for change in (*addition.theirs, *addition.ours):
        old, new = (_shown(content) for content in (change.old or b"", change.new))
        name = "/dev/null" if change.old is None else str(change.path)
        lines += difflib.unified_diff(old, new, name, str(change.path))
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def write(etc: Path, addition: Addition, owner: Owner) -> tuple[Path, ...]:
    """Write it; killed anywhere in the middle, it is done by writing again, or undone by taking out.

    Ours come first, then what is remembered, then theirs.  Answers the files that were changed.
    """
    folder = etc / OURS
    make_folder(folder, owner)
    make_folder(folder / BACKUPS, owner, 0o700)
    for change in addition.ours:
        if change.old != change.new:
            create(change.path, change.new, owner)
    for (kind, entry), change in zip(addition.manifest.entries.items(), addition.theirs, strict=True):
        if change.old is not None and entry.before == digest(change.old):
            create(folder / BACKUPS / f"{kind}.bak", change.old, owner, 0o600)
    create(folder / NAME, encode(addition.manifest), owner, 0o600)
    for change in addition.theirs:
        if change.old is None:
            create(change.path, change.new, owner)
        elif change.old != change.new:
            replace(change.path, change.new)
    return tuple(each.path for each in (*addition.ours, *addition.theirs) if each.old != each.new)


def owner_in(etc: Path) -> Owner:
    """Whom the administrator's files belong to."""
    status = os.stat(etc / "extensions.conf")
    return status.st_uid, status.st_gid


def _change(place: Place) -> Change:
    old = _content(place.file)
    return Change(place.file, old, (old or b"") + addition(old or b"", place.line))


def _entry(place: Place, change: Change, known: Entry | None) -> Entry:
    if change.old == change.new:
        if known is not None:
            return known
        bare = without(change.new, place.line)
        return Entry(str(place.file), place.line, f"{place.line}\n", digest(bare))
    added = change.new[len(change.old or b"") :].decode()
    before = None if change.old is None else digest(change.old)
    return Entry(str(place.file), place.line, added, before)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _shown(content: bytes) -> list[str]:
    text = content.decode("utf-8", "replace")
    return _SECRET.sub(r"\1…", text).splitlines(keepends=True)
