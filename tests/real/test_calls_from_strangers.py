"""Calls whose caller calls himself something strange: nothing of it is evaluated, and the call goes on."""

import asyncio
from pathlib import Path

import pytest

from ivr.phones import happenings as h
from tests.real.open_centre import ROOT, OpenCentre
from tests.real.people import at_work, calling, talks
from tests.real.sipp_caller import call

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

EVALUATED = "/tmp/switchroom-was-evaluated"


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        # Asterisk takes quotes and angle brackets out of a name that it shows on.
        ('Mary "the boss" O\'Neil', "Mary the boss O'Neil"),
        (f"${{SHELL(touch {EVALUATED})}}", "${SHELL("),
        ("${CHANNEL(name)} $[1+1] %{USER}", "${CHANNEL(name)} $[1+1]"),
        ("张伟 📞🙂", "张伟"),
        ("<sip:8011@127.0.0.1>;tag=1, x", "sip:8011"),
    ],
    ids=["quotes", "a shell", "variables", "emoji", "brackets"],
)
async def test_an_agent_sees_a_strange_name_as_it_is(centre: OpenCentre, name: str, begins: str) -> None:
    async with (
        at_work(centre, "8041", talks(centre, 440, 0.3)) as agent,
        calling(centre, "4140", name=name) as caller,
    ):
        incoming = await agent.until(h.Incoming)
        await caller.until_hung_up()
    record = await centre.record_of(caller.number)

    assert incoming.caller_name.startswith(begins)
    assert len(incoming.caller_name) <= 64
    assert incoming.caller == caller.number
    assert record.outcome == "answered"
    assert not _was_evaluated()


@pytest.mark.parametrize(
    ("user", "kept"),
    [
        ("1380000%0d%0aX-Evil: 1", "1380000"),
        ("1380000\r\nX-Evil: 2", "1380000"),
        ("${EXTEN}", "${EXTEN}"),
    ],
    ids=["line end, encoded", "line end", "variable"],
)
async def test_a_strange_number_does_no_harm(centre: OpenCentre, user: str, kept: str) -> None:
    async with (
        at_work(centre, "8041", talks(centre, 440, 0.3)) as agent,
        calling(centre, "4140", number=user) as caller,
    ):
        incoming = await agent.until(h.Incoming)
        (live,) = await centre.store.live()
        await caller.until_hung_up()
    record = await centre.record(live.contact)

    assert record.outcome == "answered"
    assert record.caller.startswith(kept)
    assert record.caller.isprintable()
    assert len(record.caller) <= 64
    assert incoming.caller.isprintable()


async def test_a_name_and_number_of_hundreds_of_characters_are_cut_short(
    centre: OpenCentre, tmp_path: Path
) -> None:
    async with at_work(centre, "8041", talks(centre, 440, 0.3)) as agent:
        caller = f'"{"long " * 60}" <sip:{"9" * 300}@127.0.0.1>'
        calling_by_sipp = call(
            tmp_path,
            port=centre.instance.ports.sip,
            dialled="4140",
            caller=caller,
            user="carrier",
            password=centre.stage.secrets.carrier,
            seconds=3.0,
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(calling_by_sipp)
            incoming = await agent.until(h.Incoming)
            (live,) = await centre.store.live()
    record = await centre.record(live.contact)

    assert record.caller == "9" * 64
    assert len(incoming.caller_name) <= 64
    assert incoming.caller_name.startswith("long long")
    assert record.outcome == "answered"


def _was_evaluated() -> bool:
    return Path(EVALUATED).exists() or (ROOT / EVALUATED[1:]).exists()
