"""Bringing rendered prompts and music into the folders from which Asterisk plays them."""

import os
import shutil
from pathlib import Path

from ivr.voice.library import SUFFIX, PromptLibrary

_READABLE_BY_ALL = 0o644


def install_sounds(library: PromptLibrary, target_folder: Path) -> tuple[str, ...]:
    """Bring what is new in the library into an Asterisk sounds folder; answers the names brought.

    Files keep their names, ``LANGUAGE/HASH.wav``.  Each appears whole or not at all, and a call that
    is listening to an older file of that name hears it to the end.  Raises OSError.
    """
    files = (library.folder / (name + SUFFIX) for name in sorted(library.present()))
    return tuple(_name(file, library.folder) for file in files if _bring(file, library.folder, target_folder))


def install_music(music_folder: Path, target_folder: Path) -> tuple[str, ...]:
    """Bring what is new of all classes of music, ``CLASS/PIECE.wav``; answers the names brought.

    Raises OSError.
    """
    files = sorted(music_folder.glob(f"*/*{SUFFIX}"))
    return tuple(_name(file, music_folder) for file in files if _bring(file, music_folder, target_folder))


def _name(file: Path, folder: Path) -> str:
    return str(file.relative_to(folder).with_suffix(""))


def _bring(file: Path, folder: Path, target_folder: Path) -> bool:
    """Copy the file to its place under the target; False where it is there already.

    A copy and no link: Asterisk's files may be given another owner and mode, ours keep theirs.
    """
    target = target_folder / file.relative_to(folder)
    if _is_there(file, target):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        shutil.copy2(file, beside)
        beside.chmod(_READABLE_BY_ALL)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    return True


def _is_there(file: Path, target: Path) -> bool:
    if not target.is_file():
        return False
    ours, theirs = file.stat(), target.stat()
    return ours.st_size == theirs.st_size and ours.st_mtime_ns == theirs.st_mtime_ns
