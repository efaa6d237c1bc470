"""The units for systemd say what docs/operations.md gives reasons for, and systemd understands them."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

from ivr.server.settings import Settings

UNIT = Path(__file__).parents[1] / "packaging" / "systemd" / "switchroom.service"


def service() -> configparser.SectionProxy:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(UNIT.read_text(encoding="utf-8"))
    return unit["Service"]


def test_only_the_guardian_is_killed_and_it_is_started_again_at_once():
    said = service()
    assert (said["Type"], said["KillMode"], said["Restart"]) == ("notify", "process", "always")
    assert float(said["RestartSec"]) <= 0.1
    assert "OUTLIVES_US=true" in said["Environment"]


def test_there_is_more_time_to_stop_than_talks_are_given_to_end():
    assert float(service()["TimeoutStopSec"]) > Settings.model_fields["drain_seconds"].default + 8.0


def test_the_service_may_write_to_its_own_folder_and_nowhere_else():
    said = service()
    assert (said["User"], said["StateDirectory"], said["ProtectSystem"]) == (
        "switchroom",
        "switchroom",
        "strict",
    )
    assert said["NoNewPrivileges"] == "yes"


def test_systemd_understands_the_unit(tmp_path: Path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:  # a machine without systemd has nothing to say about it
        return
    copy = tmp_path / UNIT.name
    text = UNIT.read_text(encoding="utf-8").replace("/opt/switchroom/bin/switchroom", sys.executable)
    copy.write_text(text.replace("User=switchroom\nGroup=switchroom\n", ""), encoding="utf-8")
    said = subprocess.run([analyze, "verify", str(copy)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert UNIT.name not in said.stderr
