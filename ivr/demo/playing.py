"""Playing: the agents sign in, the callers call all at once, and each does its part."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from ivr.demo.cast import AgentPart, CallerPart
from ivr.demo.stage import Stage
from ivr.phones import happenings as h
from ivr.phones.answering import Answers, Tally, run_agent_phone
from ivr.phones.errors import PhoneError
from ivr.phones.listening import tone, write_wav
from ivr.phones.orders import PhoneSpec
from ivr.phones.phone import Phone
from ivr.phones.steps import stay, take

SIGN_IN = "*11"
SECONDS_FOR_A_TALK = 60.0

Say = Callable[[str], None]


class Talks:
    """Knows whose talk with an agent is over, from what the agents' telephones tell."""

    def __init__(self) -> None:
        self._over: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def watcher(self) -> Callable[[h.Happening], None]:
        """What an agent's telephone is to call with each happening."""
        callers: dict[int, str] = {}

        def watch(event: h.Happening) -> None:
            match event:
                case h.Incoming(call=call, caller=number):
                    callers[call] = number
                case h.Ended(call=call) if call in callers:
                    self._over[callers[call]].set()
                case _:
                    pass

        return watch

    async def over(self, number: str) -> None:
        """Return when an agent has hung up on the caller of that number.  Raises TimeoutError."""
        async with asyncio.timeout(SECONDS_FOR_A_TALK):
            await self._over[number].wait()


@asynccontextmanager
async def agents_on_duty(
    stage: Stage, agents: tuple[AgentPart, ...], talks: Talks, say: Say
) -> AsyncIterator[None]:
    """The agents' telephones register, sign in, and serve calls for as long as the context lasts."""
    async with AsyncExitStack() as around:
        phones = [
            await around.enter_async_context(Phone(_agent_spec(stage, agent), talks.watcher()))
            for agent in agents
        ]
        await asyncio.gather(*(_sign_in(phone, say) for phone in phones))
        serving = [
            asyncio.create_task(run_agent_phone(phone, (_behaviour(stage, agent),), Tally()))
            for phone, agent in zip(phones, agents, strict=True)
        ]
        try:
            yield
        finally:
            for task in serving:
                task.cancel()
            await asyncio.gather(*serving, return_exceptions=True)


async def _sign_in(phone: Phone, say: Say) -> None:
    await phone.register()
    await phone.call(SIGN_IN)
    await stay(phone, 10.0)
    say(f"agent {phone.spec.user} has signed in by {SIGN_IN}")


def _behaviour(stage: Stage, agent: AgentPart) -> Answers:
    voice = str(_voice(stage, agent.tone))
    return Answers(after=agent.answers_after, talks=agent.talks, say=voice)


async def play_caller(stage: Stage, part: CallerPart, talks: Talks, say: Say) -> Path:
    """The caller calls, does the steps and hangs up; answers the file of what was heard."""
    heard = stage.folder / "heard" / f"{part.number.lstrip('+')}.wav"
    await asyncio.to_thread(_make_room, heard)
    began = time.monotonic()
    async with Phone(_caller_spec(stage, part, heard)) as phone:
        try:
            await _call(stage, phone, part, talks)
            news = "went through"
        except (PhoneError, TimeoutError) as error:
            news = str(error) or "no agent came"
        await phone.hang_up()
    say(f"{part.name}: {news} after {time.monotonic() - began:.1f} s")
    return heard


async def _call(stage: Stage, phone: Phone, part: CallerPart, talks: Talks) -> None:
    await phone.call(part.dialled)
    await phone.wait_for(h.Answered, within=10.0)
    speaking = asyncio.create_task(_speak(phone, _voice(stage, part.tone))) if part.tone else None
    try:
        await take(phone, part.steps)
        if part.after_talk:
            await talks.over(part.number)
            await take(phone, part.after_talk)
    finally:
        if speaking is not None:
            speaking.cancel()
            with contextlib.suppress(asyncio.CancelledError, PhoneError):
                await speaking


async def _speak(phone: Phone, voice: Path) -> None:
    """Speak all the time, from the first moment that there is somebody to hear it."""
    while not phone.hears_sound():  # noqa: ASYNC110  # the telephone has one reader: the script
        await asyncio.sleep(0.05)
    await phone.say(voice, loop=True)


def _agent_spec(stage: Stage, agent: AgentPart) -> PhoneSpec:
    return PhoneSpec(
        user=agent.extension,
        password=stage.secrets.agents[agent.extension],
        server=stage.sip,
    )


def _caller_spec(stage: Stage, part: CallerPart, heard: Path) -> PhoneSpec:
    return PhoneSpec(
        user="carrier",
        password=stage.secrets.carrier,
        server=stage.sip,
        caller=part.number,
        codecs=(part.codec,),
        heard=str(heard),
    )


def _make_room(file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)


def _voice(stage: Stage, frequency: float) -> Path:
    path = stage.folder / "voices" / f"{frequency:g}.wav"
    if not path.exists():
        write_wav(path, tone(frequency, 2.0))
    return path
