"""The files of ours that an attached Asterisk reads."""

import re

import pytest

from ivr.asterisk.attaching.parts import ALWAYS, Part, files_of
from ivr.asterisk.fallback import Fallback


def part(**given: object) -> Part:
    known = {
        "inside": "/srv/shared",
        "application": "switchroom",
        "ari_password": "of-ari",
        "ami_password": "of-ami",
        "music": ("default", "vip"),
        "tunes": ("one",),
        "fallback": Fallback({"zh": "zh/abc", "en": "en/def"}, {"4101": "en"}),
    }
    return Part(**(known | given))  # type: ignore[arg-type]


def test_every_section_has_a_name_of_ours_and_none_is_general() -> None:
    for kind, text in files_of(part()).items():
        sections = re.findall(r"^\[(.*?)\]", text, re.MULTILINE)
        assert sections, kind
        assert all(section.startswith("switchroom") for section in sections), kind


def test_without_being_asked_nothing_is_switched_on() -> None:
    assert tuple(files_of(part())) == ALWAYS


@pytest.mark.parametrize(("there", "section"), [(True, "[general](+)"), (False, "[general]\n")])
def test_what_is_switched_on_is_added_to_their_general_section_or_makes_one(
    there: bool, section: str
) -> None:
    files = files_of(part(enabled={"http": there, "ami": there}))
    assert section in files["http.conf"]
    assert "bindaddr = 127.0.0.1" in files["http.conf"]
    assert section in files["manager.conf"]
    assert "general" not in files["ari.conf"]


def test_the_fallback_says_its_sentence_in_the_language_of_the_number_before_the_music() -> None:
    files = files_of(part())
    assert (
        "[switchroom-fallback-en]\nmode = playlist\n"
        "entry = /srv/shared/sounds/en/def\nentry = /srv/shared/moh/default/one\n"
    ) in files["musiconhold.conf"]
    assert "exten => 4101,1,Set(CHANNEL(musicclass)=switchroom-fallback-en)" in files["extensions.conf"]


def test_agents_reach_every_feature_code_and_what_is_dialled_after_it() -> None:
    said = files_of(part(codes=("*71", "*14")))["extensions.conf"]
    assert (
        "[switchroom-agents]\n"
        "exten => _*14!,1,Set(DIALLED=${EXTEN})\n same => n,Goto(switchroom-arrivals,agent,1)\n"
        "exten => _*71!,1,"
    ) in said


def test_a_call_is_offered_to_whoever_is_awake_or_where_that_cannot_be_handed_over() -> None:
    assert (
        "StasisBroadcast(300,^switchroom$,caller:${CONTACT}:${DIALLED})"
        in files_of(part())["extensions.conf"]
    )
    assert (
        "Stasis(switchroom,agent,${CONTACT},${DIALLED},${CHANNEL(endpoint)})"
        in files_of(part(broadcasts=False))["extensions.conf"]
    )


def test_each_class_of_music_has_a_name_of_ours() -> None:
    said = files_of(part())["musiconhold.conf"]
    assert "[switchroom-vip]\nmode = files\ndirectory = /srv/shared/moh/vip\n" in said


def test_of_the_managers_classes_only_the_least_are_asked_for() -> None:
    said = files_of(part())["manager.conf"]
    assert "write = call,agent,reporting\n" in said
    assert "permit = 127.0.0.1/255.255.255.255" in said
