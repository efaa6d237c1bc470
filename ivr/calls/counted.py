"""Sentences with a number in them: each number is a sentence of its own, for it is rendered as one."""

from ivr.telephony.prompts import Prompt

MOST = 20
"""Above this the exact number is no longer told."""

_ZH = "零一两三四五六七八九十"
_EN = {
    0: "no",
    1: "one",
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    11: "eleven",
    12: "twelve",
    13: "thirteen",
    14: "fourteen",
    15: "fifteen",
    16: "sixteen",
    17: "seventeen",
    18: "eighteen",
    19: "nineteen",
    20: "twenty",
}


def callers_waiting(count: int, language: str) -> Prompt:
    """How many callers wait."""
    return Prompt(_zh(count), "zh") if language == "zh" else Prompt(_en(count), "en")


def counted() -> tuple[Prompt, ...]:
    """Every sentence with a number, in every language, for rendering."""
    return tuple(callers_waiting(count, language) for language in ("zh", "en") for count in range(MOST + 2))


def _zh(count: int) -> str:
    if count == 0:
        return "没有客户在等待。"
    return f"有{_zh_number(count)}位客户在等待。" if count <= MOST else "有二十多位客户在等待。"


def _zh_number(number: int) -> str:
    """``number`` up to 20, as it is said before a measure word; beyond ten 二 is not 两."""
    if number <= 10:
        return _ZH[number]
    if number == MOST:
        return "二十"
    return "十" + ("二" if number == 12 else _ZH[number - 10])


def _en(count: int) -> str:
    if count > MOST:
        return "More than twenty callers are waiting."
    callers = "caller is" if count == 1 else "callers are"
    return f"{_EN[count].capitalize()} {callers} waiting."
