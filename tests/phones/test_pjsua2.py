"""What telephones on pjsua2 do beyond those on baresip."""

import pytest

from ivr.phones import happenings as h
from ivr.phones.orders import PhoneSpec
from ivr.phones.phone import Phone
from tests.phones.telephones import SOON, connect, two_telephones


@pytest.fixture(autouse=True)
def pjsua2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHROOM_PHONES", "pjsua2")


@pytest.mark.parametrize("code", [603, 480])
async def test_a_refusal_reaches_the_caller_with_its_code(code: int) -> None:
    async with two_telephones() as (anna, bert):
        await anna.call(bert.uri)
        await bert.wait_for(h.Incoming, within=SOON)
        await bert.refuse(code)
        assert (await anna.wait_for(h.Ended, within=SOON)).code == code


async def test_digits_arrive_as_info_too() -> None:
    async with two_telephones() as (anna, bert):
        await connect(anna, bert)
        await anna.press("7", by_info=True)
        heard = await bert.wait_for(h.DigitHeard, within=SOON)
        assert (heard.digit, heard.by_info) == ("7", True)


async def test_a_telephone_may_offer_gsm() -> None:
    async with (
        Phone(PhoneSpec(user="carl", codecs=("gsm",))) as carl,
        Phone(PhoneSpec(user="anna", codecs=("pcma", "gsm"))) as anna,
    ):
        await connect(carl, anna)
        assert (await anna.wait_for(h.MediaActive, within=SOON)).codec == "gsm"
