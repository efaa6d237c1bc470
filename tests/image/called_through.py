"""The image is built, called through from outside, stopped and started again: ``./run image-check``."""

import asyncio
import json
import secrets
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.asterisk.credentials import load_or_make
from ivr.demo.cast import CALLERS
from ivr.demo.performance import DIALPLANS, SECONDS_TO_FILE, judge_all, play_all
from ivr.demo.stage import CHECKOUT, Stage
from ivr.server.settings import Settings
from tests.image.container import STATE, Container, build, engine, megabytes

IMAGE = "switchroom-check"
SECRETS = f"{STATE}/asterisk/secrets.json"


@pytest.fixture(scope="session")
def image() -> str:
    seconds = build(IMAGE)
    print(f"\nimage: built in {seconds:.0f} s, {megabytes(IMAGE):.0f} MB")
    return IMAGE


@pytest.fixture
def volume() -> Iterator[str]:
    name = f"switchroom-check-{secrets.token_hex(4)}"
    engine("volume", "create", name)
    yield name
    engine("volume", "rm", name)


@pytest.mark.timeout(1200)
def test_callers_are_served_by_the_image_and_its_volume_keeps_what_was(
    image: str, volume: str, tmp_path: Path
) -> None:
    port = _free_port()
    with Container(image, volume, port) as centre:
        print(f"image: open {centre.seconds_to_open:.1f} s after run")
        assert centre.run("id", "-u") != "0"
        centre.health_check()
        token = centre.run("switchroom", "token", "make", "check")
        known = centre.run("cat", SECRETS)
        stage = _stage(centre, known, tmp_path)
        played = asyncio.run(play_all(stage, lambda line: print(f"image: {line}")))
        _stop(centre)
    with Container(image, volume, port) as again:
        print(f"image: open again {again.seconds_to_open:.1f} s after run")
        assert again.sip_address() == stage.sip
        assert again.run("cat", SECRETS) == known
        _until_filed(again, token)
        _stop(again)
        again.copy_state(stage.settings.state)
    judgements = asyncio.run(judge_all(stage, played))
    assert [judgement.faults for judgement in judgements] == [()] * len(CALLERS)


def _stop(centre: Container) -> None:
    code, seconds = centre.stop()
    print(f"image: stopped by SIGTERM in {seconds:.1f} s")
    assert code == 0, centre.log()


def _until_filed(centre: Container, token: str) -> None:
    """What was being filed when the first container was stopped is finished by the second."""
    listed = json.loads(centre.get("/v1/contacts?limit=50", token))["contacts"]
    assert len(listed) >= len(CALLERS)
    until = time.monotonic() + SECONDS_TO_FILE
    for contact in listed:
        while _recording_state(centre, token, contact["contact"]) == "recording":
            assert time.monotonic() < until
            time.sleep(0.1)


def _recording_state(centre: Container, token: str, contact: str) -> str:
    recording = json.loads(centre.get(f"/v1/contacts/{contact}", token))["recording"]
    return recording["state"] if recording else ""


def _stage(centre: Container, known: str, folder: Path) -> Stage:
    file = folder / "secrets.json"
    file.write_text(known, encoding="utf-8")
    settings = Settings(
        dialplans=DIALPLANS, prompts=CHECKOUT / "dialplans" / "prompts", state=folder / "state"
    )
    return Stage(
        settings=settings,
        guardian=0,
        sip=centre.sip_address(),
        secrets=load_or_make(file, ()),
        asterisk="",
        log=folder / "log",
        folder=folder,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
