"""Writing: files that appear whole or not at all, and keep owner, mode and labels of what they replace."""

import contextlib
import os
import shutil
from pathlib import Path

Owner = tuple[int, int]


def replace(path: Path, content: bytes) -> None:
    """Put other content into a file that is there; its owner, mode and labels stay."""
    beside = _beside(path)
    _write(beside, content, 0o600)
    status = path.stat()
    with contextlib.suppress(PermissionError):
        os.chown(beside, status.st_uid, status.st_gid)
    shutil.copystat(path, beside)
    os.utime(beside)
    beside.replace(path)
    _settle(path.parent)


def create(path: Path, content: bytes, owner: Owner, mode: int = 0o640) -> None:
    """Write a file of ours, with this owner (user, group)."""
    beside = _beside(path)
    _write(beside, content, mode)
    with contextlib.suppress(PermissionError):
        os.chown(beside, *owner)
    beside.replace(path)
    _settle(path.parent)


def make_folder(path: Path, owner: Owner, mode: int = 0o750) -> None:
    """A folder of ours, with this owner, made with those above it when it is not there."""
    path.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):
        os.chown(path, *owner)
        path.chmod(mode)


def clear_up(path: Path) -> None:
    """Remove what a write of this file left half done."""
    _beside(path).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    # Not ending in .conf: somebody may include the whole folder.
    return path.with_name(f".{path.name}.switchroom")


def _write(path: Path, content: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
