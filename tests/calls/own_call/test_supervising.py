"""Supervisors: who they are for an agent, and the sentences of every mode."""

import pytest

from ivr.calls.own_call.supervising import MODE_KEYS, WHISPERS, supervisors_of
from ivr.calls.spoken import sentence
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.feature_codes import SUPERVISES
from ivr.telephony.ids import AgentId
from tests.dialplan.centre.test_centre import HEAD, centre


@pytest.fixture(scope="module")
def staff() -> Centre:
    return centre(
        HEAD
        + """
skills: [repair]
agents:
  "8001": {name: One, skills: {repair: 5}}
  "8002": {name: Two, supervises: [other]}
  "8003": {name: Three, supervises: [repair, other]}
  "8004": {name: Four, skills: {repair: 5}, supervises: all}
queues:
  repair: {name: {zh: 修}, needs: {repair: 3}}
  other: {name: {zh: 它}, needs: {repair: 9}}
"""
    )


@pytest.mark.parametrize(
    ("agent", "supervisors"),
    [("8001", ("8003", "8004")), ("8004", ("8003",)), ("8002", ()), ("8099", ())],
)
def test_an_agents_supervisors_are_those_of_a_queue_whose_calls_he_can_take(
    staff: Centre, agent: str, supervisors: tuple[str, ...]
) -> None:
    assert supervisors_of(AgentId(agent), staff) == supervisors


def test_every_mode_has_a_code_a_key_and_a_sentence() -> None:
    assert set(WHISPERS) == set(MODE_KEYS.values()) == SUPERVISES - {"take_over"}
    for mode in WHISPERS:
        assert sentence(mode, "zh") != sentence("unknown_code", "zh")
