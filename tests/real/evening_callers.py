"""Callers: telephones that do what the evening's plan says, all of them in this process."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack

from ivr.telephony.numbers import normal
from tests.real.evening_desks import desk
from tests.real.evening_notes import Living, Stage, Stalls
from tests.real.evening_plan import EXPERTS, FRONT, MENU, Leaves, Plan, Story
from tests.real.line import PLAIN, Line, server_of
from tests.real.open_centre import BEIJING, OpenCentre, eventually
from tests.real.signatures import CALLERS, Signed

_PATIENCE = 45.0
_BEFORE_CALLING_AGAIN = 0.7
_TOGETHER = 8


async def evening(centre: OpenCentre, plan: Plan) -> tuple[Living, ...]:
    """Let all of it happen; what the telephones have noted."""
    stage = Stage(Stalls())
    async with AsyncExitStack() as stack:
        agents = (*FRONT, *EXPERTS)
        for begin in range(0, len(agents), _TOGETHER):
            coming = (
                stack.enter_async_context(desk(centre, agent, stage))
                for agent in agents[begin : begin + _TOGETHER]
            )
            await asyncio.gather(*coming)
        phases = _Phases(centre)
        looking = asyncio.create_task(phases.look())
        watching = asyncio.create_task(stage.stalls.watch())
        began = asyncio.get_running_loop().time() + 0.5
        told = await asyncio.gather(
            *(_person(centre, stage, phases, person, began) for person in plan.people)
        )
        looking.cancel()
        watching.cancel()
        await asyncio.sleep(1.0)
    assert not stage.slips, stage.slips
    return tuple(living for lives in told for living in lives)


class _Phases:
    """The phase of each caller's contact, as the floor shows it, looked at for all of them at once."""

    def __init__(self, centre: OpenCentre) -> None:
        self._centre = centre
        self._by_caller: Mapping[str, str] = {}

    async def look(self) -> None:
        while True:
            self._by_caller = {shown.caller: shown.phase for shown in await self._centre.contacts()}
            await asyncio.sleep(0.05)

    async def until(self, number: str, phase: str) -> None:
        form = normal(number, BEIJING)

        async def look() -> bool | None:
            return True if self._by_caller.get(form) == phase else None

        await eventually(f"{number} {phase}", look)


async def _person(
    centre: OpenCentre, stage: Stage, phases: _Phases, stories: tuple[Story, ...], began: float
) -> list[Living]:
    """One caller's calls, one after the other."""
    lives = []
    for story in stories:
        await asyncio.sleep(max(0.0, began + story.at - asyncio.get_running_loop().time()))
        stage.living[story.number] = living = Living(story, stage.stalls)
        lives.append(living)
        async with (
            Signed(PLAIN, CALLERS[story.chord]) as sound,
            Line(server_of(centre), PLAIN, sound) as caller,
        ):
            try:
                await _call(caller, living, phases)
            except (TimeoutError, AssertionError) as error:
                living.slips.append(f"the caller: {error!r}")
                caller.hang_up()
            # Asterisk soon gives the port to another call, and takes sound there from anybody.
            sound.target = None
            living.heard, living.sound = sound.heard_from(0), sound
            await asyncio.sleep(_BEFORE_CALLING_AGAIN)
    return lives


async def _call(caller: Line, living: Living, phases: _Phases) -> None:
    story = living.story
    await caller.call_in(story.dialled, sender=f"<sip:{story.number}@example.com>")
    if story.dialled == MENU and story.leaves is not Leaves.MENU:
        await asyncio.sleep(0.5)
        await caller.sound.press("1", 101)
    async with asyncio.timeout(_PATIENCE):
        match story.leaves:
            case Leaves.MENU | Leaves.QUEUE:
                await asyncio.sleep(story.stays)
            case Leaves.RINGING:
                await living.rings.wait()
                await asyncio.sleep(story.stays)
            case Leaves.TALK:
                await living.may_go.wait()
            case Leaves.SURVEY | Leaves.NOT if story.is_asked():
                await _answer(caller, living, phases)
            case _:
                pass
    if story.leaves is Leaves.NOT:
        await caller.ended_by_them(_PATIENCE)
    else:
        living.ended = time.time()
        caller.hang_up()


async def _answer(caller: Line, living: Living, phases: _Phases) -> None:
    await living.all_gone.wait()
    await phases.until(living.story.number, "surveying")
    for key in living.story.answers:
        await asyncio.sleep(0.5)
        await caller.sound.press(key, 101)
    await asyncio.sleep(0.5)
