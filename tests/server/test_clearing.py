"""Clearing: a pass soon after the start and one each day, and a task that fails does not keep the others."""

import asyncio

from structlog.testing import capture_logs

from ivr.server.clearing import SECONDS_AFTER_START, SECONDS_BETWEEN_PASSES, Clearing
from tests.server.virtual import BEGAN, clock, run


def test_a_pass_is_made_soon_after_the_start_and_then_each_day() -> None:
    passes: list[tuple[str, float]] = []

    async def clear_one() -> None:
        passes.append(("one", clock() - BEGAN))

    async def clear_other() -> None:
        passes.append(("other", clock() - BEGAN))

    async def story() -> None:
        clearing = asyncio.create_task(Clearing(clear_one, clear_other).run())
        await asyncio.sleep(SECONDS_AFTER_START - 1)
        assert passes == []
        await asyncio.sleep(2 * SECONDS_BETWEEN_PASSES)
        clearing.cancel()

    run(story())
    first, day = SECONDS_AFTER_START, SECONDS_BETWEEN_PASSES
    assert passes == [("one", first), ("other", first), ("one", first + day), ("other", first + day)]


def test_a_task_that_fails_is_told_and_tried_again_the_next_day() -> None:
    passes: list[str] = []

    async def clear_broken() -> None:
        passes.append("broken")
        raise OSError("the disk is full")

    async def clear_other() -> None:
        passes.append("other")

    async def story() -> None:
        clearing = asyncio.create_task(Clearing(clear_broken, clear_other).run())
        await asyncio.sleep(SECONDS_AFTER_START + SECONDS_BETWEEN_PASSES + 1)
        clearing.cancel()

    with capture_logs() as logs:
        run(story())
    assert passes == ["broken", "other"] * 2
    assert [(entry["event"], entry["task"]) for entry in logs] == [("not_cleared", "clear_broken")] * 2
