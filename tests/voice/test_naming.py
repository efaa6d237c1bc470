"""The names of sounds."""

from ivr.telephony.prompts import Prompt
from ivr.voice.naming import normalised, sound_name


def test_the_name_of_a_text_never_changes() -> None:
    assert sound_name(Prompt("感谢您的来电，再见。", "zh")) == "zh/6232e95399c87146"
    assert sound_name(Prompt("Thank you for calling. Goodbye.", "en")) == "en/b1e2a07a90d4f4ee"


def test_one_text_in_two_languages_has_two_sounds() -> None:
    in_chinese, in_english = sound_name(Prompt("OK", "zh")), sound_name(Prompt("OK", "en"))
    assert in_chinese.partition("/")[2] != in_english.partition("/")[2]


def test_other_punctuation_is_another_sound() -> None:
    assert sound_name(Prompt("You are ready.", "en")) != sound_name(Prompt("You are ready?", "en"))


def test_a_text_folded_over_two_lines_has_the_sound_of_the_text_on_one() -> None:
    assert sound_name(Prompt("Thank you\n  for calling. ", "en")) == sound_name(
        Prompt("Thank you for calling.", "en")
    )
    assert sound_name(Prompt("感谢您的\n来电， 再见。", "zh")) == sound_name(
        Prompt("感谢您的来电，再见。", "zh")
    )


def test_a_space_beside_latin_letters_in_a_chinese_text_stays() -> None:
    assert normalised(Prompt("请按  VIP  键", "zh")) == "请按 VIP 键"


def test_composed_and_decomposed_letters_are_one_sound() -> None:
    assert sound_name(Prompt("Caf\u00e9", "en")) == sound_name(Prompt("Cafe\u0301", "en"))


def test_a_slower_prompt_has_a_sound_of_its_own_and_one_as_fast_as_ever_keeps_its_name() -> None:
    ordinary = sound_name(Prompt("再见。", "zh"))

    assert sound_name(Prompt("再见。", "zh", 1.0)) == ordinary
    assert sound_name(Prompt("再见。", "zh", 0.8)) != ordinary
    assert sound_name(Prompt("再见。", "zh", 0.8)) != sound_name(Prompt("再见。", "zh", 0.9))
