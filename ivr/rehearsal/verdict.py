"""Verdicts: what became of one simulated caller, and whether that is as it should be."""

import msgspec

from ivr.dialplan.callers.steps import Step
from ivr.dialplan.messages import Message
from ivr.rehearsal.moments import Ended, Moment


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a caller.  ``seconds`` is how long his call lasted; no ``faults``: all went well.

    ``written`` says that a dialplan has him; else he was made up.
    """

    name: Message
    dialplan: str
    written: bool
    dials: str
    caller: str
    at: float
    steps: tuple[Step, ...]
    moments: tuple[Moment, ...]
    faults: tuple[Message, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all went as it should."""
        return not self.faults

    @property
    def outcome(self) -> str:
        """How his contact ended; empty if it did not."""
        last = self.moments[-1] if self.moments else None
        return last.outcome if isinstance(last, Ended) else ""
