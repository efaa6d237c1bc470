"""Erlang's formulas, held to published tables and to the balance of a queue's states."""

import pytest

from routing.erlang import Team, agents_needed, erlang_a, erlang_b, erlang_c

TEAM = Team(agents=50, rate=48 / 60, handle_seconds=60)


def balance(team: Team, patience_seconds: float) -> tuple[float, float, float]:
    """Share who wait, mean wait and share who give up, from the queue's states one by one."""
    states = [1.0]
    for present in range(1, 5000):
        served = min(present, team.agents) / team.handle_seconds
        leaving = max(0, present - team.agents) / patience_seconds
        states.append(states[-1] * team.rate / (served + leaving))
    waiting = sum(max(0, present - team.agents) * state for present, state in enumerate(states)) / sum(states)
    mean_wait = waiting / team.rate
    return sum(states[team.agents :]) / sum(states), mean_wait, mean_wait / patience_seconds


@pytest.mark.parametrize(
    ("agents", "load", "blocked"),
    [(1, 1.0, 0.5), (10, 5.0, 0.018385), (30, 20.337, 0.01), (100, 84.064, 0.01)],
)
def test_who_finds_all_lines_taken_is_as_erlangs_table_of_losses_has_it(
    agents: int, load: float, blocked: float
) -> None:
    assert erlang_b(agents, load) == pytest.approx(blocked, rel=0.01)


def test_forty_eight_calls_a_minute_wait_20_8_seconds_for_fifty_agents() -> None:
    service = erlang_c(TEAM, within=20)

    assert service is not None
    assert service.mean_wait_seconds == pytest.approx(20.83, abs=0.01)
    assert service.p_wait == pytest.approx(0.694, abs=0.001)
    assert service.service_level == pytest.approx(0.643, abs=0.001)


def test_with_a_patience_of_two_minutes_they_wait_3_7_seconds_and_3_percent_give_up() -> None:
    service = erlang_a(TEAM, within=20, patience_seconds=120)

    assert service.mean_wait_seconds == pytest.approx(3.71, abs=0.005)
    assert service.abandonment == pytest.approx(0.0309, abs=0.00005)


@pytest.mark.parametrize(
    ("team", "patience_seconds"),
    [(TEAM, 120.0), (Team(3, 0.1, 60), 30.0), (Team(1, 1.0, 10), 1000.0), (Team(20, 0.5, 60), 5.0)],
)
def test_erlang_a_is_what_the_balance_of_the_states_gives(team: Team, patience_seconds: float) -> None:
    service = erlang_a(team, 20, patience_seconds)

    found = service.p_wait, service.mean_wait_seconds, service.abandonment
    assert found == pytest.approx(balance(team, patience_seconds), rel=1e-6)


def test_a_line_that_only_grows_has_no_answer_without_patience() -> None:
    assert erlang_c(Team(48, 48 / 60, 60), within=20) is None
    assert erlang_a(Team(48, 48 / 60, 60), within=20, patience_seconds=120).service_level < 0.9


def test_who_never_tires_waits_as_erlang_c_has_it() -> None:
    patient, endless = erlang_a(TEAM, 20, 1e7), erlang_c(TEAM, 20)

    assert endless is not None
    assert patient.service_level == pytest.approx(endless.service_level, abs=1e-4)


def test_the_fewest_agents_are_those_who_just_reach_the_share() -> None:
    assert agents_needed(0.8, lambda agents: agents / 10) == 8
