"""What a caller hears whom nobody serves."""

import pytest

from ivr.asterisk.fallback import BadFallbackError, Fallback, globals_of, music_of, notices_of

SOUNDS = {"zh": "zh/sorry", "en": "en/sorry"}


def test_each_language_has_its_sentence_before_the_music_and_who_speaks_none_hears_them_all():
    assert music_of(Fallback(sounds=SOUNDS), "/s", ["/m/tune"]).splitlines() == [
        *("[fallback]", "mode = playlist", "entry = /s/zh/sorry", "entry = /s/en/sorry", "entry = /m/tune"),
        *("[fallback-zh]", "mode = playlist", "entry = /s/zh/sorry", "entry = /m/tune"),
        *("[fallback-en]", "mode = playlist", "entry = /s/en/sorry", "entry = /m/tune"),
    ]


def test_a_number_is_told_its_language_unless_nobody_could_dial_or_say_it():
    languages = {"4001": "en", "+8610": "zh", "4 002": "zh", "4003": "fr"}
    assert globals_of(Fallback(sounds=SOUNDS, languages=languages)).splitlines() == [
        "FALLBACK_+8610 = fallback-zh",
        "FALLBACK_4001 = fallback-en",
    ]


def test_a_number_has_its_notice_unless_nobody_could_dial_it():
    notices = {"4001": "zh/abc", "4 002": "en/def"}
    assert notices_of(Fallback(notices=notices), "/s") == "NOTICE_4001 = /s/zh/abc"


@pytest.mark.parametrize("sound", ["a\n[evil]", "", "a;b"])
def test_a_sound_that_could_change_the_file_is_refused(sound: str):
    with pytest.raises(BadFallbackError):
        music_of(Fallback(sounds={"zh": sound}), "/s", [])
