"""One step of the interpreter takes 5 µs at most (R3), on a machine that adds 100 numbers in 2 µs."""

import json
import subprocess
import sys
import timeit
from collections.abc import Callable
from pathlib import Path

from ivr.dialplan import interpreter
from tests.dialplan.examples import FACTS, dialplan, edition_of, finished, pressed

MICROSECONDS = 5.0
ADDITIONS = 2.0
"""How long 100 additions take on a machine of the kind that the limit is meant for, in µs."""

NOISE = 1.6
"""By so much measurements beside other work are too long."""

PLAN = dialplan("""
start: menu
nodes:
  menu: {type: menu, prompt: {zh: 请按键。}, keys: {1: bye}, no_input: bye, no_match: bye}
  bye: {type: hang_up, prompt: {zh: 再见。}}
""")
EDITION = edition_of(PLAN)


def test_no_step_takes_longer_than_it_may() -> None:
    # In a process of its own: what other tests have left in this one is not the interpreter's.
    words = (sys.executable, "-m", "tests.dialplan.test_speed_of_steps")
    told = subprocess.run(words, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)

    best = json.loads(told.stdout)
    assert len(best) == 4
    assert max(best.values()) <= MICROSECONDS * NOISE, best


def measured() -> dict[str, float]:
    """How long each kind of step takes at best, in µs of such a machine."""
    menu = interpreter.start(EDITION, "main", FACTS, 100.0).position
    wrong, right, over, stale = pressed("7"), pressed("1"), finished(1), finished(9)
    steps: dict[str, Callable[[], object]] = {
        "a wrong key": lambda: interpreter.step(EDITION, menu, FACTS, wrong),
        "a key that is followed": lambda: interpreter.step(EDITION, menu, FACTS, right),
        "a prompt that is over": lambda: interpreter.step(EDITION, menu, FACTS, over),
        "something stale": lambda: interpreter.step(EDITION, menu, FACTS, stale),
    }

    # What counts is that it can be done: others may be at work on the machine.
    slower = max(1.0, _best(_additions) / ADDITIONS)
    return {name: _best(step) / slower for name, step in steps.items()}


def _best(step: Callable[[], object]) -> float:
    return min(timeit.repeat(step, number=100, repeat=100)) / 100 * 1e6


def _additions() -> int:
    total = 0
    for number in range(100):
        total += number
    return total


if __name__ == "__main__":
    print(json.dumps(measured()))
