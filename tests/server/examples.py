"""Steps of a call as the server's parts meet them, told as in a transcript."""

from ivr.calls.advance import advance, begin
from ivr.calls.phases import Phase
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition
from ivr.telephony import events as e
from tests.calls.transcript import CALLER, CONTACT, edition, event_in

__all__ = ["CALLER", "CONTACT", "EDITION", "TO_RINGING", "TO_TALKING", "phase_after", "steps"]

EDITION: Edition = edition()

TO_RINGING = ("0.0 arrives 4001 from 13800138000", "1.0 key 1", "2.0 place 1 offered to 8001")
TO_TALKING = (*TO_RINGING, "5.0 agent 1 answers")


def steps(*lines: str) -> list[tuple[Phase | None, e.Event, Transition]]:
    """The phase before, the event and the transition of each line."""
    phase: Phase | None = None
    done: list[tuple[Phase | None, e.Event, Transition]] = []
    for line in lines:
        event = event_in(f"> {line}", phase)
        if phase is None:
            assert isinstance(event, e.Arrived)
            transition = begin(event, EDITION)
        else:
            transition = advance(phase, event, EDITION)
        done.append((phase, event, transition))
        phase = transition.phase
    return done


def phase_after(*lines: str) -> Phase:
    """The phase to which these lines lead."""
    return steps(*lines)[-1][2].phase
