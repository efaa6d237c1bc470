"""Sharing: the folder that both sides see, with prompts, music and recordings."""

import contextlib
import grp
import os
import pwd
import shutil
from pathlib import Path

from ivr.asterisk.attaching.facts import Facts
from ivr.asterisk.attaching.writing import Owner
from ivr.asterisk.instance import music_classes


def share(folder: Path, music: Path, asterisk: Owner) -> tuple[str, ...]:
    """Make the folder, with this music in it, for an Asterisk of this user and group; the music's classes."""
    for name in ("", "sounds", "moh", "recording"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name).chmod(0o755)
    _give(folder / "recording", asterisk)
    (folder / "recording").chmod(0o2770)
    classes = music_classes(music)
    for name, files in classes.items():
        into = folder / "moh" / name
        into.mkdir(exist_ok=True)
        into.chmod(0o755)
        for file in files:
            if not (into / file.name).exists():
                shutil.copyfile(file, into / file.name)
                (into / file.name).chmod(0o644)
    return tuple(classes)


def runs_as(facts: Facts, otherwise: Owner) -> Owner:
    """Whom Asterisk runs as: by its own configuration, else as its process does, else ``otherwise``."""
    with contextlib.suppress(KeyError):
        if facts.user:
            user = pwd.getpwnam(facts.user)
            return user.pw_uid, grp.getgrnam(facts.group).gr_gid if facts.group else user.pw_gid
    with contextlib.suppress(OSError):
        status = Path(facts.pid_file).stat()
        return status.st_uid, status.st_gid
    return otherwise


def _give(path: Path, owner: Owner) -> None:
    with contextlib.suppress(PermissionError):
        os.chown(path, *owner)
