"""The past at the command line: replayed, walked through other dialplans, told and drawn."""

import sqlite3
import time
from pathlib import Path

import pytest

from tests.cli.past_centre import Centre
from tests.replay.journals import BALANCE, REPAIR


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    made = Centre(tmp_path)
    (tmp_path / "state").mkdir()
    return made


def test_a_contact_is_replayed_to_the_same_decisions(centre: Centre) -> None:
    (contact,) = centre.lived(BALANCE)
    again = centre.say("replay-contacts", contact)
    assert (again.exit_code, again.output) == (0, "1 contacts, 9 steps; 0 decided otherwise than then\n")


def test_a_journal_that_was_changed_is_found_out(centre: Centre) -> None:
    (contact,) = centre.lived(BALANCE)
    with sqlite3.connect(centre.place / "state" / "centre.db") as database:
        database.execute("UPDATE journal SET commands_hash = 'another' WHERE seq = 2")
    database.close()
    again = centre.say("replay-contacts", contact)
    assert again.exit_code == 1
    assert f"{contact} #2: the commands after DigitPressed are other ones than then" in again.output


def test_a_day_is_replayed(centre: Centre) -> None:
    centre.lived(BALANCE, REPAIR)
    day = time.strftime("%Y-%m-%d", time.localtime(time.time() - 3600))
    assert "2 contacts, 12 steps; 0 decided otherwise" in centre.say("replay-contacts", day).output
    assert "nothing of 2001-01-01" in centre.say("replay-contacts", "2001-01-01").output


def test_past_callers_who_would_end_elsewhere_are_listed_with_one_example(centre: Centre) -> None:
    contacts = centre.lived(BALANCE, REPAIR, REPAIR)
    assert "3 callers walked, 0 would end elsewhere" in centre.say("regress").output
    centre.change("keys: {1: repair, 2: account}", "keys: {1: sorry, 2: account}")
    listed = centre.say("regress", "--since", "2h").output
    assert f"2 callers: queue repair → over (nobody_free) (one of them: {contacts[2]})" in listed
    assert "3 callers walked, 2 would end elsewhere; 0 cannot be compared" in listed
    centre.language = "zh_CN.UTF-8"
    assert "2 个来电：队列 repair → 结束（nobody_free）" in centre.say("regress").output
    assert "such as 7d" in centre.say("regress", "--since", "week").output


def test_callers_of_another_time_are_not_walked(centre: Centre) -> None:
    centre.lived(REPAIR)
    assert "no caller is known of that time" in centre.say("regress", "--since", "0h").output


def test_a_contacts_way_is_told_in_either_language(centre: Centre) -> None:
    (contact,) = centre.lived(REPAIR)
    told = centre.say("trace", contact).output
    assert "pressed 1" in told
    assert "over: left_in_queue" in told
    centre.language = "zh_CN.UTF-8"
    assert "由按键 1 离开 main.menu" in centre.say("trace", contact).output
    assert centre.say("trace", "sw-9-9").exit_code == 1


def test_a_dialplan_is_drawn_with_its_callers(centre: Centre) -> None:
    centre.lived(BALANCE, REPAIR, REPAIR)
    out = centre.place / "out"
    out.mkdir()
    drawn = centre.say("graph", "main", "--out", str(out), "--language", "zh")
    assert drawn.exit_code == 0, drawn.output
    picture = (out / "main.svg").read_text(encoding="utf-8")
    assert "最近 7d：3 个来电" in picture
    assert '1、按错 <tspan class="count">2</tspan>' in picture
    assert "there is no dialplan nowhere" in centre.say("graph", "nowhere", "--out", str(out)).output
    centre.say("graph", "--out", str(out))
    assert {path.stem for path in out.glob("*.svg")} == set(centre.edition().dialplans)
