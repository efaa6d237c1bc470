"""The people of the tests: callers and agents, each on a telephone of his own, with a tone for a voice."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ivr.phones import happenings as h
from ivr.phones.answering import Answers, Behaviour, Tally, run_agent_phone
from ivr.phones.errors import PhoneError
from ivr.phones.listening import Samples, read_wav
from ivr.phones.orders import PhoneSpec
from ivr.phones.phone import Kind, Phone
from ivr.phones.steps import stay
from tests.real.open_centre import PATIENCE, OpenCentre, eventually

CALLERS_VOICE = 1000.0


class Caller:
    """Somebody who calls the centre.  ``heard`` is what he heard, once his call is over."""

    def __init__(self, phone: Phone, number: str) -> None:
        self.phone = phone
        self.number = number

    async def until_hung_up(self) -> None:
        """Wait until the centre ends the call."""
        await stay(self.phone, PATIENCE)
        assert self.phone.ended() is not None, f"{self.number} is still on the line after {PATIENCE:g} s"

    async def hang_up(self) -> None:
        """End the call."""
        await self.phone.hang_up()

    def began_to_hear(self) -> float:
        """When ``heard`` begins, in seconds since the epoch."""
        return next(event.at for event in self.phone.happened if isinstance(event, h.RecordingBegan))

    async def heard(self) -> Samples:
        """What he heard, 8 kHz, from the moment that he was answered; waits for the end of his call."""
        await self.phone.wait_for(h.Recorded, within=PATIENCE)
        return read_wav(self.phone.heard)[0]


class Worker:
    """An agent at his telephone, who does with each call as he was told."""

    def __init__(self, phone: Phone, tally: Tally) -> None:
        self.phone = phone
        self.tally = tally

    def times(self, kind: type[Kind]) -> list[float]:
        """When each happening of this kind was."""
        return [event.at for event in self.phone.happened if isinstance(event, kind)]

    async def until(self, kind: type[Kind], times: int = 1) -> Kind:
        """Wait until this has happened so many times at his telephone; the last of them."""

        async def look() -> Kind | None:
            found = [event for event in self.phone.happened if isinstance(event, kind)]
            return found[times - 1] if len(found) >= times else None

        return await eventually(f"{times} {kind.__name__} at {self.phone.spec.user}", look)

    async def heard(self) -> Samples:
        """What he heard in his first call, 8 kHz; waits for its end."""
        recorded = await self.until(h.Recorded)
        return read_wav(Path(recorded.path))[0]


@asynccontextmanager
async def calling(
    centre: OpenCentre,
    dialled: str,
    *,
    codecs: tuple[str, ...] = ("pcma",),
    voice: float = CALLERS_VOICE,
    number: str = "",
    name: str = "",
) -> AsyncIterator[Caller]:
    """Somebody calls ``dialled`` and is answered; he speaks his tone all the time and hangs up at the end."""
    number = number or centre.new_number()
    spec = PhoneSpec(
        user="carrier",
        password=centre.stage.secrets.carrier,
        server=centre.stage.sip,
        caller=number,
        name=name,
        codecs=codecs,
        heard=str(centre.folder / "heard" / f"caller-{centre.new_number()}.wav"),
    )
    async with Phone(spec) as phone:
        await phone.call(dialled)
        await phone.wait_for(h.Answered, within=PATIENCE)
        if voice:
            await phone.say(centre.voice(voice), loop=True)
        yield Caller(phone, number)
        await phone.hang_up()


@asynccontextmanager
async def at_the_telephone(
    centre: OpenCentre, agent: str, *, codecs: tuple[str, ...] = ("pcma",)
) -> AsyncIterator[Phone]:
    """The agent's telephone, registered."""
    spec = PhoneSpec(
        user=agent,
        password=centre.stage.secrets.agents[agent],
        server=centre.stage.sip,
        codecs=codecs,
        heard=str(centre.folder / "heard" / f"{agent}-{centre.new_number()}.wav"),
    )
    async with Phone(spec) as phone:
        await phone.register()
        yield phone


@asynccontextmanager
async def at_work(
    centre: OpenCentre, agent: str, *behaviours: Behaviour, codecs: tuple[str, ...] = ("pcma",)
) -> AsyncIterator[Worker]:
    """An agent who has signed in is ready, and serves calls with these behaviours, one after the other."""
    async with at_the_telephone(centre, agent, codecs=codecs) as phone:
        await centre.until_agent(agent, "ready")
        async with serving(phone, *behaviours) as worker:
            yield worker


@asynccontextmanager
async def serving(phone: Phone, *behaviours: Behaviour) -> AsyncIterator[Worker]:
    """An agent at his telephone serves calls with these behaviours, one after the other."""
    tally = Tally()
    serves = asyncio.create_task(run_agent_phone(phone, behaviours, tally))
    try:
        yield Worker(phone, tally)
    finally:
        serves.cancel()
        with contextlib.suppress(asyncio.CancelledError, PhoneError):
            await serves


def talks(centre: OpenCentre, voice: float, seconds: float | None = None, after: float = 0.2) -> Answers:
    """The behaviour of an agent who picks up, speaks his tone (hertz), and hangs up after so many seconds.

    ``seconds`` None: he stays until the caller hangs up.
    """
    return Answers(after=after, talks=seconds, say=str(centre.voice(voice)))


async def dial_code(phone: Phone, code: str) -> None:
    """The agent dials a feature code and listens until the centre hangs up."""
    await phone.call(code)
    await stay(phone, PATIENCE)
    assert phone.ended() is not None, f"{code} was not ended after {PATIENCE:g} s"
