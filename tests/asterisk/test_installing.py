"""Finding an Asterisk, and making a root for one."""

from pathlib import Path

import pytest

from ivr.asterisk import installing
from ivr.asterisk.installing import InstallationError, debian_mirror, find_in, install, new_enough


def lay_out(root: Path, version: str) -> None:
    (root / "usr/sbin").mkdir(parents=True)
    (root / "usr/sbin/asterisk").touch()
    (root / "usr/lib/x86_64-linux-gnu/asterisk/modules").mkdir(parents=True)
    (root / "usr/share/asterisk").mkdir(parents=True)
    (root / "var/lib/dpkg").mkdir(parents=True)
    (root / "var/lib/dpkg/status").write_text(
        "Package: apt\nVersion: 99.0.0\n\nPackage: asterisk\nStatus: install ok installed\n"
        f"Version: {version}\n\nPackage: zlib1g\nVersion: 1.3.1\n",
        encoding="utf-8",
    )


@pytest.fixture
def no_asterisk_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "find_on_path", lambda: None)


@pytest.mark.parametrize("version", ["Asterisk 22.10.1", "1:22.10.1~dfsg-1", "22.11.0", "22.10.2-rc1"])
def test_a_version_from_22_10_1_on_is_new_enough(version: str):
    assert new_enough(version)


@pytest.mark.parametrize("version", ["Asterisk 22.10.0", "22.9.9", "20.19.0", "23.0.0", "GIT-master", ""])
def test_an_older_version_or_another_line_is_not(version: str):
    assert not new_enough(version)


def test_an_asterisk_in_a_root_is_found_with_its_version_and_folders(tmp_path: Path):
    lay_out(tmp_path, "1:22.10.1~dfsg+~cs6-1")
    found = find_in(tmp_path)
    assert found is not None
    assert (found.root, found.version, found.binary) == (tmp_path, "22.10.1", "/usr/sbin/asterisk")
    assert found.modules == "/usr/lib/x86_64-linux-gnu/asterisk/modules"
    assert found.data == "/usr/share/asterisk"


def test_an_asterisk_that_is_too_old_is_not_taken(tmp_path: Path):
    lay_out(tmp_path, "1:22.10.0-1")
    assert find_in(tmp_path) is None


def test_an_empty_folder_holds_no_asterisk(tmp_path: Path):
    assert find_in(tmp_path) is None


def test_what_is_installed_is_not_installed_again(tmp_path: Path, no_asterisk_on_path: None):
    lay_out(tmp_path, "1:22.10.1-1")
    said: list[str] = []
    assert install(tmp_path, said.append).root == tmp_path
    assert said == [f"Asterisk 22.10.1 is there already: {tmp_path}"]


def test_without_mmdebstrap_the_docker_way_is_told(
    tmp_path: Path, no_asterisk_on_path: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InstallationError, match="docker compose up"):
        install(tmp_path / "root", print)


def stand_in(folder: Path, script: str) -> None:
    folder.mkdir(exist_ok=True)
    program = folder / "mmdebstrap"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


# Before the root's folder come the options and the suite; after it may come a mirror.
FIND_FOLDER = 'for word; do case $word in */root.part) folder=$word;; esac; done; mkdir -p "$folder"'


def test_an_installation_that_fails_leaves_no_root_and_tells_why(
    tmp_path: Path, no_asterisk_on_path: None, monkeypatch: pytest.MonkeyPatch
):
    stand_in(tmp_path / "bin", f'{FIND_FOLDER}; echo "E: the archive is not reachable"; exit 25')
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    said: list[str] = []
    with pytest.raises(InstallationError, match=r"ended with 25 \(E: the archive is not reachable\)"):
        install(tmp_path / "root", said.append)
    assert "E: the archive is not reachable" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin"]


def test_a_root_that_was_half_made_is_made_anew(
    tmp_path: Path, no_asterisk_on_path: None, monkeypatch: pytest.MonkeyPatch
):
    lay_out(tmp_path / "whole", "1:22.10.1-1")
    (tmp_path / "root.part/leftover").mkdir(parents=True)
    stand_in(tmp_path / "bin", f'{FIND_FOLDER}; cp -a {tmp_path}/whole/. "$folder"')
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    assert install(tmp_path / "root", lambda _: None).version == "22.10.1"
    assert not (tmp_path / "root/leftover").exists()
    assert not (tmp_path / "root.part").exists()


def test_the_machines_own_debian_archive_is_used_whatever_the_form_of_its_list():
    listed = (
        "http://packages.example.org/apt cloud main\n"
        "http://mirror.example.org/debian-security/ bookworm-security main\n"
        "http://mirror.example.org/debian/ bookworm-updates main\n"
        "http://mirror.example.org/debian/ bookworm main\n"
    )
    assert debian_mirror(listed) == "http://mirror.example.org/debian/"


def test_the_archive_of_another_distribution_is_not_taken_for_debians():
    assert debian_mirror("http://archive.example.com/ubuntu/ noble main\n") is None
    assert debian_mirror("") is None
