"""English: numbers, money, dates and times as they are read aloud."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ivr.dialplan.speaking.money import Currency

_BELOW_TEN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen")
_SMALL = (*_BELOW_TEN, *_TEENS, "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ("billion", "million", "thousand")
_POINT, _MINUS, _AND, _HUNDRED, _OH = "point", "minus", "and", "hundred", "oh"
DIGITS = _SMALL[:10]
TELEPHONE = {str(number): digit for number, digit in enumerate(DIGITS)}
NUMBERS = (*_SMALL, *_TENS, *_SCALES, _POINT, _MINUS, _AND, _HUNDRED)

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", *(f"{name}th" for name in _TEENS[3:]), "nineteenth", "twentieth"),
)
_THIRTIETH = "thirtieth"
DATES = (*_SMALL, *_TENS, "thousand", _AND, _HUNDRED, _OH, *_MONTHS, *_ORDINALS, _THIRTIETH)
_O_CLOCK = "o'clock"
TIMES = (_O_CLOCK, _OH)

_UNITS: dict[Currency, tuple[str, str, str]] = {
    "CNY": ("yuan", "yuan", ""),
    "USD": ("dollar", "dollars", "cents"),
    "EUR": ("euro", "euros", "cents"),
}
_CENT = "cent"
_FEN = "fen"


def number(value: Decimal) -> tuple[str, ...]:
    """128.5 as one hundred and twenty eight point five."""
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
        return [_SMALL[0]]
    spoken: list[str] = []
    for place, scale in enumerate(_SCALES):
        group = value // 1000 ** (len(_SCALES) - place) % 1000
        if group:
            spoken += [*_below_thousand(group, spoken_before=False), scale]
    if rest := value % 1000:
        spoken += _below_thousand(rest, spoken_before=bool(spoken))
    return spoken


def _below_thousand(value: int, spoken_before: bool) -> Iterator[str]:
    hundreds, rest = divmod(value, 100)
    if hundreds:
        yield from (_SMALL[hundreds], _HUNDRED)
    if rest and (hundreds or spoken_before):
        yield _AND
    yield from _below_hundred(rest)


def _below_hundred(value: int) -> Iterator[str]:
    if value >= 20:
        yield _TENS[value // 10 - 2]
        value %= 10
    if value:
        yield _SMALL[value]


def amount(value: Decimal, currency: Currency) -> tuple[str, ...]:
    """128.50 yuan as one hundred and twenty eight yuan fifty."""
    one, many, parts = _UNITS[currency]
    whole, rest = divmod(int(abs(value) * 100), 100)
    spoken = [_MINUS] if value < 0 else []
    if whole or not rest:
        spoken += [*integer(whole), one if whole == 1 else many]
    if not rest:
        return tuple(spoken)
    if whole and parts:
        spoken.append(_AND)
    if whole and not parts and rest < 10:
        spoken.append(_OH)
    spoken += integer(rest)
    if parts:
        spoken.append(_CENT if rest == 1 else parts)
    elif not whole:
        spoken.append(_FEN)
    return tuple(spoken)


def money_pieces(currency: Currency) -> tuple[str, ...]:
    """What amounts have besides numbers."""
    one, many, parts = _UNITS[currency]
    return tuple(dict.fromkeys((one, many, *((parts, _CENT) if parts else (_OH, _FEN)))))


def day(value: date) -> tuple[str, ...]:
    """October first, twenty twenty six."""
    return (_MONTHS[value.month - 1], *_ordinal(value.day), *_year(value.year))


def _ordinal(day: int) -> Iterator[str]:
    if day <= 20:
        yield _ORDINALS[day - 1]
    elif day == 30:
        yield _THIRTIETH
    else:
        yield from (_TENS[day // 10 - 2], _ORDINALS[day % 10 - 1])


def _year(year: int) -> list[str]:
    century, rest = divmod(year, 100)
    if (century % 10 == 0 and rest < 10) or not century:
        return integer(year)
    if rest == 0:
        return [*_below_hundred(century), _HUNDRED]
    return [*_below_hundred(century), *((_OH,) if rest < 10 else ()), *_below_hundred(rest)]


def time(hour: int, minute: int) -> tuple[str, ...]:
    """14:05 as fourteen oh five, 14:00 as fourteen o'clock."""
    if minute == 0:
        return (*integer(hour), _O_CLOCK)
    return (*integer(hour), *((_OH,) if minute < 10 else ()), *_below_hundred(minute))
