from ivr.web.attempts import MOST_A_MINUTE, FailedAttempts


def test_after_ten_failures_in_a_minute_an_address_waits_for_the_rest_of_it() -> None:
    attempts = FailedAttempts()
    waits = [attempts.failed("192.0.2.1", 100.0 + second) for second in range(MOST_A_MINUTE + 1)]
    assert waits == [None] * MOST_A_MINUTE + [50.0]


def test_a_minute_later_it_may_try_again() -> None:
    attempts = FailedAttempts()
    for _ in range(30):
        attempts.failed("192.0.2.1", 100.0)
    assert attempts.failed("192.0.2.1", 160.0) is None


def test_addresses_are_counted_apart_but_a_network_of_ipv6_as_one() -> None:
    attempts = FailedAttempts()
    for number in range(MOST_A_MINUTE):
        attempts.failed("192.0.2.1", 100.0)
        attempts.failed(f"2001:db8:1:2::{number:x}", 100.0)
    assert attempts.failed("192.0.2.2", 100.0) is None
    assert attempts.failed("2001:db8:1:3::1", 100.0) is None
    assert attempts.failed("2001:db8:1:2:ffff::1", 100.0) == 60.0


def test_a_flood_of_addresses_does_not_grow_the_count_without_bound() -> None:
    attempts = FailedAttempts()
    for number in range(12_000):
        attempts.failed(f"10.0.{number // 256}.{number % 256}", 100.0)
    assert len(attempts._counts) == 10_000
