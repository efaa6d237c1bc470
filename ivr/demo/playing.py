"""Playing: the agents sign in, the callers call all at once, and each does its part."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from ivr.demo.cast import AgentPart, CallerPart
from ivr.demo.stage import Stage
from ivr.phones.answering import Answers, Tally, run_agent_phone
from ivr.phones.calling import CallReport, make_call
from ivr.phones.errors import CallOverError, NothingHappenedError
from ivr.phones.listening import tone, write_wav
from ivr.phones.orders import PhoneSpec
from ivr.phones.phone import Phone
from ivr.phones.steps import stay

SIGN_IN = "*11"

Say = Callable[[str], None]


@asynccontextmanager
async def agents_on_duty(stage: Stage, agents: tuple[AgentPart, ...], say: Say) -> AsyncIterator[None]:
    """The agents' telephones register, sign in, and serve calls for as long as the context lasts."""
    async with AsyncExitStack() as around:
        serving: list[asyncio.Task[None]] = []
        for agent in agents:
            phone = await around.enter_async_context(Phone(_agent_spec(stage, agent)))
            await phone.register()
            report_call = await phone.call(SIGN_IN)
            await stay(phone, 10.0)
            say(f"agent {agent.extension} has signed in by {SIGN_IN} (call {report_call})")
            behaviour = Answers(
                after=agent.answers_after, talks=agent.talks, say=str(_voice(stage, agent.tone))
            )
            serving.append(asyncio.create_task(run_agent_phone(phone, (behaviour,), Tally())))
        try:
            yield
        finally:
            for task in serving:
                task.cancel()
            await asyncio.gather(*serving, return_exceptions=True)


async def play_caller(stage: Stage, part: CallerPart, say: Say) -> Path:
    """The caller calls, does the steps and hangs up; answers the file of what was heard."""
    heard = stage.folder / "heard" / f"{part.number.lstrip('+')}.wav"
    heard.parent.mkdir(exist_ok=True)
    heard.unlink(missing_ok=True)
    spec = PhoneSpec(
        user="carrier",
        password=stage.secrets.carrier,
        server=stage.sip,
        caller=part.number,
        codecs=(part.codec,),
        heard=str(heard),
    )
    async with Phone(spec) as phone:
        if part.tone:
            voice = asyncio.create_task(_speak(phone, _voice(stage, part.tone)))
        began = time.monotonic()
        report: CallReport = await make_call(phone, part.dialled, part.steps, answer_within=10.0)
        say(f"{part.name}: {report.problem or 'went through'} after {time.monotonic() - began:.1f} s")
        if part.tone:
            voice.cancel()
            with contextlib.suppress(asyncio.CancelledError, CallOverError, NothingHappenedError):
                await voice
    return heard


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


def _voice(stage: Stage, frequency: float) -> Path:
    path = stage.folder / "voices" / f"{frequency:g}.wav"
    if not path.exists():
        write_wav(path, tone(frequency, 2.0))
    return path
