"""Counting: the waits, talks and contacts that Prometheus reads."""

from ivr.server.counting import count
from ivr.web.figures import Figures
from tests.server.examples import TO_TALKING, steps


def counted(*lines: str) -> dict[str, float]:
    """What these steps counted, without buckets and times of making."""
    figures = Figures()
    for before, event, transition in steps(*lines):
        count(figures, before, event, transition.phase)
    samples = [sample for metric in figures.registry.collect() for sample in metric.samples]
    return {
        f"{sample.name} {' '.join(sample.labels.values())}".rstrip(): sample.value
        for sample in samples
        if sample.name.endswith(("_total", "_count")) and sample.labels.get("result") is None
    }


TALKED = {
    "switchroom_queue_wait_seconds_count repair answered": 1.0,
    "switchroom_agent_talk_seconds_count repair": 1.0,
    "switchroom_calls_total answered": 1.0,
    "switchroom_feature_codes_total": 0.0,
}


def test_a_talk_is_counted_with_the_wait_before_it() -> None:
    assert counted(*TO_TALKING, "9.0 caller leaves") == TALKED


def test_a_waiting_caller_whom_an_agent_picks_up_was_answered() -> None:
    picked_up = "5.0 agent 8001 comes on sw-200.1 to pick_up"
    waiting = ("0.0 arrives 4001 from 13800138000", "1.0 key 1")
    assert counted(*waiting, picked_up, "9.0 caller leaves") == TALKED


def test_an_agent_who_calls_a_colleague_waits_in_no_queue() -> None:
    assert counted(
        "0.0 arrives 8002 from 8001 of agent 8001",
        "0.1 turned away",
        "1.0 place 1 offered to 8002",
        "3.0 agent 1 answers",
        "9.0 caller leaves",
    ) == {"switchroom_calls_total internal": 1.0, "switchroom_feature_codes_total": 0.0}
