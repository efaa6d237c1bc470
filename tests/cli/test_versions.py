"""Versions at the command line: published, approved, rolled back, listed and compared."""

from pathlib import Path

import pytest

from tests.cli.past_centre import Centre

KEY_1 = ("keys: {1: repair, 2: account}", "keys: {1: account, 2: repair}")


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


def test_a_folder_is_published_with_its_author_note_and_changes(centre: Centre) -> None:
    first = centre.say("publish", "--author", "li")
    assert first.exit_code == 0, first.output
    centre.change(*KEY_1)
    second = centre.say("publish", "--author", "wang", "--note", "keys exchanged")
    assert f"{centre.edition().version}  live" in second.output
    assert "wang  keys exchanged" in second.output
    assert "· main.menu: key 1 now leads to account (before: repair)" in second.output
    assert "when the server starts" in second.output
    listed = centre.say("versions").output.splitlines()
    assert ["retired" in listed[0], "live" in listed[1]] == [True, True]


def test_what_is_wrong_is_refused_with_file_line_and_remedy(centre: Centre) -> None:
    centre.change("no_match: repair", "no_match: nowhere")
    refused = centre.say("publish")
    assert refused.exit_code == 1
    assert "main.yaml:" in refused.output
    assert "nothing was published" in refused.output
    assert "There is no version yet." in centre.say("versions").output


def test_a_share_of_the_calls_is_tried_and_then_goes_live_or_back(centre: Centre) -> None:
    centre.say("publish")
    centre.change(*KEY_1)
    tried = centre.say("publish", "--share", "10%")
    assert "canary (10% of the calls)" in tried.output
    listed = centre.say("versions").output
    assert "too few calls to tell (the new version had 0, the old one 0)" in listed
    back = centre.say("rollback", "--note", "callers complained")
    assert "rolled back" in back.output
    assert "callers complained" in centre.say("versions").output
    live = centre.say("publish", "--version", centre.edition().version)
    assert "live" in live.output


def test_one_number_alone_meets_a_version_and_nobody_judges_it(centre: Centre) -> None:
    centre.say("publish")
    centre.change(*KEY_1)
    tried = centre.say("publish", "--only-from", "13800138000")
    assert "calls from +8613800138000 only" in tried.output
    assert "not judged" in centre.say("versions").output


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--share", "ten"), "such as 10%"),
        (("--share", "100%"), "less than 100%"),
        (("--share", "10%", "--only-from", "13800138000"), "not both"),
    ],
)
def test_an_audience_that_cannot_be_understood_is_refused(
    centre: Centre, options: tuple[str, ...], why: str
) -> None:
    assert why in centre.say("publish", *options).output


def test_another_centre_is_not_tried_on_some_calls(centre: Centre) -> None:
    centre.say("publish")
    centre.change("ring_seconds: 15", "ring_seconds: 7", file="centre.yaml")
    refused = centre.say("publish", "--share", "10%")
    assert refused.exit_code == 1
    assert "one centre for all calls" in refused.output


def test_two_people_must_agree_where_the_settings_say_so(centre: Centre) -> None:
    centre.write_settings("publishing: {when: by_hand, approvals: 2}")
    drafted = centre.say("publish", "--author", "li")
    version = centre.edition().version
    assert f"1 more must agree: switchroom approve {version}" in drafted.output
    own = centre.say("approve", version[:6], "--author", "li")
    assert (own.exit_code, "somebody else must approve" in own.output) == (1, True)
    agreed = centre.say("approve", version[:6], "--author", "wang")
    assert f"{version}  live" in agreed.output
    assert "li + wang" in agreed.output


def test_what_is_saved_goes_live_unasked_so_it_asks_for_no_approvals(centre: Centre) -> None:
    centre.write_settings("publishing: {approvals: 2}")
    assert "set publishing.when: by_hand" in centre.say("versions").output


def test_a_rollback_warns_of_the_folder_that_still_holds_the_version(centre: Centre) -> None:
    centre.write_settings("")
    centre.say("publish")
    centre.change(*KEY_1)
    centre.say("publish")
    assert "still holds it" in centre.say("rollback").output
    assert centre.say("rollback").exit_code == 1


def test_versions_and_folders_are_compared_in_both_languages(centre: Centre) -> None:
    assert "no version is live yet" in centre.say("diff").output
    centre.say("publish")
    assert centre.say("diff").output == "They mean the same.\n"
    old = centre.edition().version
    centre.change(*KEY_1)
    assert "main.menu: key 1 now leads to account (before: repair)" in centre.say("diff").output
    centre.say("publish")
    centre.language = "zh_CN.UTF-8"
    assert (
        "main.menu：按键 1 现在通向 account（原为 repair）"
        in centre.say("diff", old[:6], str(centre.folder)).output
    )
    unknown = centre.say("diff", "ffff")
    assert (unknown.exit_code, "没有以“ffff”开头的唯一版本" in unknown.output) == (1, True)


def test_the_same_version_is_not_published_twice(centre: Centre) -> None:
    centre.say("publish")
    again = centre.say("publish")
    assert (again.exit_code, "in force already" in again.output) == (1, True)


def test_a_simulated_caller_who_does_not_get_there_keeps_a_folder_from_being_published(
    centre: Centre,
) -> None:
    steps = 'steps: [{press: "1"}], reached: {outcome: self_service}'
    caller = f"callers:\n  - {{name: {{en: Wants his balance}}, {steps}}}\n"
    centre.change("start: menu", f"{caller}start: menu")
    refused = centre.say("publish")
    assert refused.exit_code == 1
    assert "Wants his balance" in refused.output
    assert "1 simulated callers do not fare as they should; nothing was published" in refused.output
    assert "There is no version yet." in centre.say("versions").output
