"""The actor: takes a caller's steps, each when its time has come."""

from collections.abc import Sequence

import msgspec

from ivr.dialplan.callers.steps import HangUp, Press, SayNothing, Step, UntilAt, Wait
from ivr.rehearsal.ear import Ear

SECONDS_OF_QUIET = 0.9
"""After so long without a sound a prompt is over; the pauses within one are shorter."""

SECONDS_BETWEEN_KEYS = 0.3


class PressNow(msgspec.Struct, frozen=True):
    """He presses this key now."""

    key: str


class HangUpNow(msgspec.Struct, frozen=True):
    """He hangs up now."""


class LookAgain(msgspec.Struct, frozen=True):
    """There is nothing to do before that time (epoch seconds), unless what he hears changes."""

    at: float


class Listen(msgspec.Struct, frozen=True):
    """There is nothing to do until what he hears changes."""


Act = PressNow | HangUpNow | LookAgain | Listen


class Actor:
    """One caller's steps: ``done`` of them are begun, and of the last so many keys are ``typed``."""

    def __init__(self, steps: Sequence[Step], now: float) -> None:
        self._steps = steps
        self._since = now
        self._sounds_before = 0
        self._unanswered: int | None = None
        self._keys = ""
        self._next_key = now
        self.done = 0
        self.typed = 0

    @property
    def through(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= len(self._steps) and not self._keys

    def act(self, ear: Ear, at_node: tuple[str, str] | None, now: float) -> Act:
        """What he does now."""
        if self._keys:
            return self._type(ear, now)
        while self.done < len(self._steps):
            step = self._steps[self.done]
            due = self._due(step, ear, at_node)
            if due is None:
                return Listen()
            if due > now:
                return LookAgain(due)
            self._finish(ear, now)
            if isinstance(step, HangUp):
                return HangUpNow()
            if isinstance(step, Press):
                self._keys, self._next_key = step.keys, now
                return self._type(ear, now)
        return Listen()

    def _finish(self, ear: Ear, now: float) -> None:
        self.done += 1
        self.typed = 0
        self._since, self._unanswered = now, None
        # A sound that goes on counts as one that begins: it is heard from here on.
        self._sounds_before = ear.sounds - (ear.quiet_since is None)

    def _type(self, ear: Ear, now: float) -> Act:
        if now < self._next_key:
            return LookAgain(self._next_key)
        key, self._keys = self._keys[0], self._keys[1:]
        self.typed += 1
        self._next_key = now + SECONDS_BETWEEN_KEYS
        self._since = now
        # What still sounds is stopped by a key: only what begins from here on is an answer to it.
        self._sounds_before = ear.sounds
        return PressNow(key)

    def _due(self, step: Step, ear: Ear, at_node: tuple[str, str] | None) -> float | None:
        """When the step is to be taken (epoch seconds); None: that is not known yet."""
        match step:
            case HangUp():
                return self._since
            case Wait(seconds):
                return self._since + seconds
            case UntilAt(dialplan, node):
                return self._since if at_node == (dialplan, node) else None
            case Press() if self._right_away():
                return self._since
            case Press():
                return self._when_over(ear)
            case SayNothing():
                return self._when_asked_again(ear)

    def _right_away(self) -> bool:
        return self.done > 0 and isinstance(self._steps[self.done - 1], Wait | UntilAt)

    def _when_over(self, ear: Ear) -> float | None:
        if ear.quiet_since is None or ear.sounds <= self._sounds_before:
            return None
        return max(self._since, ear.quiet_since) + SECONDS_OF_QUIET

    def _when_asked_again(self, ear: Ear) -> float | None:
        if self._unanswered is not None:
            return self._since if ear.sounds > self._unanswered else None
        if self._when_over(ear) is not None:
            self._unanswered = ear.sounds
        return None
