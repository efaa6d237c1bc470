"""Values as people say them, and that every piece of them is known beforehand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.dialplan.speaking.money import Currency
from ivr.dialplan.speaking.values import KINDS, Kind, pieces_of, said


def chinese(kind: Kind, value: str, currency: Currency = "CNY") -> str:
    return "".join(said(kind, value, "zh", currency) or ("?",))


def english(kind: Kind, value: str, currency: Currency = "CNY") -> str:
    return " ".join(said(kind, value, "en", currency) or ("?",))


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        ("0", "零"),
        ("2", "二"),
        ("10", "十"),
        ("12", "十二"),
        ("20", "二十"),
        ("100", "一百"),
        ("110", "一百一十"),
        ("105", "一百零五"),
        ("200", "二百"),
        ("2005", "两千零五"),
        ("2222", "两千二百二十二"),
        ("10000", "一万"),
        ("20000", "两万"),
        ("22000", "两万二千"),
        ("100010", "十万零一十"),
        ("120000", "十二万"),
        ("1002003", "一百万二千零三"),
        ("200000000", "两亿"),
        ("100000001", "一亿零一"),
        ("123456789", "一亿二千三百四十五万六千七百八十九"),
        ("-3.50", "负三点五"),
        ("128.05", "一百二十八点零五"),
    ],
)
def test_numbers_in_chinese(value: str, spoken: str) -> None:
    assert chinese("number", value).replace("两千", "二千") == spoken.replace("两千", "二千")


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        ("0", "zero"),
        ("13", "thirteen"),
        ("42", "forty two"),
        ("100", "one hundred"),
        ("128", "one hundred and twenty eight"),
        ("1001", "one thousand and one"),
        ("2500000", "two million five hundred thousand"),
        ("-3.5", "minus three point five"),
    ],
)
def test_numbers_in_english(value: str, spoken: str) -> None:
    assert english("number", value) == spoken


@pytest.mark.parametrize(
    ("value", "currency", "in_chinese", "in_english"),
    [
        ("128.50", "CNY", "一百二十八元五角", "one hundred and twenty eight yuan fifty"),
        ("128.05", "CNY", "一百二十八元零五分", "one hundred and twenty eight yuan oh five"),
        ("2", "CNY", "两元", "two yuan"),
        ("0.35", "CNY", "三角五分", "thirty five fen"),
        ("0", "CNY", "零元", "zero yuan"),
        ("1.01", "USD", "一美元一美分", "one dollar and one cent"),
        ("20.30", "EUR", "二十欧元三十欧分", "twenty euros and thirty cents"),
        ("-5", "CNY", "负五元", "minus five yuan"),
    ],
)
def test_amounts_of_money(value: str, currency: Currency, in_chinese: str, in_english: str) -> None:
    assert chinese("amount", value, currency) == in_chinese
    assert english("amount", value, currency) == in_english


@pytest.mark.parametrize(
    ("kind", "value", "in_chinese", "in_english"),
    [
        ("digits", "8001", "八零零一", "eight zero zero one"),
        ("telephone", "+86 131", "八六幺三幺", "eight six one three one"),
        ("date", "2026-10-01", "二零二六年十月一日", "October first twenty twenty six"),
        ("date", "20051231", "二零零五年十二月三十一日", "December thirty first two thousand and five"),
        ("date", "1900-02-20T08:00", "一九零零年二月二十日", "February twentieth nineteen hundred"),
        ("time", "14:05", "十四点零五分", "fourteen oh five"),
        ("time", "2:00", "两点整", "two o'clock"),
        ("time", "23:59:30", "二十三点五十九分", "twenty three fifty nine"),
    ],
)
def test_digits_dates_and_times(kind: Kind, value: str, in_chinese: str, in_english: str) -> None:
    assert chinese(kind, value) == in_chinese
    assert english(kind, value) == in_english


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", "many"),
        ("number", ""),
        ("number", "1e9"),
        ("number", "9" * 13),
        ("number", "١٢"),
        ("amount", "12 yuan"),
        ("digits", "12a"),
        ("digits", "1" * 41),
        ("date", "2026-02-30"),
        ("date", "tomorrow"),
        ("time", "25:00"),
    ],
)
def test_what_is_no_value_of_its_kind_is_not_said(kind: Kind, value: str) -> None:
    assert said(kind, value, "zh") is None
    assert said(kind, value, "en") is None


VALUES = {
    "number": st.decimals(-(10**11), 10**11, places=3).map(str),
    "amount": st.decimals(-(10**9), 10**9, places=2).map(str),
    "digits": st.text("0123456789", min_size=1, max_size=20),
    "telephone": st.text("0123456789", min_size=3, max_size=15).map("+{}".format),
    "date": st.dates(date(1, 1, 1), date(9999, 12, 31)).map(date.isoformat),
    "time": st.integers(0, 1439).map(lambda minute: str(timedelta(minutes=minute)).rjust(8, "0")[:5]),
}


@given(data=st.data(), kind=st.sampled_from(KINDS), language=st.sampled_from(["zh", "en"]))
def test_every_piece_that_is_said_was_known_to_be_needed(
    data: st.DataObject, kind: Kind, language: str
) -> None:
    value = data.draw(VALUES[kind])

    pieces = said(kind, value, language)

    assert pieces
    assert set(pieces) <= set(pieces_of(kind, language))


@given(number=st.integers(0, 10**12 - 1))
def test_a_number_in_chinese_is_that_number(number: int) -> None:
    assert _value(chinese("number", str(number))) == number


def _value(spoken: str) -> Decimal:
    """The number that these characters tell, read from the front."""
    total, group, digit = 0, 0, 0
    for sign in spoken.replace("两", "二"):
        if sign in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(sign)
        elif sign in "十百千":
            group += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        elif sign == "万":
            total += (group + digit) * 10_000
            group = digit = 0
        else:
            total += (group + digit) * 100_000_000
            group = digit = 0
    return Decimal(total + group + digit)
