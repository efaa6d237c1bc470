"""Preparing an instance: what is refused, what is kept, what is copied."""

from pathlib import Path

import msgspec
import pytest

from ivr.asterisk.fallback import Fallback
from ivr.asterisk.instance import AgentPhone, InstanceError, InstanceSpec, music_classes, prepare, resolve


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
def spec(tmp_path: Path) -> InstanceSpec:
    return InstanceSpec(
        name="one",
        folder=tmp_path / "one",
        root=lay_out(tmp_path / "root"),
        agents=(AgentPhone("8001", "张伟"),),
        music=tmp_path / "music",
    )


def test_recordings_and_sounds_have_a_path_for_asterisk_and_one_for_us(spec: InstanceSpec):
    instance = prepare(spec)
    assert instance.recordings_inside == "/srv/switchroom/one/recording"
    assert instance.recordings_outside == spec.folder / "recording"
    assert instance.sounds_inside == "/srv/switchroom/one/sounds"
    assert instance.sounds_outside.is_dir()


def test_prepared_again_it_keeps_its_ports_and_secrets(spec: InstanceSpec):
    first = prepare(spec)
    again = prepare(msgspec.structs.replace(spec, first_port=40000))
    assert (again.ports, again.secrets) == (first.ports, first.secrets)


def test_two_names_begin_their_search_for_ports_at_different_places(spec: InstanceSpec, tmp_path: Path):
    other = msgspec.structs.replace(spec, name="two", folder=tmp_path / "two")
    assert resolve(spec).ports.sip != resolve(other).ports.sip


@pytest.mark.parametrize("name", ["", "One", "a.b", "a-b", "1a", "a" * 33, "a\n"])
def test_a_name_that_would_spoil_the_ids_of_calls_is_refused(spec: InstanceSpec, name: str):
    with pytest.raises(InstanceError, match="small letters and digits"):
        prepare(msgspec.structs.replace(spec, name=name))


def test_without_an_asterisk_the_command_that_installs_one_is_told(spec: InstanceSpec, tmp_path: Path):
    with pytest.raises(InstanceError, match="switchroom asterisk install"):
        prepare(msgspec.structs.replace(spec, root=tmp_path / "nothing"))


def test_the_machines_own_name_is_in_the_hosts_file(spec: InstanceSpec, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("socket.gethostname", lambda: "switch7")
    prepare(spec)
    assert "127.0.0.1 localhost switch7\n" in (spec.folder / "etc/hosts").read_text(encoding="utf-8")


def test_music_in_the_folder_itself_is_the_default_and_each_folder_in_it_a_class(tmp_path: Path):
    (tmp_path / "vip").mkdir()
    (tmp_path / "empty").mkdir()
    for name in ("a.wav", "notes.txt", "vip/b.wav"):
        (tmp_path / name).touch()
    assert music_classes(tmp_path) == {"default": (tmp_path / "a.wav",), "vip": (tmp_path / "vip/b.wav",)}


def test_music_is_brought_to_where_asterisk_plays_it(spec: InstanceSpec):
    (spec.music / "vip").mkdir(parents=True)
    (spec.music / "vip/waltz.wav").write_bytes(b"RIFF")
    prepare(spec)
    assert (spec.folder / "moh/vip/waltz.wav").read_bytes() == b"RIFF"
    assert "[vip]" in (spec.folder / "etc/musiconhold.conf").read_text(encoding="utf-8")


def test_a_place_without_music_still_has_the_default_class(tmp_path: Path):
    assert music_classes(tmp_path / "nowhere") == {"default": ()}


def test_the_fallback_says_its_sentence_in_the_language_of_the_number_and_then_plays_music(
    spec: InstanceSpec,
):
    spec.music.mkdir()
    (spec.music / "waltz.wav").touch()
    fallback = Fallback(sounds={"zh": "zh/abc", "en": "en/def"}, languages={"4001": "en"})
    prepare(msgspec.structs.replace(spec, fallback=fallback))
    assert "FALLBACK_4001 = fallback-en" in (spec.folder / "etc/extensions.conf").read_text(encoding="utf-8")
    music = (spec.folder / "etc/musiconhold.conf").read_text(encoding="utf-8")
    inside = "/srv/switchroom/one"
    spoken = music[music.index("[fallback-en]") :]
    assert f"entry = {inside}/sounds/en/def\nentry = {inside}/moh/default/waltz" in spoken
