"""An event loop in virtual time: when nothing is left to do, the next timer is due at once."""

import asyncio
from collections.abc import Coroutine
from typing import Any

BEGAN = 1_000_000.0


class VirtualLoop(asyncio.SelectorEventLoop):
    """Jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGAN

    def time(self) -> float:
        """Seconds that have passed for whoever lives in this loop."""
        return self.now

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Wait for the threads, whose time is the real one: the time-out of Python 3.12 were due at once."""
        await super().shutdown_default_executor()

    def _run_once(self) -> None:
        if not self._ready:
            due = [handle.when() for handle in self._scheduled if not handle.cancelled()]
            self.now = max([self.now, *([min(due)] if due else [])])
        super()._run_once()


def clock() -> float:
    """The time in the running virtual loop."""
    return asyncio.get_running_loop().time()


def run(life: Coroutine[Any, Any, None]) -> None:
    """Live to the end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(life)
