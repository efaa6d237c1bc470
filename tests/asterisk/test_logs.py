"""Asterisk's logs: what was laid by goes after its time, and what is being written stays."""

import os
import time
from pathlib import Path

from ivr.asterisk.logs import DAY, remove_old


def laid(folder: Path, **days: float) -> None:
    """Files that were last written so many days ago; ``__`` stands for the dot in their names."""
    for name, age in days.items():
        file = folder / name.replace("__", ".")
        file.touch()
        os.utime(file, (time.time() - age * DAY,) * 2)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_what_was_laid_by_goes_after_its_days_and_queue_log_after_its_own(tmp_path: Path) -> None:
    laid(tmp_path, messages=99, messages__1763790000=31, messages__1763790001=29)
    laid(tmp_path, security__1763790000=31, queue_log=999, queue_log__1763790000=399, queue_log__1=401)
    laid(tmp_path, of_somebody_else__txt=999)
    remove_old(tmp_path, days=30, queue_log_days=400)
    assert names(tmp_path) == [
        "messages",
        "messages.1763790001",
        "of_somebody_else.txt",
        "queue_log",
        "queue_log.1763790000",
    ]


def test_without_days_everything_stays(tmp_path: Path) -> None:
    laid(tmp_path, messages__1763790000=9999, queue_log__1763790000=9999)
    remove_old(tmp_path, days=None, queue_log_days=None)
    assert len(names(tmp_path)) == 2
