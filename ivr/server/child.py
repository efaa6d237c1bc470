"""A server's process as its guardian holds it, with the pipe of its beats and that of its turn."""

import asyncio
import contextlib
import os
import signal
from typing import Self


class Child:
    """A process that loads everything, waits for its turn, serves, and ends."""

    def __init__(self, process: asyncio.subprocess.Process, beats: int, turn: int) -> None:
        self.process = process
        self.beats = beats
        self._turn: int | None = turn

    @classmethod
    async def load(cls, command: tuple[str, ...]) -> Self:
        """Start a process that loads everything and waits.  Raises OSError where there is no room for it."""
        beats, beat = os.pipe()
        waits, turn = os.pipe()
        numbers = {"{beat}": str(beat), "{turn}": str(waits)}
        words = (numbers.get(word, word) for word in command)
        try:
            process = await asyncio.create_subprocess_exec(*words, pass_fds=(beat, waits))
        except BaseException:
            os.close(beats)
            os.close(turn)
            raise
        finally:
            os.close(beat)
            os.close(waits)
        return cls(process, beats, turn)

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self.process.returncode is None

    def begin(self) -> None:
        """Its turn has come."""
        if self._turn is not None:
            with contextlib.suppress(BrokenPipeError):
                os.write(self._turn, b"!")
        self._close_turn()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; one that has ended needs none."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    async def bury(self) -> None:
        """See to it that it is gone, with everything of it; one that never had its turn just leaves."""
        self._close_turn()
        if self.alive:
            self.signal(signal.SIGKILL)
        await self.process.wait()
        os.close(self.beats)

    def _close_turn(self) -> None:
        if self._turn is not None:
            os.close(self._turn)
            self._turn = None
