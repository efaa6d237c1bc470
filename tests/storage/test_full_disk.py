"""A full disk: a clear error, nothing corrupt, and all goes on once there is room."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

# The small disk lives in a mount namespace that ends with the process: nothing can be left behind.
_AS_ROOT = ["unshare", "--mount"]
_AS_ANYBODY = ["unshare", "--user", "--map-root-user", "--mount"]


def _on_a_small_disk(scenario: str, folder: Path) -> dict[str, Any]:
    namespace = _AS_ROOT if os.geteuid() == 0 else _AS_ANYBODY
    command = [*namespace, sys.executable, "-m", "tests.storage.on_full_disk", scenario, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    happened: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return happened


def test_a_save_on_a_full_disk_says_so_and_what_was_stored_stays_whole(tmp_path: Path) -> None:
    happened = _on_a_small_disk("saving", tmp_path)
    assert happened["complaint"].startswith("StorageFullError: no room left on the disk of ")
    assert happened["complaint"].endswith("centre.db; nothing was stored: free some, and it goes on")
    assert happened["stored"] > 0
    assert happened["live"] == happened["stored"] + 10
    assert happened["check"] == "ok"


def test_a_recording_that_does_not_fit_is_broken_keeps_its_raw_file_and_is_finished_by_repair(
    tmp_path: Path,
) -> None:
    happened = _on_a_small_disk("finishing", tmp_path)
    assert not happened["room_before"]
    assert happened["full"]["state"] == "broken"
    assert happened["full"]["reason"] == "disk full: free some space, then restart to finish it"
    assert happened["left"] == ["ballast", "c-1.agent.raw", "c-1.caller.raw"]
    assert happened["room_after"]
    assert happened["repaired"]["stored"] == ["c-1"]
    assert happened["after"] == ["c-1.wav"]
