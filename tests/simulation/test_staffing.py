"""How many agents a service level needs: by formula, and as the simulation finds it."""

import random

import pytest

from ivr.simulation.staffing import Staffing, Workload, staffing


def needed(**fields: float) -> Staffing:
    done: list[int] = []
    answer = staffing(
        Workload(**{"calls_per_hour": 240.0, "handle_seconds": 300.0, "share": 0.8, "within": 20, **fields}),
        lambda: random.Random(1),
        done.append,
    )
    assert done == sorted(done)
    return answer


def test_240_calls_an_hour_of_five_minutes_need_25_agents_for_80_in_20() -> None:
    answer = needed()

    assert (answer.agents, answer.erlang_c.agents, answer.erlang_a) == (25, 25, None)
    assert answer.erlang_c.service_level >= 0.8
    assert [checked.agents for checked in answer.simulated] == [24, 25]
    assert answer.simulated[1].service_level == pytest.approx(answer.erlang_c.service_level, abs=0.05)


def test_where_callers_give_up_fewer_agents_do() -> None:
    answer = needed(patience_seconds=120)

    assert answer.erlang_a is not None
    assert answer.agents == answer.erlang_a.agents < answer.erlang_c.agents
    assert answer.simulated[1].service_level == pytest.approx(answer.erlang_a.service_level, abs=0.02)
    assert answer.simulated[1].abandonment == pytest.approx(answer.erlang_a.abandonment, abs=0.01)


def test_a_number_of_agents_for_whom_the_line_only_grows_is_not_simulated() -> None:
    answer = needed(calls_per_hour=12, share=0.01, within=3600)

    assert answer.agents == 2
    assert [checked.agents for checked in answer.simulated] == [2]
