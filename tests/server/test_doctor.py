"""The doctor: each check finds what is wrong, and says what to do about it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from ivr.asterisk.instance import Instance, InstanceSpec, resolve
from ivr.cli.doctor import line
from ivr.dialplan.centre.centre import Centre
from ivr.server import doctor
from ivr.server.doctor import Examined, Finding
from ivr.server.settings import AsteriskSettings, Settings


def lay_out(root: Path) -> Path:
    for folder in (
        "usr/sbin",
        "usr/lib/x86_64-linux-gnu/asterisk/modules",
        "usr/share/asterisk",
        "var/lib/dpkg",
    ):
        (root / folder).mkdir(parents=True)
    (root / "etc").mkdir()
    (root / "usr/sbin/asterisk").touch()
    (root / "var/lib/dpkg/status").write_text("Package: asterisk\nVersion: 1:22.10.1-1\n", encoding="utf-8")
    return root


@pytest.fixture
def examined(tmp_path: Path) -> Examined:
    root = lay_out(tmp_path / "root")
    settings = Settings(state=tmp_path / "state", asterisk=AsteriskSettings(root=root))
    centre = Centre.model_validate({"name": {"zh": "中心"}, "languages": ["zh"]})
    spec = InstanceSpec(name="sick", folder=tmp_path / "state/asterisk", root=root, music=tmp_path / "music")
    return Examined(settings, centre, spec)


@pytest.fixture
def instance(examined: Examined) -> Instance:
    return resolve(examined.spec)


def test_a_machine_without_asterisk_is_told_to_install_one(tmp_path: Path):
    found = doctor.check_asterisk(Settings(asterisk=AsteriskSettings(root=tmp_path / "none")))
    assert (found.ok, found.remedy) == (False, "Run: switchroom asterisk install")


def test_an_installed_asterisk_is_told_with_its_version(examined: Examined):
    found = doctor.check_asterisk(examined.settings)
    assert found.ok
    assert found.what.startswith("22.10.1 in ")


async def test_with_broken_dialplans_the_examination_ends_with_their_complaint(tmp_path: Path):
    (tmp_path / "centre.yaml").write_text("name: [", encoding="utf-8")
    found = await doctor.examine(Settings(dialplans=tmp_path, prompts=tmp_path))
    assert [(one.name, one.ok) for one in found if one.name == "dialplans"] == [("dialplans", False)]
    assert "switchroom check" in found[-1].remedy


def test_a_port_that_another_program_has_is_named(examined: Examined, instance: Instance):
    assert doctor.check_ports(examined).ok
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        ports = msgspec.structs.replace(instance.ports, http=taken)
        kept = examined.spec.folder / "instance.json"
        kept.write_bytes(msgspec.json.encode({"name": "sick", "ports": ports}))
        found = doctor.check_ports(examined)
    assert not found.ok
    assert str(taken) in found.what
    assert str(kept) in found.remedy


def test_recordings_that_belong_to_somebody_else_are_found(
    examined: Examined, monkeypatch: pytest.MonkeyPatch
):
    assert doctor.check_recording_folder(examined).ok
    real = doctor.prepare(examined.spec)
    stranger = msgspec.structs.replace(real, account=(4242, 4242))
    monkeypatch.setattr(doctor, "prepare", lambda _: stranger)
    found = doctor.check_recording_folder(examined)
    assert not found.ok
    assert "chown -R 4242" in found.remedy


def test_a_folder_that_cannot_be_made_is_found(examined: Examined):
    examined.settings.state.write_text("a file where the folder should be", encoding="utf-8")
    found = doctor.check_recording_folder(examined)
    assert (found.ok, found.remedy) == (False, f"Let this user write in {examined.settings.state}.")


def test_a_disk_that_is_nearly_full_is_found(examined: Examined, monkeypatch: pytest.MonkeyPatch):
    assert doctor.check_disk(examined).ok
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)
    found = doctor.check_disk(examined)
    assert not found.ok
    assert "Make room" in found.remedy


def test_a_clock_of_the_last_century_is_found(examined: Examined, monkeypatch: pytest.MonkeyPatch):
    assert doctor.check_clock(examined).ok
    monkeypatch.setattr(doctor.time, "time", lambda: 86400.0)
    assert "Set the clock" in doctor.check_clock(examined).remedy


def test_a_centre_without_music_is_told_where_to_put_some(examined: Examined):
    assert str(examined.spec.music / "default") in doctor.check_music(examined).remedy
    (examined.spec.music / "default").mkdir(parents=True)
    (examined.spec.music / "default/waltz.wav").touch()
    assert doctor.check_music(examined) == Finding("music", True, "1 piece")


def test_a_host_name_that_only_dns_knows_is_found(examined: Examined, monkeypatch: pytest.MonkeyPatch):
    own = msgspec.structs.replace(examined, spec=msgspec.structs.replace(examined.spec, root=None))
    monkeypatch.setattr("socket.gethostname", lambda: "no-such-host-here")
    assert doctor.check_host_name(own).remedy == "Add it to /etc/hosts: 127.0.0.1 localhost no-such-host-here"
    monkeypatch.setattr("socket.gethostname", lambda: "localhost")
    assert doctor.check_host_name(own).ok


@pytest.fixture
async def deaf(instance: Instance) -> AsyncIterator[Instance]:
    """An instance on whose ports nobody listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        ports = msgspec.structs.replace(instance.ports, http=port, ami=port)
        yield msgspec.structs.replace(instance, ports=ports)


async def test_an_ari_and_an_ami_that_do_not_answer_are_found(deaf: Instance):
    for check in (doctor.check_ari, doctor.check_ami):
        found = await check(deaf)
        assert not found.ok
        assert str(deaf.ports.http) in found.what


async def test_an_ami_that_refuses_us_is_found(instance: Instance):
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"Response: Error\r\nMessage: Authentication failed\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        ports = msgspec.structs.replace(instance.ports, ami=server.sockets[0].getsockname()[1])
        found = await doctor.check_ami(msgspec.structs.replace(instance, ports=ports))
    assert (found.ok, found.what) == (False, "it refuses our secret")


async def test_a_codec_that_is_lacking_is_named_with_its_module(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
):
    async def translation(_: Instance, __: str) -> str:
        return "         ulaw  gsm  slin\n ulaw     -   9150\n"

    monkeypatch.setattr(doctor, "command", translation)
    found = await doctor.check_codecs(instance)
    assert (found.what, found.remedy) == ("lacking: alaw", "Install the Asterisk modules codec_alaw.")


async def test_a_redis_that_does_not_answer_is_found():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as held:
        held.bind(("127.0.0.1", 0))
        found = await doctor.check_redis(f"redis://127.0.0.1:{held.getsockname()[1]}")
    assert not found.ok
    assert "take redis out of the settings" in found.remedy


def test_what_is_wrong_is_shown_with_its_remedy_below():
    assert line(Finding("disk", True, "9 GB free")) == "  ok    disk: 9 GB free"
    assert line(Finding("disk", False, "full", "Make room.")) == "  WRONG disk: full\n        → Make room."
