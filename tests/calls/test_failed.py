"""A dialplan that cannot go on is no reason to hang up: somebody serves the caller."""

from msgspec.structs import replace

from ivr.calls.advance import advance, begin
from ivr.calls.phases import Ended, InDialplan
from ivr.telephony.commands import GoToFallback, HangUp
from tests.calls.transcript import CALLER, edition, event_in


def test_a_caller_whose_dialplan_cannot_go_on_gets_the_fallback():
    plan = edition()
    phase = begin(event_in("> 0.0 arrives 4001 from 13800138000", None), plan).phase
    assert isinstance(phase, InDialplan)
    # As an edition that was lost over a restart leaves it.
    lost = replace(phase, position=replace(phase.position, node="nowhere"))
    transition = advance(lost, event_in("> 1.0 key 1", lost), plan)
    assert isinstance(transition.phase, Ended)
    assert transition.phase.outcome == "fallback"
    assert GoToFallback(CALLER) in transition.commands
    assert not any(isinstance(command, HangUp) for command in transition.commands)
