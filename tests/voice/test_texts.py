"""Lists of texts, good and bad."""

from pathlib import Path

import pytest

from ivr.telephony.prompts import Prompt
from ivr.voice.errors import BadListError
from ivr.voice.index import read_index
from ivr.voice.texts import read_texts


def test_each_line_is_one_thing_to_say_in_several_languages(tmp_path: Path) -> None:
    file = tmp_path / "texts.yaml"
    file.write_text('- {zh: 再见。, en: Goodbye.}\n- {en: "eleven"}\n', encoding="utf-8")
    assert read_texts(file) == (Prompt("再见。", "zh"), Prompt("Goodbye.", "en"), Prompt("eleven", "en"))


def test_an_empty_list_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "texts.yaml"
    file.write_text("# nothing yet\n")
    assert read_texts(file) == ()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"- {en: 1}\n", "Expected `str`, got `int`"),
        (b"en: Goodbye.\n", "Expected `array`"),
        (b"- {en: Goodbye.\n", "line 2"),
        ("- {zh: 再见。}\n".encode("gbk"), "texts.yaml"),
    ],
)
def test_a_bad_list_is_refused_by_name(tmp_path: Path, content: bytes, complaint: str) -> None:
    file = tmp_path / "texts.yaml"
    file.write_bytes(content)
    with pytest.raises(BadListError) as error:
        read_texts(file)
    assert complaint in str(error.value)
    assert str(file) in str(error.value)


def test_a_broken_index_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text('{"1234": {"language": "en"}}')
    with pytest.raises(BadListError, match=r"index\.json.*`text`"):
        read_index(tmp_path)
