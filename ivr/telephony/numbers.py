"""Telephone numbers: every spelling of a number becomes one form, and withheld ones become nobody's.

The one form is E.164 (``+8613800138000``), except for numbers that nobody can dial from abroad or that
are no telephone's at all: service numbers (``95588``, ``110``, ``4008001234``), extensions and other
short numbers, codes with ``*`` or ``#``, and SIP users stay as they are.  The rules of each country are
those of libphonenumber.
"""

import re
import unicodedata
from urllib.parse import unquote

import msgspec
import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult, shortnumberinfo

WITHHELD = ""
"""The one form of a number that was not told.  It is nobody's: two of them are not the same caller."""

LONGEST = 64
"""No form is longer than this many characters."""

_LONGEST_READ = 256
_SHORTEST_LOCAL, _LONGEST_LOCAL = 6, 8
"""Fewer digits are an extension or a service; a local number (no area code, no prefix) has no more."""

_SHORTEST, _LONGEST_SERVICE = 2, 10
"""So many digits an extension or a service has (``4008001234``)."""

_LONGEST_SHORT = 6
"""More digits are no short number of libphonenumber's."""

_WITHHELD_WORDS = frozenset(
    re.findall(
        r"\w+",
        "anonymous restricted unavailable unknown private withheld blocked hidden none null nobody "
        "privatenumber privatecaller withheldnumber unknowncaller unknownnumber noid nonumber notavailable "
        "idunavailable calleridblocked calleridunavailable outofarea "
        "匿名 匿名来电 未知 未知号码 隐藏 隐藏号码 号码隐藏 无号码 保密 保密号码 私人号码",
    )
)
_WITHHELD_HOST = "anonymous.invalid"
_SCHEME = re.compile(r"(sips?|tel|callto):", re.IGNORECASE)
_NO_USER = re.compile(r"[<>@;:%\"]")
_TRUNK_PREFIX_IN_BRACKETS = re.compile(r"(?<=\d)[\s./-]*\(0\)")

_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)

# Numbers of China that exist inside the country alone, and that libphonenumber lacks or takes for others:
# emergency and enquiries, operators and governments (10086, 12345), directories (116114), banks and
# insurers (95588), provinces (96123), and those whom the called pays for (400, 800, 1010).
_CHINESE_SERVICE = re.compile(
    r"1[12]\d|1[0-2]\d{3}|12\d{4}|11[68]\d{3}|9[56]\d{3,6}|1010\d{4}|[48]00\d{7}", re.ASCII
)


class NumberingPlan(msgspec.Struct, frozen=True):
    """Where a number is read.

    ``country`` is an ISO 3166 code (``CN``); ``area_code`` that of local numbers, with or without the
    prefix for calls out of town (``010``, ``10``), empty where there is none.
    """

    country: str = "CN"
    area_code: str = ""

    def trunk_prefix(self) -> str:
        """What is dialled before an area code within the country (``0``); empty where nothing is."""
        return phonenumbers.ndd_prefix_for_region(self.country, strip_non_digits=True) or ""

    def area(self) -> str:
        """The area code without the prefix."""
        return self.area_code.removeprefix(self.trunk_prefix())


def is_country(code: str) -> bool:
    """Whether numbers of this country (ISO 3166, two capital letters) can be read."""
    return code in phonenumbers.SUPPORTED_REGIONS


def normal(raw: str, plan: NumberingPlan) -> str:
    """The one form of a number in whatever spelling; ``WITHHELD`` for one that was not told.

    ``raw`` may be a national, local or international number with any separators, a SIP or tel address,
    or the user of one.  What is no number is left as it is.  Answers for everything, at most ``LONGEST``
    characters, and leaves what it has answered once as it is.
    """
    text = _user(raw[:_LONGEST_READ])
    if "".join(sign for sign in text.lower() if sign.isalnum()) in _WITHHELD_WORDS:
        return WITHHELD
    if any(sign.isalpha() for sign in text):
        return text
    dialled = _dialled(text)
    if not dialled.strip("+0"):
        return WITHHELD
    return _number(dialled, plan) if dialled.removeprefix("+").isdecimal() else dialled


def can_call(number: str) -> bool:
    """Whether a number in its one form is whole: one in use somewhere, a service or an extension.

    A digit too few or too many makes most numbers none.
    """
    if number.startswith("+"):
        parsed = _parsed(number)
        return parsed is not None and phonenumbers.is_valid_number(parsed)
    return number.isascii() and number.isdecimal() and _SHORTEST <= len(number) <= _LONGEST_SERVICE


def national(number: str, plan: NumberingPlan) -> str:
    """A number in its one form as people in the country write it: digits, without spaces.

    ``+8675512345678`` becomes ``075512345678``; a number of another country and what is no number stay
    as they are.
    """
    parsed = _parsed(number) if number.startswith("+") else None
    if parsed is None or parsed.country_code != _country_code(plan):
        return number
    written = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    digits = phonenumbers.normalize_digits_only(written)
    return digits if normal(digits, plan) == number else number


def _user(raw: str) -> str:
    """The user of an address, or the text itself, without what cannot be seen and what marks an address."""
    text = unicodedata.normalize("NFKC", raw)
    _, opened, inside = text.rpartition("<")
    text = (inside.partition(">")[0] if opened else text).strip()
    scheme = _SCHEME.match(text)
    text = unquote(text[scheme.end() :]) if scheme else text
    user, _, host = text.partition("@")
    if host.lower().startswith(_WITHHELD_HOST):
        return WITHHELD
    user, *parameters = user.split(";")
    context = next((one.partition("=")[2] for one in parameters if one.startswith("phone-context=+")), "")
    plain = _NO_USER.sub("", user if user.strip().startswith("+") else context + user)
    seen = "".join(sign for sign in plain if sign.isprintable())
    return unicodedata.normalize("NFKC", seen).strip()[:LONGEST].strip()


def _dialled(text: str) -> str:
    """What of a text can be dialled: digits, ``*`` and ``#``, after a ``+`` if it began with one."""
    without = _TRUNK_PREFIX_IN_BRACKETS.sub("", text)
    dialled = "".join(sign if sign in "*#" else _digit(sign) for sign in without)
    # No country's code begins with 0: what follows such a "+" is a number as it is dialled here.
    return f"+{dialled}" if text.startswith("+") and not dialled.startswith("0") else dialled


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return "" if value is None else str(value)


def _number(dialled: str, plan: NumberingPlan) -> str:
    """The one form of digits; the digits themselves, where they are no telephone's number."""
    if dialled.startswith(f"00{_country_code(plan)}"):
        dialled = f"+{dialled[2:]}"
    prefix = plan.trunk_prefix()
    for service in (dialled, dialled.removeprefix(prefix + plan.area()), dialled.removeprefix(prefix)):
        if _is_service(service, plan):
            return service
    parsed = _read(dialled, plan)
    return dialled if parsed is None else _form(parsed, plan) or dialled


def _form(parsed: PhoneNumber, plan: NumberingPlan) -> str | None:
    if parsed.country_code == _country_code(plan):
        digits = phonenumbers.national_significant_number(parsed)
        for service in (digits.removeprefix(plan.area()), digits):
            if _is_service(service, plan):
                return service
    written = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    again = _parsed(written)
    return written if again == parsed and _is_possible(parsed) else None


def _read(dialled: str, plan: NumberingPlan) -> PhoneNumber | None:
    """The number that these digits mean, dialled in this place."""
    if dialled.startswith("+"):
        return _parsed(dialled)
    prefix = plan.trunk_prefix()
    if not dialled.startswith(("0", prefix or "0")) and (prefix or len(dialled) < _SHORTEST_LOCAL):
        if len(dialled) <= _LONGEST_LOCAL:
            return _local(dialled, plan)
        return _without_prefix(dialled, plan)
    return _best(_parsed(dialled, plan), _parsed("+" + dialled[2:]) if dialled.startswith("00") else None)


def _local(dialled: str, plan: NumberingPlan) -> PhoneNumber | None:
    if len(dialled) < _SHORTEST_LOCAL or not plan.area():
        return None
    in_town = _parsed(plan.trunk_prefix() + plan.area() + dialled, plan)
    if in_town is None or not _is_possible(in_town):
        return None
    # So few digits are more often an extension.
    sure = len(dialled) > _SHORTEST_LOCAL or phonenumbers.is_valid_number(in_town)
    return in_town if sure else None


def _without_prefix(dialled: str, plan: NumberingPlan) -> PhoneNumber | None:
    """A whole number, of this country or of another, before which nothing says which of them."""
    ours = _parsed(dialled, plan)
    if plan.country == "CN" and _CHINESE_MOBILE.fullmatch(dialled):
        return ours
    return _best(ours, _parsed("+" + dialled))


def _best(*readings: PhoneNumber | None) -> PhoneNumber | None:
    """The first that is in use; else the first that might be."""
    whole = [one for one in readings if one is not None and _is_possible(one)]
    return next(filter(phonenumbers.is_valid_number, whole), whole[0] if whole else None)


def _parsed(text: str, plan: NumberingPlan | None = None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, plan.country if plan else None)
    except phonenumbers.NumberParseException:
        return None


def _is_possible(number: PhoneNumber) -> bool:
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def _is_service(digits: str, plan: NumberingPlan) -> bool:
    if plan.country == "CN" and _CHINESE_SERVICE.fullmatch(digits):
        return True
    if not 0 < len(digits) <= _LONGEST_SHORT or digits.startswith(("0", "+")):
        return False
    short = PhoneNumber(country_code=_country_code(plan), national_number=int(digits))
    return shortnumberinfo.is_valid_short_number_for_region(short, plan.country)


def _country_code(plan: NumberingPlan) -> int:
    return phonenumbers.country_code_for_region(plan.country)
