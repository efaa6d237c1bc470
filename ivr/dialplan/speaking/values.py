"""Values: from a text that was typed or looked up to the pieces in which it is spoken."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, Protocol, assert_never, get_args

from ivr.dialplan.speaking import chinese, english
from ivr.dialplan.speaking.money import Currency

Kind = Literal["number", "amount", "digits", "telephone", "date", "time"]
"""How a value is to be spoken."""

KINDS: tuple[Kind, ...] = get_args(Kind)

LARGEST = Decimal(10) ** 12
"""What is not smaller than this is not spoken as a number."""

MOST_DIGITS = 40

_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_TIME = re.compile(r"([01]?\d|2[0-3]):?([0-5]\d)(?::\d\d)?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)


def said(kind: Kind, value: str, language: str, currency: Currency = "CNY") -> tuple[str, ...] | None:
    """The pieces in which a value is spoken, in ``zh`` or else English; None when it is not of the kind."""
    voice = _voice(language)
    text = value.strip()
    match kind:
        case "digits" | "telephone":
            return _digits(text, kind, language)
        case "number":
            number = _number(text)
            return voice.number(number) if number is not None else None
        case "amount":
            number = _number(text)
            return voice.amount(_in_cents(number), currency) if number is not None else None
        case "date":
            day = _day(text)
            return voice.day(day) if day is not None else None
        case "time":
            found = _TIME.fullmatch(text)
            return voice.time(int(found[1]), int(found[2])) if found else None
        case _:  # pragma: no cover
            assert_never(kind)


def pieces_of(kind: Kind, language: str, currency: Currency = "CNY") -> tuple[str, ...]:
    """Every piece that a value of that kind may be spoken in, each once."""
    voice = _voice(language)
    match kind:
        case "digits":
            return voice.DIGITS
        case "telephone":
            return tuple(voice.TELEPHONE.values())
        case "number":
            return voice.NUMBERS
        case "amount":
            return (*voice.NUMBERS, *voice.money_pieces(currency))
        case "date":
            return voice.DATES
        case "time":
            return (*voice.NUMBERS, *voice.TIMES)
        case _:  # pragma: no cover
            assert_never(kind)


class _Voice(Protocol):
    """What each language answers."""

    DIGITS: tuple[str, ...]
    TELEPHONE: dict[str, str]
    NUMBERS: tuple[str, ...]
    DATES: tuple[str, ...]
    TIMES: tuple[str, ...]

    def number(self, value: Decimal, /) -> tuple[str, ...]:
        """A number."""

    def amount(self, value: Decimal, currency: Currency, /) -> tuple[str, ...]:
        """An amount of money."""

    def day(self, value: date, /) -> tuple[str, ...]:
        """A date."""

    def time(self, hour: int, minute: int, /) -> tuple[str, ...]:
        """A time of the day."""

    def money_pieces(self, currency: Currency, /) -> tuple[str, ...]:
        """What amounts have besides numbers."""


def _voice(language: str) -> _Voice:
    return chinese if language == "zh" else english


def _digits(text: str, kind: Kind, language: str) -> tuple[str, ...] | None:
    voice = _voice(language)
    told = re.sub(r"[ ()-]", "", text).removeprefix("+")
    if not told.isascii() or not told.isdecimal() or len(told) > MOST_DIGITS:
        return None
    if kind == "telephone":
        return tuple(voice.TELEPHONE[digit] for digit in told)
    return tuple(voice.DIGITS[int(digit)] for digit in told)


def _number(text: str) -> Decimal | None:
    plain = text.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:  # pragma: no cover
        return None
    return number if abs(number) < LARGEST else None


def _in_cents(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"))


def _day(text: str) -> date | None:
    found = _DATE.match(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
