"""Who can be reached is told once, as it changes, and is put right after every log-in."""

import pytest
from structlog.testing import capture_logs

from ivr.asterisk.ami import PhoneChanged, PhonesWatch
from ivr.asterisk.ami.phones import phone_in


def states(house, **devices: str) -> None:
    items = [
        {"Event": "DeviceStateChange", "Device": f"PJSIP/{device.removeprefix('a')}", "State": state}
        for device, state in devices.items()
    ]
    items.append({"Event": "DeviceStateChange", "Device": "Queue:fallback_avail", "State": "INUSE"})
    house.asterisk.answers["DeviceStateList"] = lambda action: house.asterisk.listing(action, *items)


def watch(house) -> tuple[PhonesWatch, list[PhoneChanged]]:
    told: list[PhoneChanged] = []
    link = house.link()
    phones = PhonesWatch(link, told.append)
    house.start(link, phones)
    return phones, told


@pytest.mark.parametrize(
    ("state", "reachable", "in_use"),
    [
        ("NOT_INUSE", True, False),
        ("INUSE", True, True),
        ("RINGING", True, True),
        ("RINGINUSE", True, True),
        ("ONHOLD", True, True),
        ("BUSY", True, True),
        ("UNAVAILABLE", False, False),
        ("INVALID", False, False),
        ("UNKNOWN", False, False),
    ],
)
def test_a_telephone_is_reached_unless_its_device_is_away_and_in_use_when_it_says_so(
    state: str, reachable: bool, in_use: bool
) -> None:
    assert phone_in({"Device": "PJSIP/8001", "State": state}) == PhoneChanged("8001", reachable, in_use)


def test_a_device_that_is_no_telephone_says_nothing() -> None:
    assert phone_in({"Device": "Queue:fallback_avail", "State": "INUSE"}) is None


async def test_at_the_first_login_every_telephone_is_told(house) -> None:
    states(house, a8001="UNAVAILABLE", a8002="NOT_INUSE")
    phones, told = watch(house)
    await house.until(lambda: len(told) == 2)
    assert told == [PhoneChanged("8001", False), PhoneChanged("8002", True)]
    assert phones.reachable == {"8002"}


async def test_only_changes_are_told(house) -> None:
    states(house, a8001="NOT_INUSE")
    _, told = watch(house)
    await house.until(lambda: told)
    for state in ("RINGING", "INUSE", "NOT_INUSE", "UNAVAILABLE", "UNAVAILABLE", "NOT_INUSE"):
        house.asterisk.tell(Event="DeviceStateChange", Device="PJSIP/8001", State=state)
    house.asterisk.tell(Event="DeviceStateChange", Device="PJSIP/8009", State="NOT_INUSE")
    await house.until(lambda: told[-1].agent == "8009")
    assert told == [
        PhoneChanged("8001", True),
        PhoneChanged("8001", True, in_use=True),
        PhoneChanged("8001", True),
        PhoneChanged("8001", False),
        PhoneChanged("8001", True),
        PhoneChanged("8009", True),
    ]


async def test_what_changed_while_the_link_was_down_is_told_after_the_login(house) -> None:
    states(house, a8001="NOT_INUSE", a8002="NOT_INUSE", a8003="NOT_INUSE")
    phones, told = watch(house)
    await house.until(lambda: len(told) == 3)
    told.clear()
    states(house, a8001="NOT_INUSE", a8002="UNAVAILABLE")
    house.asterisk.drop()
    await house.until(lambda: len(told) == 2)
    assert told == [PhoneChanged("8002", False), PhoneChanged("8003", False)]
    assert phones.reachable == {"8001"}


async def test_a_user_that_may_not_read_devices_is_told_the_remedy(house) -> None:
    house.asterisk.answers["DeviceStateList"] = lambda action: house.asterisk.refusal(
        action, "Permission denied"
    )
    with capture_logs() as logs:
        watch(house)
        await house.until(lambda: any(entry["event"] == "ami.phones_unknown" for entry in logs))
    assert "reporting" in next(entry["remedy"] for entry in logs if entry["event"] == "ami.phones_unknown")


async def test_a_link_lost_while_reading_is_made_good_by_the_next_login(house) -> None:
    def drop(action: dict[str, str]) -> None:
        states(house, a8001="NOT_INUSE")
        house.asterisk.drop()

    house.asterisk.answers["DeviceStateList"] = drop
    _, told = watch(house)
    await house.until(lambda: told)
    assert told == [PhoneChanged("8001", True)]


async def test_a_telephone_that_could_not_be_called_without_a_link_is_away_until_the_next_login(
    house,
) -> None:
    states(house, a8001="NOT_INUSE")
    phones, told = watch(house)
    await house.until(lambda: len(told) == 1)
    phones.unreachable("8001")  # with a link its device tells better
    assert phones.reachable == {"8001"}
    house.asterisk.answers["Login"] = lambda action: None
    house.asterisk.drop()
    await house.until(lambda: not phones._link.up)
    phones.unreachable("8001")
    assert told[-1] == PhoneChanged("8001", False)
    del house.asterisk.answers["Login"]
    house.asterisk.drop()
    await house.until(lambda: len(told) == 3)
    assert told[-1] == PhoneChanged("8001", True)


async def test_a_change_whose_word_was_lost_is_told_after_two_looks(house) -> None:
    states(house, a8001="NOT_INUSE", a8002="NOT_INUSE")
    phones, told = watch(house)
    healed: list[str] = []
    phones.on_healed = healed.append
    await house.until(lambda: len(told) == 2)
    states(house, a8001="INUSE", a8002="NOT_INUSE")
    phones.look_again()
    await house.until(lambda: phones._differed)
    assert (len(told), healed) == (2, [])
    phones.look_again()
    await house.until(lambda: len(told) == 3)
    assert told[2] == PhoneChanged("8001", True, in_use=True)
    assert healed == ["phone_untold"]


async def test_a_change_whose_word_is_only_late_is_not_told_twice(house) -> None:
    states(house, a8001="NOT_INUSE")
    phones, told = watch(house)
    healed: list[str] = []
    phones.on_healed = healed.append
    await house.until(lambda: told)
    states(house, a8001="INUSE")
    phones.look_again()
    await house.until(lambda: phones._differed)
    house.asterisk.tell(Event="DeviceStateChange", Device="PJSIP/8001", State="INUSE")
    await house.until(lambda: len(told) == 2)
    phones.look_again()
    await house.until(lambda: not phones._differed)
    assert (len(told), healed) == (2, [])
