"""One number, one form: whatever the spelling, and whoever does not tell his."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ivr.telephony.numbers import LONGEST, NumberingPlan, can_call, is_country, national, normal

BEIJING = NumberingPlan("CN", "010")
SHENZHEN = NumberingPlan("CN", "755")
ANYWHERE = NumberingPlan()
BERLIN = NumberingPlan("DE", "030")
NEW_YORK = NumberingPlan("US", "212")
HONG_KONG = NumberingPlan("HK")
PLANS = (BEIJING, SHENZHEN, ANYWHERE, BERLIN, NEW_YORK, HONG_KONG)

MOBILE = (
    "13800138000",
    "013800138000",
    "8613800138000",
    "+8613800138000",
    "008613800138000",
    "+86 138-0013-8000",
    "(+86) 138 0013 8000",
    "+86 (0)138 0013 8000",
    "＋８６１３８００１３８０００",
    "١٣٨٠٠١٣٨٠٠٠",
    "+008613800138000",
    "+013800138000",
    "1795113800138000",
    "sip:+8613800138000@10.0.0.1:5060;user=phone",
    '"Zhang Wei" <sip:013800138000@carrier.example>',
    "tel:+86-138-0013-8000",
    "tel:13800138000;phone-context=+86",
    "13800138000;cpc=ordinary",
    "sip:%2B8613800138000@host",
    "  13800138000\t",
)


@pytest.mark.parametrize("spelling", MOBILE)
def test_a_mobile_number_in_every_spelling_is_one_number(spelling: str) -> None:
    assert normal(spelling, ANYWHERE) == "+8613800138000"


@pytest.mark.parametrize(
    "spelling",
    ["62345678", "6234-5678", "01062345678", "(010) 6234 5678", "+86 10 62345678", "861062345678"],
)
def test_a_number_in_town_is_the_same_with_and_without_its_area_code(spelling: str) -> None:
    assert normal(spelling, BEIJING) == "+861062345678"


def test_the_area_code_is_that_of_the_place() -> None:
    assert normal("26123456", SHENZHEN) == normal("0755-26123456", BEIJING) == "+8675526123456"


def test_a_local_number_stays_as_it_is_where_no_area_code_is_known() -> None:
    assert normal("62345678", ANYWHERE) == "62345678"


@pytest.mark.parametrize(
    ("spellings", "form"),
    [
        (("95588", "+8695588", "008695588", "01095588"), "95588"),
        (("10086", "+8610086", "010086"), "10086"),
        (("12345", "01012345", "+861012345"), "12345"),
        (("110", "010110", "+8610110"), "110"),
        (("400-800-1234", "+86 400 800 1234", "04008001234", "864008001234"), "4008001234"),
        (("8008001234", "+868008001234"), "8008001234"),
        (("1010 1234", "+8610101234"), "10101234"),
        (("116114",), "116114"),
        (("96123",), "96123"),
    ],
)
def test_service_numbers_keep_their_own_form(spellings: tuple[str, ...], form: str) -> None:
    assert {normal(spelling, BEIJING) for spelling in spellings} == {form}


def test_the_hotline_of_another_town_is_not_ours() -> None:
    assert normal("02112345", BEIJING) == normal("+86 21 12345", BEIJING) == "+862112345"


@pytest.mark.parametrize("extension", ["10", "4001", "8001", "80012"])
@pytest.mark.parametrize("plan", PLANS)
def test_extensions_are_themselves(extension: str, plan: NumberingPlan) -> None:
    assert normal(extension, plan) == extension


@pytest.mark.parametrize("code", ["*11", "*31*8001", "##", "alice", "Alice.B_1", "客服一"])
def test_codes_and_users_are_themselves(code: str) -> None:
    assert normal(code, BEIJING) == code


def test_an_address_is_its_user() -> None:
    assert normal("sip:alice@example.com;transport=tcp", BEIJING) == "alice"


@pytest.mark.parametrize(
    "spelling",
    [
        *("", " ", "-", "anonymous", "Anonymous", "ANONYMOUS", "restricted", "unavailable", "Unknown"),
        *("Private", '"Private"', "Private Number", "withheld", "0", "000000", "0000000000000", "+", "+0"),
        *("sip:anonymous@anonymous.invalid", "sip:13800138000@anonymous.invalid", "未知", "隐藏号码", "匿名"),
        *("<sip:Anonymous@10.0.0.1>", "sip:restricted@carrier;cpc=unknown", "\x00"),
    ],
)
@pytest.mark.parametrize("plan", [BEIJING, NEW_YORK])
def test_who_does_not_tell_his_number_is_withheld(spelling: str, plan: NumberingPlan) -> None:
    assert normal(spelling, plan) == ""


@pytest.mark.parametrize(
    ("spelling", "form"),
    [
        ("+852 2345 6789", "+85223456789"),
        ("0085223456789", "+85223456789"),
        ("85223456789", "+85223456789"),
        ("+49 (0)30 12345678", "+493012345678"),
        ("00493012345678", "+493012345678"),
        ("12125551234", "+12125551234"),
        ("+33110", "+33110"),
    ],
)
def test_numbers_of_other_countries_say_so(spelling: str, form: str) -> None:
    assert normal(spelling, BEIJING) == form


@pytest.mark.parametrize(
    ("plan", "spelling", "form"),
    [
        (BERLIN, "12345678", "+493012345678"),
        (BERLIN, "030 12345678", "+493012345678"),
        (BERLIN, "+49 (0)30 12345678", "+493012345678"),
        (BERLIN, "015112345678", "+4915112345678"),
        (BERLIN, "15112345678", "+4915112345678"),
        (BERLIN, "+49110", "110"),
        (BERLIN, "116123", "116123"),
        (NEW_YORK, "5551234", "+12125551234"),
        (NEW_YORK, "(212) 555-1234", "+12125551234"),
        (NEW_YORK, "1-212-555-1234", "+12125551234"),
        (NEW_YORK, "0118613800138000", "+8613800138000"),
        (NEW_YORK, "008613800138000", "+8613800138000"),
        (NEW_YORK, "911", "911"),
        (HONG_KONG, "2345 6789", "+85223456789"),
        (HONG_KONG, "85223456789", "+85223456789"),
        (HONG_KONG, "0018613800138000", "+8613800138000"),
        (HONG_KONG, "999", "999"),
    ],
)
def test_other_countries_have_their_own_rules(plan: NumberingPlan, spelling: str, form: str) -> None:
    assert normal(spelling, plan) == form


def test_a_mobile_number_that_nobody_has_yet_is_still_one_of_ours() -> None:
    assert normal("16012345678", BEIJING) == normal("+8616012345678", BEIJING)


@pytest.mark.parametrize(
    ("plan", "number", "written"),
    [
        (BEIJING, "+8613800138000", "13800138000"),
        (BEIJING, "+8675526123456", "075526123456"),
        (BEIJING, "+861062345678", "01062345678"),
        (BEIJING, "+85223456789", "+85223456789"),
        (HONG_KONG, "+85223456789", "23456789"),
        (BERLIN, "+493012345678", "03012345678"),
        (NEW_YORK, "+12125551234", "2125551234"),
        (BEIJING, "95588", "95588"),
        (BEIJING, "8001", "8001"),
        (BEIJING, "alice", "alice"),
        (BEIJING, "", ""),
    ],
)
def test_people_of_the_country_read_its_numbers_as_they_write_them(
    plan: NumberingPlan, number: str, written: str
) -> None:
    assert national(number, plan) == written


def test_a_number_that_people_would_not_reach_as_it_is_written_is_shown_with_its_country() -> None:
    assert national(normal("041512345678", BEIJING), BEIJING) == "+8641512345678"


@pytest.mark.parametrize("extension", ["600123", "888888"])
def test_six_digits_are_more_often_an_extension(extension: str) -> None:
    assert normal(extension, BEIJING) == extension


@pytest.mark.parametrize("number", ["+8613800138000", "+861062345678", "95588", "4008001234", "8001"])
def test_a_whole_number_can_call(number: str) -> None:
    assert can_call(number)


@pytest.mark.parametrize(
    "number", ["+861380013800", "+86138001380001", "+1", "7", "13800138000", "alice", ""]
)
def test_a_number_with_a_digit_too_few_or_too_many_and_what_is_none_cannot_call(number: str) -> None:
    assert not can_call(number)


def test_countries_are_those_of_the_world() -> None:
    assert [is_country(code) for code in ("CN", "HK", "DE", "US", "XX", "cn", "")] == [True] * 4 + [False] * 3


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
AREA_CODES = ("10", "21", "755", "571", "28")
LANDLINES = st.builds(
    str.__add__, st.sampled_from(AREA_CODES), st.from_regex(r"[2-8][0-9]{7}", fullmatch=True)
)
SEPARATORS = st.lists(st.sampled_from(["", "", " ", "-", ".", " - "]), min_size=20, max_size=20)
ANY = st.text(max_size=100) | st.text('0123456789+*#-() .;:@<>%"sipte l8６a=', max_size=40)


def _spaced(number: str, between: list[str]) -> str:
    head = "+" if number.startswith("+") else ""
    digits = number.removeprefix("+")
    return head + digits[0] + "".join(map(str.__add__, between, digits[1:]))


@given(MOBILES, st.sampled_from(["", "0", "86", "+86", "0086", "+86(0)", "0086 (0)"]), SEPARATORS)
def test_all_spellings_of_a_mobile_number_agree(number: str, prefix: str, between: list[str]) -> None:
    spelling = prefix + number if "(" in prefix else _spaced(prefix + number, between)
    assert normal(spelling, BEIJING) == f"+86{number}"


@given(LANDLINES, st.sampled_from(["0", "86", "+86", "0086", "+86(0)", "0086 (0)"]), SEPARATORS)
def test_all_spellings_of_a_landline_agree(number: str, prefix: str, between: list[str]) -> None:
    spelling = prefix + number if "(" in prefix else _spaced(prefix + number, between)
    assert normal(spelling, ANYWHERE) == f"+86{number}"


@given(st.from_regex(r"[2-8][0-9]{7}", fullmatch=True))
def test_all_spellings_of_a_number_in_town_agree(number: str) -> None:
    assert {normal(f"{prefix}{number}", BEIJING) for prefix in ("", "010", "+8610", "008610")} == {
        f"+8610{number}"
    }


@given(ANY, st.sampled_from(PLANS))
@example("sip:sip:%2525%40x", BEIJING)
@example("1795117951013800138000", BEIJING)
@example("<\u0338>", BEIJING)
@example("010", BEIJING)
def test_what_was_answered_once_stays_as_it_is(raw: str, plan: NumberingPlan) -> None:
    once = normal(raw, plan)
    assert normal(once, plan) == once
    assert len(once) <= LONGEST
    assert once.isprintable()


@given(ANY | MOBILES | LANDLINES, st.sampled_from(PLANS))
def test_what_people_read_leads_back_to_the_number(raw: str, plan: NumberingPlan) -> None:
    number = normal(raw, plan)
    assert normal(national(number, plan), plan) == number


@given(st.from_regex(r"\+?\d{1,18}", fullmatch=True), st.sampled_from(PLANS))
def test_digits_become_digits(raw: str, plan: NumberingPlan) -> None:
    form = normal(raw, plan)
    assert form == "" or form.removeprefix("+").isdecimal()


def test_the_longest_text_is_read_and_bounded() -> None:
    assert len(normal("x" * 1_000_000, BEIJING)) == len(normal("9" * 1_000_000, BEIJING)) == LONGEST
