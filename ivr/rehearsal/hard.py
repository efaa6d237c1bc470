"""Hard callers, made up: silent, wrong, impatient and gone, at every node that can be reached."""

import re
from collections import deque
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from ivr.dialplan.callers.steps import HangUp, Press, Step, UntilAt, Wait
from ivr.dialplan.edition import Edition
from ivr.dialplan.messages import NOTHING, Message
from ivr.rehearsal.circumstances import all_circumstances
from ivr.rehearsal.moments import Came, Ended
from ivr.rehearsal.part import Part, reachable
from ivr.rehearsal.rehearse import rehearse
from ivr.rehearsal.room import Room
from ivr.rehearsal.verdict import Verdict

KEYS = "0123456789*#"
TIMES_OVER = 8
"""How often somebody presses the same key again: more than any node lets him."""

NUMBERS = ("1#", "12345678901234567890#")
"""What is typed where digits may be asked for: too little, and too much."""

A_SECRET = "7391"
"""What is right where made-up callers are asked for a secret."""

_LITERAL = re.compile(r"""["'](\d{2,40})["']""")


class _Found(msgspec.Struct, frozen=True):
    """A node (dialplan, node), and the part whose steps lead a caller there."""

    dialplan: str
    node: str
    part: Part


class HardCallers:
    """Looks for every node of an edition, and sends callers of every sort to each.

    ``reached`` are the nodes (dialplan, node) that somebody has come to so far.
    """

    def __init__(self, edition: Edition, room: Room) -> None:
        self.reached: set[tuple[str, str]] = set()
        self._edition = edition
        self._room = room
        self._circumstances = all_circumstances(edition, room)
        self._waiting: deque[_Found] = deque()

    def note(self, part: Part, verdict: Verdict) -> None:
        """Take note of where a caller came to: at nodes that are new, and hold him, more is tried."""
        came = [moment for moment in verdict.moments if isinstance(moment, Came | Ended)]
        for here, after in zip(came, [*came[1:], None], strict=True):
            if isinstance(here, Ended) or (here.dialplan, here.node) in self.reached:
                continue
            self.reached.add((here.dialplan, here.node))
            if after is None or after.at > here.at:
                there = replace(part, steps=(*_steps_to(here, part), UntilAt(here.dialplan, here.node)))
                self._waiting.append(_Found(here.dialplan, here.node, replace(there, wanted=None)))

    def call(self) -> Iterator[Verdict]:
        """What becomes of each of them, as soon as it is known."""
        yield from self._try_all()
        for root in self._roots():
            edition, dials = reachable(self._edition, root)
            ordinary = self._circumstances[0]
            idle = ordinary.of(
                Part(
                    name=NOTHING,
                    dialplan=root,
                    edition=edition,
                    dials=dials,
                    at=ordinary.at,
                    secret=A_SECRET,
                )
            )
            yield from self._everywhere(Message("什么也不做", "does nothing"), idle)
            yield from self._try_all()

    def unreached(self) -> tuple[tuple[str, str], ...]:
        """The nodes (dialplan, node) that nobody has come to."""
        return tuple(
            (name, node)
            for name, dialplan in self._edition.dialplans.items()
            for node in dialplan.nodes
            if (name, node) not in self.reached
        )

    def _roots(self) -> Iterator[str]:
        """The dialplans that numbers lead to, then those to which nobody has come from there."""
        called = [number.dialplan for number in self._edition.centre.numbers.values()]
        yield from dict.fromkeys(called)
        for name, dialplan in self._edition.dialplans.items():
            if (name, dialplan.start) not in self.reached:
                yield name

    def _try_all(self) -> Iterator[Verdict]:
        while self._waiting:
            found = self._waiting.popleft()
            at = Message(f"在 {found.node}", f"at {found.node}")
            yield from self._everywhere(Message(f"{at.zh}什么也不做", f"does nothing {at.en}"), found.part)
            for does, steps in self._doings(found):
                part = replace(found.part, steps=(*found.part.steps, *steps))
                yield self._one(Message(f"{at.zh}{does.zh}", f"{does.en} {at.en}"), part)

    def _everywhere(self, name: Message, part: Part) -> Iterator[Verdict]:
        """The same caller, under each of the circumstances."""
        for circumstances in self._circumstances:
            told = Message(f"{name.zh}，{circumstances.name.zh}", f"{name.en}, {circumstances.name.en}")
            yield self._one(told, circumstances.of(part))

    def _one(self, name: Message, part: Part) -> Verdict:
        (verdict,) = rehearse((replace(part, name=name),), self._room)
        self.note(part, verdict)
        return verdict

    def _doings(self, found: _Found) -> Iterator[tuple[Message, tuple[Step, ...]]]:
        yield Message("挂机", "hangs up"), (HangUp(),)
        yield Message("稍后挂机", "hangs up a little later"), (Wait(2.5), HangUp())
        for key in KEYS:
            yield Message(f"按 {key}", f"presses {key}"), (Press(key),)
        ways = self._edition.dialplans[found.dialplan].ways.get(found.node, {})
        wrong = next((key for key in "9876543210" if key not in ways), "D")
        for key in (wrong, "*", "#"):
            again = Message(f"反复按 {key}", f"presses {key} again and again")
            yield again, (Press(key),) * TIMES_OVER
        for number in self._numbers(found):
            yield Message(f"输入 {number}", f"types {number}"), (Press(number),)

    def _numbers(self, found: _Found) -> Iterator[str]:
        """What may be typed: what conditions of the dialplan ask for, as long as the node wants it."""
        dialplan = self._edition.dialplans[found.dialplan]
        node = dialplan.nodes[found.node]
        least, most = (getattr(node, name, None) for name in ("least", "most"))
        yield from NUMBERS
        if found.part.secret:
            yield found.part.secret + "#"
        if least is None or most is None:
            return
        yield "1" * least + "#"
        asked = " ".join(str(one) for one in dialplan.nodes.values())
        for literal in sorted(set(_LITERAL.findall(asked))):
            if len(literal) <= most:
                yield literal.ljust(least, "0") + "#"


def _steps_to(here: Came, part: Part) -> tuple[Step, ...]:
    """What the caller had done when he came there: of keys typed in a row those that he had pressed."""
    done = part.steps[: here.steps]
    match done[-1:]:
        case (Press(keys=keys),):
            return (*done[:-1], Press(keys[: here.keys]))
        case _:
            return done
