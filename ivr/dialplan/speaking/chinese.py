"""Chinese: numbers, money, dates and times as they are read aloud."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ivr.dialplan.speaking.money import Currency

DIGITS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九")
TELEPHONE = {**{str(number): digit for number, digit in enumerate(DIGITS)}, "1": "幺"}
"""A one among the digits of a telephone is 幺, so that it is not heard as 七."""

_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿")
_POINT, _MINUS, _PAIR = "点", "负", "两"
NUMBERS = (*DIGITS, *_PLACES[1:], *_GROUPS[1:], _POINT, _MINUS, _PAIR)
DATES = (*DIGITS, "十", "年", "月", "日")
TIMES = ("点", "分", "整")

_UNITS: dict[Currency, tuple[str, str, str]] = {
    "CNY": ("元", "角", "分"),
    "USD": ("美元", "", "美分"),
    "EUR": ("欧元", "", "欧分"),
}


def number(value: Decimal) -> tuple[str, ...]:
    """128.5 as 一百二十八点五, 20000 as 两万."""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    fraction = fraction.rstrip("0")
    spoken = [_MINUS] if value < 0 else []
    spoken += integer(int(whole))
    if fraction:
        spoken += [_POINT, *(DIGITS[int(digit)] for digit in fraction)]
    return tuple(spoken)


def integer(value: int) -> list[str]:
    """A whole number that is not negative."""
    if value == 0:
        return [DIGITS[0]]
    spoken: list[str] = []
    gap = False
    groups = [value // 10_000**power % 10_000 for power in range(len(_GROUPS))]
    for power in reversed(range(len(_GROUPS))):
        group = groups[power]
        if group == 0:
            gap = bool(spoken)
            continue
        if spoken and (gap or group < 1000):
            spoken.append(DIGITS[0])
        spoken += _group(group, first=not spoken, leads=power > 0)
        if power:
            spoken.append(_GROUPS[power])
        gap = False
    return spoken


def _group(group: int, first: bool, leads: bool) -> Iterator[str]:
    """Four places: 2005 as 两千零五; two of 万 or 亿 is 两, ten at the very beginning is 十 alone."""
    if group == 2 and leads:
        yield _PAIR
        return
    spoken = False
    for place in reversed(range(len(_PLACES))):
        digit = group // 10**place % 10
        if digit == 0:
            continue
        if spoken and group // 10 ** (place + 1) % 10 == 0:
            yield DIGITS[0]
        if not (place == 1 and digit == 1 and first and not spoken):
            yield _PAIR if digit == 2 and place == 3 else DIGITS[digit]
        if place:
            yield _PLACES[place]
        spoken = True


def amount(value: Decimal, currency: Currency) -> tuple[str, ...]:
    """128.50 yuan as 一百二十八元五角."""
    unit, tenth, hundredth = _UNITS[currency]
    cents = int(abs(value) * 100)
    whole, rest = divmod(cents, 100)
    spoken = [_MINUS] if value < 0 else []
    if whole or not rest:
        spoken += [_PAIR] if whole == 2 else integer(whole)
        spoken.append(unit)
    spoken += _change(rest, whole > 0, tenth, hundredth)
    return tuple(spoken)


def _change(rest: int, after_whole: bool, tenth: str, hundredth: str) -> Iterator[str]:
    if rest == 0:
        return
    if not tenth:
        yield from (*integer(rest), hundredth)
        return
    tens, ones = divmod(rest, 10)
    if tens:
        yield from (DIGITS[tens], tenth)
    elif after_whole:
        yield DIGITS[0]
    if ones:
        yield from (DIGITS[ones], hundredth)


def money_pieces(currency: Currency) -> tuple[str, ...]:
    """What amounts have besides numbers."""
    return tuple(piece for piece in _UNITS[currency] if piece)


def day(value: date) -> tuple[str, ...]:
    """二零二六年十月一日."""
    year = (DIGITS[int(digit)] for digit in f"{value.year:04}")
    return (*year, "年", *integer(value.month), "月", *integer(value.day), "日")


def time(hour: int, minute: int) -> tuple[str, ...]:
    """14:05 as 十四点零五分, 14:00 as 十四点整; two o'clock is 两点."""
    hours = [_PAIR] if hour == 2 else integer(hour)
    if minute == 0:
        return (*hours, "点", "整")
    nought = [DIGITS[0]] if minute < 10 else []
    return (*hours, "点", *nought, *integer(minute), "分")
