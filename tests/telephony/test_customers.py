from ivr.telephony.customers import Customer, History

DAY = 86_400.0
NOW = 1_763_000_000.0


def test_contacts_are_counted_by_the_days_before_a_moment_and_the_edge_counts() -> None:
    history = History(arrivals=(NOW - 1.0, NOW - 7 * DAY, NOW - 7 * DAY - 1.0))
    assert (history.contacts(1, NOW), history.contacts(7, NOW), history.contacts(30, NOW)) == (1, 2, 3)


def test_nobody_known_has_nothing() -> None:
    assert Customer.unknown() == Customer()
    assert not Customer.unknown().known
    assert Customer(id="c1").known
    assert History().contacts(365, NOW) == 0
