"""Who knocks too often with the wrong key is shut out for longer and longer; whom we know is not."""

from ipaddress import ip_network

import pytest

from ivr.telephony.banning import (
    MOST_BANS,
    MOST_SOURCES,
    PROVED_SECONDS,
    REMEMBERED_SECONDS,
    Ban,
    Flood,
    Knocks,
    Rules,
    banned,
    in_force,
    lifted,
    ordered,
    source_of,
    spared,
)

RULES = Rules(failures=3, questions=5, window=60.0, first=600.0, longest=5000.0)
STRANGER = "192.0.2.7"


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("[2001:db8:1:2:3::4]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", None),
        ("0.0.0.0/0", None),
        ("carrier.example", None),
        ("192.0.2.7,0.0.0.0/0", None),
    ],
)
def test_a_source_is_an_address_or_a_customers_network(address: str, source: str | None) -> None:
    assert source_of(address) == source


def test_the_third_wrong_key_within_a_minute_is_one_too_many() -> None:
    knocks = Knocks(RULES)
    assert knocks.hear(STRANGER, "failed", 0.0) is None
    assert knocks.hear("192.0.2.8", "failed", 1.0) is None
    assert knocks.hear(STRANGER, "failed", 2.0) is None
    assert knocks.failures(STRANGER) == 2
    assert knocks.hear(STRANGER, "failed", 59.0) == Flood(STRANGER, "failures", False)
    assert knocks.hear(STRANGER, "failed", 59.5) is None
    assert knocks.failures("192.0.2.9") == 0


def test_three_wrong_keys_in_many_minutes_are_not() -> None:
    knocks = Knocks(RULES)
    assert [knocks.hear(STRANGER, "failed", 50.0 * step) for step in range(20)] == [None] * 20


def test_the_end_of_a_minute_is_no_way_around() -> None:
    knocks = Knocks(RULES)
    knocks.hear(STRANGER, "failed", 0.0)
    knocks.hear(STRANGER, "failed", 58.0)
    assert knocks.hear(STRANGER, "failed", 60.0) is not None


def test_who_lets_questions_stand_is_one_too_many_as_well() -> None:
    knocks = Knocks(RULES)
    floods = [knocks.hear(STRANGER, "asked", step / 10) for step in range(6)]
    assert floods == [None, None, None, None, Flood(STRANGER, "questions", False), None]


def test_an_address_where_somebody_proved_himself_is_known_for_a_while() -> None:
    knocks = Knocks(RULES)
    knocks.hear(STRANGER, "proved", 0.0)
    later = [knocks.hear(STRANGER, "failed", PROVED_SECONDS - 1) for _ in range(3)]
    assert later == [None, None, Flood(STRANGER, "failures", True)]
    after = [knocks.hear(STRANGER, "failed", PROVED_SECONDS + 200) for _ in range(3)]
    assert after == [None, None, Flood(STRANGER, "failures", False)]


def test_who_is_forgotten_begins_anew() -> None:
    knocks = Knocks(RULES)
    knocks.hear(STRANGER, "failed", 0.0)
    knocks.hear(STRANGER, "failed", 0.0)
    knocks.forget(STRANGER)
    assert knocks.hear(STRANGER, "failed", 0.0) is None


def test_counts_are_kept_of_so_many_addresses_and_no_more() -> None:
    knocks = Knocks(RULES)
    knocks.hear(STRANGER, "failed", 0.0)
    for number in range(MOST_SOURCES):
        knocks.hear(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", "failed", 1.0)
    assert knocks.failures(STRANGER) == 0
    assert knocks.failures("10.0.0.0") == 1


def test_each_further_ban_is_four_times_as_long_up_to_the_longest() -> None:
    bans: tuple[Ban, ...] = ()
    lengths, now = [], 0.0
    for _ in range(4):
        bans = banned(bans, Flood(STRANGER, "failures", False), RULES, now)
        (ban,) = bans
        lengths.append(ban.until - ban.since)
        now = ban.until + 1
    assert lengths == [600.0, 2400.0, 5000.0, 5000.0]
    bans = banned(bans, Flood(STRANGER, "failures", False), RULES, now + REMEMBERED_SECONDS)
    assert [(ban.times, ban.until - ban.since) for ban in bans] == [(1, 600.0)]


def test_a_ban_is_in_force_until_its_end_and_never_for_whom_we_spare() -> None:
    bans = (Ban(source=STRANGER, since=0.0, until=10.0), Ban(source="2001:db8::/64", since=0.0, until=20.0))
    assert [ban.source for ban in in_force(bans, 9.9)] == [STRANGER, "2001:db8::/64"]
    assert [ban.source for ban in in_force(bans, 10.0)] == ["2001:db8::/64"]
    assert in_force(bans, 9.9, [ip_network("192.0.2.0/24"), ip_network("2001:db8::5/128")]) == ()


def test_a_network_spares_its_own_alone() -> None:
    assert spared("127.0.0.2", [ip_network("::1/128"), ip_network("127.0.0.0/8")])
    assert not spared("127.0.0.2", [ip_network("127.0.0.1/32"), ip_network("::/0")])


def test_an_administrators_word_counts_both_ways() -> None:
    bans = ordered((), STRANGER, 100.0, 0.0)
    assert bans == (Ban(source=STRANGER, since=0.0, until=100.0),)
    assert ordered(bans, STRANGER, 200.0, 1.0) == (Ban(source=STRANGER, since=1.0, until=200.0),)
    assert lifted(bans, "192.0.2.8", 1.0) == bans
    assert lifted(bans, STRANGER, 1.0) == ()


def test_of_too_many_bans_those_that_end_first_give_way() -> None:
    bans: tuple[Ban, ...] = ()
    for number in range(MOST_BANS + 1):
        bans = ordered(bans, f"10.0.{number >> 8}.{number & 255}", 1000.0 + number, 0.0)
    assert len(bans) == MOST_BANS
    assert "10.0.0.0" not in {ban.source for ban in bans}
