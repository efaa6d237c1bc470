"""Signs of life: what a guardian makes of them, and when it gives up a server or its callers."""

import math

from ivr.server.signs import ALIVE, SECONDS_OF_TRUST, SECONDS_TO_FREEZE, Pulse, driving

DRIVING = driving(0.0)


def test_a_sign_tells_in_tenths_of_a_second_when_asterisk_was_last_heard():
    assert [driving(silence) for silence in (0.0, 0.01, 0.5, 0.51, 0.9, 77.0, math.inf)] == [
        *(b"0", b"1", b"5", b"6", b"9", b"9", b"9")
    ]


def test_callers_are_lost_since_asterisk_was_last_heard_and_not_since_that_was_noticed():
    pulse = Pulse(100.0)
    pulse.heard(driving(0.0), 101.0)
    for tenth in range(15):
        assert not pulse.heard(driving(tenth / 10), 101.0 + tenth / 10) or tenth == 0
    assert pulse.driving
    pulse.heard(ALIVE, 102.5)
    assert not pulse.is_lost(101.0 + SECONDS_OF_TRUST)
    assert pulse.is_lost(101.01 + SECONDS_OF_TRUST)


def test_of_several_signs_at_once_that_counts_which_is_nearest_to_asterisk():
    pulse = Pulse(100.0)
    pulse.heard(b"a83", 110.0)
    assert not pulse.is_lost(109.7 + SECONDS_OF_TRUST)
    assert pulse.is_lost(109.71 + SECONDS_OF_TRUST)


def test_a_server_that_has_given_no_sign_yet_is_not_frozen():
    pulse = Pulse(100.0)
    pulse.born()
    assert not pulse.is_frozen(1000.0)


def test_a_server_whose_signs_stop_is_frozen_after_its_time_and_not_before():
    pulse = Pulse(100.0)
    pulse.heard(ALIVE, 101.0)
    assert not pulse.is_frozen(101.0 + SECONDS_TO_FREEZE)
    assert pulse.is_frozen(101.1 + SECONDS_TO_FREEZE)


def test_a_server_that_lives_but_does_not_drive_is_not_frozen_but_its_callers_are_lost():
    pulse = Pulse(100.0)
    pulse.heard(DRIVING, 100.0)
    for tenth in range(60):
        pulse.heard(ALIVE, 100.0 + tenth / 10)
    assert not pulse.is_frozen(106.0)
    assert pulse.is_lost(100.1 + SECONDS_OF_TRUST)


def test_the_callers_of_a_new_server_are_lost_since_the_last_one_drove():
    pulse = Pulse(100.0)
    pulse.heard(DRIVING, 101.0)
    pulse.born()
    assert not pulse.is_lost(101.0 + SECONDS_OF_TRUST)
    assert pulse.is_lost(101.1 + SECONDS_OF_TRUST)
    assert not pulse.is_frozen(101.1 + SECONDS_OF_TRUST)


def test_only_the_first_driving_sign_is_news():
    pulse = Pulse(100.0)
    assert not pulse.heard(ALIVE, 101.0)
    assert pulse.heard(ALIVE + DRIVING, 101.2)
    assert not pulse.heard(DRIVING, 101.4)
    assert not pulse.heard(DRIVING + ALIVE, 101.6)
    assert pulse.heard(DRIVING, 101.8)


def test_the_time_in_which_the_guardian_itself_was_held_up_does_not_count():
    pulse = Pulse(100.0)
    pulse.looked(100.1)
    pulse.heard(DRIVING, 100.2)
    pulse.looked(160.0)
    assert not pulse.is_frozen(160.0)
    assert not pulse.is_lost(160.0)
    for tenth in range(100):
        pulse.looked(160.0 + tenth / 10)
    assert pulse.is_frozen(170.0)
    assert pulse.is_lost(170.0)
