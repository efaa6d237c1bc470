"""A stand-in for Asterisk's manager interface, whose manners each test chooses."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from ivr.asterisk.ami import Account, AmiLink, Pace

QUICK = Pace(connect=2, answer=0.5, boot=2, ping_every=0.05, pong=2, first_pause=0.01, longest_pause=0.02)

Answerer = Callable[[dict[str, str]], str | None]
"""What to answer to an action: frames, or ``None`` for silence."""


def frame(**fields: str) -> str:
    return "".join(f"{key}: {value}\r\n" for key, value in fields.items()) + "\r\n"


class FakeAsterisk:
    """Speaks enough of the protocol; ``answers`` may be changed at any time."""

    def __init__(self) -> None:
        self.banner = "Asterisk Call Manager/11.0.0\r\n"
        self.port = 0
        self.seen: list[dict[str, str]] = []
        self.raw = b""
        self.logins = 0
        self.answers: dict[str, Answerer] = {"Login": self.let_in, "Ping": self.consent}
        self._writers: list[asyncio.StreamWriter] = []
        self._serving: list[asyncio.Task[None]] = []

    def let_in(self, action: dict[str, str]) -> str:
        self.logins += 1
        return self.consent(action) + frame(Event="FullyBooted", Status="Fully Booted")

    @staticmethod
    def consent(action: dict[str, str], message: str = "done") -> str:
        return frame(Response="Success", ActionID=action["ActionID"], Message=message)

    @staticmethod
    def refusal(action: dict[str, str], message: str) -> str:
        return frame(Response="Error", ActionID=action["ActionID"], Message=message)

    @staticmethod
    def listing(action: dict[str, str], *items: dict[str, str]) -> str:
        number = action["ActionID"]
        start = frame(Response="Success", ActionID=number, EventList="start", Message="will follow")
        entries = "".join(frame(ActionID=number, **item) for item in items)
        end = frame(Event="ListComplete", ActionID=number, EventList="Complete", ListItems=str(len(items)))
        return start + entries + end

    def actions(self, name: str) -> list[dict[str, str]]:
        """What arrived of one kind of action, without its id."""
        found = [one for one in self.seen if one["Action"] == name]
        return [{key: one[key] for key in one if key not in ("Action", "ActionID")} for one in found]

    def tell(self, **fields: str) -> None:
        self.send(frame(**fields).encode())

    def send(self, data: bytes) -> None:
        self._writers[-1].write(data)

    def drop(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        self._server.close()
        self.drop()
        await asyncio.gather(*self._serving)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._server.is_serving():
            writer.transport.abort()  # it came in while we closed
            return
        self._serving.append(asyncio.current_task())
        self._writers.append(writer)
        writer.write(self.banner.encode())
        try:
            while True:
                data = await reader.readuntil(b"\r\n\r\n")
                self.raw += data
                self._answer(data.decode(), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, text: str, writer: asyncio.StreamWriter) -> None:
        action = dict(line.split(": ", 1) for line in text.split("\r\n") if ": " in line)
        self.seen.append(action)
        answer = self.answers.get(action["Action"], self.consent)(action)
        if answer is not None and not writer.is_closing():
            writer.write(answer.encode())


class House:
    """A fake Asterisk and the things of ours that run against it."""

    def __init__(self) -> None:
        self.asterisk = FakeAsterisk()
        self._tasks: list[asyncio.Task[None]] = []

    def link(self, pace: Pace = QUICK) -> AmiLink:
        return AmiLink(Account(self.asterisk.port, "switchroom", "geheim"), pace)

    def start(self, *services: object) -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(service.run()) for service in services]  # type: ignore[attr-defined]
        self._tasks.extend(tasks)
        return tasks

    async def until(self, true: Callable[[], object], seconds: float = 3.0) -> None:
        """Wait until something is true.  Anything that failed in the meantime fails the test."""
        async with asyncio.timeout(seconds):
            while not true():
                for task in self._tasks:
                    if task.done() and not task.cancelled() and task.exception():
                        await task
                await asyncio.sleep(0.002)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        results = await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.asterisk.close()
        failures = [one for one in results if isinstance(one, Exception)]
        assert not failures, failures


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        house = House()
        await house.asterisk.open()
        stack.push_async_callback(house.close)
        yield house
