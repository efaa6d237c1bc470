"""Files of the administrator's: what is added to them, and that every byte comes back."""

import os
from pathlib import Path

import pytest

from ivr.asterisk.attaching import writing
from ivr.asterisk.attaching.adding import differences, enabled_before, owner_in, planned, write
from ivr.asterisk.attaching.errors import AttachError
from ivr.asterisk.attaching.removing import remove_folder, take_out
from tests.asterisk.attaching.layouts import OURS, contents, freepbx, plain


class PowerCutError(Exception):
    """The machine went dark at this moment."""


def attach(etc: Path) -> tuple[Path, ...]:
    return write(etc, planned(etc, OURS, ()), owner_in(etc))


def detach(etc: Path) -> dict[str, bool]:
    freed = {each.path.name: each.as_before for each in take_out(etc)}
    assert remove_folder(etc) == ()
    return freed


@pytest.mark.parametrize("layout", [plain, freepbx])
def test_detached_every_file_is_what_it_was_to_the_byte(tmp_path: Path, layout) -> None:
    etc = layout(tmp_path / "etc")
    before = contents(etc)
    attach(etc)
    assert contents(etc) != before
    assert set(detach(etc).values()) == {True}
    assert contents(etc) == before


def test_each_file_gets_one_line_at_its_end_that_reads_ours(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    attach(etc)
    assert (etc / "manager.conf").read_bytes() == (
        b'[general]\r\nenabled = yes\r\n#tryinclude "switchroom.d/manager.conf"\n'
    )
    assert (etc / "ari.conf").read_bytes() == (
        b'[general]\nenabled = yes\n#tryinclude "switchroom.d/ari.conf"\n'
    )
    assert (etc / "switchroom.d/ari.conf").read_text() == "[switchroom-ari.conf]\n"


def test_of_freepbx_only_the_custom_files_are_touched(tmp_path: Path) -> None:
    etc = freepbx(tmp_path / "etc")
    before = contents(etc)
    attach(etc)
    changed = {name for name, content in contents(etc).items() if before.get(name) != content}
    assert {name for name in changed if "/" not in name} == {
        "ari_additional_custom.conf",
        "extensions_custom.conf",
        "manager_custom.conf",
        "musiconhold_custom.conf",
        "queues_custom.conf",
    }


def test_a_custom_file_that_freepbx_does_not_include_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    etc = freepbx(tmp_path / "etc")
    (etc / "ari.conf").write_text("[general]\n")
    before = contents(etc)
    with pytest.raises(AttachError, match=r"#include ari_additional_custom\.conf"):
        attach(etc)
    assert contents(etc) == before


def test_attached_twice_nothing_changes(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    attach(etc)
    once = contents(etc)
    assert differences(planned(etc, OURS, ())) == ""
    assert attach(etc) == ()
    assert contents(etc) == once


def test_what_the_administrator_changed_since_is_kept_and_told(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    attach(etc)
    with (etc / "manager.conf").open("ab") as file:
        file.write(b"[another]\nsecret = 1\n")
    freed = detach(etc)
    assert freed["manager.conf"] is False
    assert freed["ari.conf"] is True
    assert (etc / "manager.conf").read_bytes() == (b"[general]\r\nenabled = yes\r\n[another]\nsecret = 1\n")


def test_a_file_that_was_made_for_our_line_goes_with_it(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    attach(etc)
    assert (etc / "musiconhold.conf").exists()
    detach(etc)
    assert not (etc / "musiconhold.conf").exists()


def test_a_file_of_somebody_else_in_our_folder_is_left_and_told(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    attach(etc)
    (etc / "switchroom.d/mine.conf").touch()
    take_out(etc)
    assert remove_folder(etc) == (etc / "switchroom.d/mine.conf",)
    assert {path.name for path in (etc / "switchroom.d").iterdir()} == {"mine.conf"}


def test_without_the_manifest_our_lines_are_still_found(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    before = contents(etc)
    attach(etc)
    (etc / "switchroom.d/manifest.json").unlink()
    detach(etc)
    left = contents(etc)
    # Only the line end that was put before our line, and the file that was made for it, cannot be known.
    assert left.pop("musiconhold.conf") == b""
    assert left == before | {"ari.conf": before["ari.conf"] + b"\n"}


def test_a_manifest_that_cannot_be_read_is_told_with_its_place(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    attach(etc)
    (etc / "switchroom.d/manifest.json").write_text("{")
    with pytest.raises(AttachError, match=r"switchroom\.d/manifest\.json cannot be read"):
        take_out(etc)


@pytest.mark.parametrize("steps", range(15))
@pytest.mark.parametrize("finish", ["attach", "detach"])
def test_killed_in_the_middle_it_is_finished_or_undone_by_running_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int, finish: str
) -> None:
    whole = plain(tmp_path / "whole")
    attach(whole)
    etc = plain(tmp_path / "etc")
    before = contents(etc)
    settled, left = writing._write, iter(range(steps))

    def until_the_power_is_cut(path: Path, content: bytes, mode: int) -> None:
        if next(left, None) is None:
            path.write_bytes(content[: len(content) // 2])
            raise PowerCutError
        settled(path, content, mode)

    monkeypatch.setattr(writing, "_write", until_the_power_is_cut)
    with pytest.raises(PowerCutError):
        attach(etc)
    monkeypatch.undo()
    if finish == "detach":
        detach(etc)
        assert contents(etc) == before
    else:
        attach(etc)
        manifest = "switchroom.d/manifest.json"
        assert contents(etc).keys() == contents(whole).keys()
        assert {k: v for k, v in contents(etc).items() if k != manifest} == {
            k: v for k, v in contents(whole).items() if k != manifest
        }
        detach(etc)
        assert contents(etc) == before


@pytest.mark.parametrize("steps", range(4))
def test_a_detaching_that_was_killed_is_finished_by_detaching_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    etc = plain(tmp_path / "etc")
    before = contents(etc)
    attach(etc)
    settled, left = writing._write, iter(range(steps))

    def until_the_power_is_cut(path: Path, content: bytes, mode: int) -> None:
        if next(left, None) is None:
            raise PowerCutError
        settled(path, content, mode)

    monkeypatch.setattr(writing, "_write", until_the_power_is_cut)
    with pytest.raises(PowerCutError):
        detach(etc)
    monkeypatch.undo()
    detach(etc)
    assert contents(etc) == before


def test_owner_and_mode_of_a_file_stay(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    (etc / "manager.conf").chmod(0o604)
    if os.geteuid() == 0:
        os.chown(etc / "manager.conf", 1234, 2345)
    before = (etc / "manager.conf").stat()
    attach(etc)
    after = (etc / "manager.conf").stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


def test_files_with_secrets_are_read_by_their_owner_and_asterisks_group_alone(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    attach(etc)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (etc / "switchroom.d").rglob("*")}
    assert modes["manager.conf"] == 0o640
    assert modes["before"] == 0o700
    assert modes["manager.conf.bak"] == modes["manifest.json"] == 0o600


def test_a_file_that_is_a_link_is_changed_where_it_is(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    (tmp_path / "kept.conf").write_bytes(b"[general]\n")
    (etc / "queues.conf").unlink()
    (etc / "queues.conf").symlink_to(tmp_path / "kept.conf")
    attach(etc)
    assert (etc / "queues.conf").is_symlink()
    assert b"tryinclude" in (tmp_path / "kept.conf").read_bytes()
    detach(etc)
    assert (tmp_path / "kept.conf").read_bytes() == b"[general]\n"


def test_a_section_of_theirs_with_a_name_of_ours_is_refused(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    (etc / "queues.conf").write_text("[switchroom-fallback]\nstrategy = ringall\n")
    with pytest.raises(AttachError, match=r"queues\.conf: there is a section \[switchroom-fallback\]"):
        attach(etc)


def test_a_folder_that_is_no_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AttachError, match="Name it with --etc") as told:
        planned(tmp_path, OURS, ())
    assert "--etc" in told.value.in_language("zh")


def test_the_difference_shows_each_line_and_no_secret(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    (etc / "manager.conf").write_bytes(b"[crm]\nsecret = of-theirs\n")
    shown = differences(planned(etc, OURS | {"manager.conf": "[switchroom]\nsecret = ours\n"}, ()))
    assert '+#tryinclude "switchroom.d/manager.conf"' in shown
    assert "+secret = …" in shown
    assert "of-theirs" not in shown
    assert "ours\n" not in shown


def test_what_was_switched_on_is_remembered(tmp_path: Path) -> None:
    etc = plain(tmp_path / "etc")
    assert enabled_before(etc) == ()
    write(etc, planned(etc, OURS, ("http",)), owner_in(etc))
    assert enabled_before(etc) == ("http",)
