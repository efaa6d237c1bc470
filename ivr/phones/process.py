"""The process of a telephone, from outside: started, given orders, listened to, and ended for certain."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import ivr
from ivr.phones import engines
from ivr.phones.errors import PhonesUnavailableError
from ivr.phones.happenings import Happening
from ivr.phones.lines import LineSplitter, line_of, read_happening
from ivr.phones.orders import Order, PhoneSpec, Quit

_QUIT_SECONDS = 5.0
_COMPLAINT_BYTES = 4000
_STDOUT = 1


class TelephoneProcess:
    """One telephone's process.  ``on_news`` is called after each happening and at the end."""

    def __init__(self, on_happening: Callable[[Happening], None], on_end: Callable[[], None]) -> None:
        self._wire = _Wire(on_happening, on_end)
        self._transport: asyncio.SubprocessTransport | None = None

    @property
    def exit_code(self) -> int | None:
        """The exit code; negative for a signal, None while it runs."""
        return self._transport.get_returncode() if self._transport else None

    @property
    def ended(self) -> bool:
        """Whether the process is gone and everything it told has been handed on."""
        return self._wire.over.is_set()

    @property
    def complaint(self) -> str:
        """The end of what it wrote on standard error."""
        return self._wire.complaint.decode(errors="replace")

    async def start(self, spec: PhoneSpec) -> None:
        """Start it as the telephone that ``spec`` describes."""
        if engines.installed() is None:
            raise PhonesUnavailableError
        command = (sys.executable, "-m", "ivr.phones.telephone")
        self._transport, _ = await asyncio.get_running_loop().subprocess_exec(
            lambda: self._wire, *command, env=_environment()
        )
        self._write(line_of(spec))

    def send(self, order: Order) -> None:
        """Give an order; one that is given after the end is dropped."""
        self._write(line_of(order))

    async def stop(self) -> None:
        """Tell it to quit, and kill it when it does not; returns when it is gone."""
        if self._transport is None:
            return
        try:
            self.send(Quit())
            async with asyncio.timeout(_QUIT_SECONDS):
                await self._wire.over.wait()
        except TimeoutError:
            pass
        finally:
            self._transport.close()  # which kills it, if it is still there
        await self._wire.over.wait()

    def _write(self, line: bytes) -> None:
        # A cast, for uvloop's pipes are no instances of asyncio's classes.
        stdin = cast(asyncio.WriteTransport | None, self._transport and self._transport.get_pipe_transport(0))
        if stdin is not None and not stdin.is_closing():
            stdin.write(line)


class _Wire(asyncio.SubprocessProtocol):
    """The pipes of the process: lines into happenings, complaints kept for the error message."""

    def __init__(self, on_happening: Callable[[Happening], None], on_end: Callable[[], None]) -> None:
        self._on_happening = on_happening
        self._on_end = on_end
        self._splitter = LineSplitter()
        self.complaint = b""
        self.over = asyncio.Event()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Hand on what it told."""
        if fd != _STDOUT:
            self.complaint = (self.complaint + data)[-_COMPLAINT_BYTES:]
            return
        for line in self._splitter.feed(data):
            self._on_happening(read_happening(line))

    def connection_lost(self, exc: Exception | None) -> None:
        """The process is gone and its pipes are empty."""
        self.over.set()
        self._on_end()


def _environment() -> dict[str, str]:
    """Ours, with this very package found first, wherever the process is started."""
    here = str(Path(next(iter(ivr.__path__))).parent)
    paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
