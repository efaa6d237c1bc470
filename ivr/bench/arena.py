"""The arena: Switchroom and a native Asterisk side by side, each with the same telephones and sounds."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from ivr.asterisk.credentials import Secrets
from ivr.asterisk.instance import Instance, prepare, resolve
from ivr.asterisk.rendering import TEMPLATES
from ivr.asterisk.running import pid_of, start, stop
from ivr.bench.processes import children_named, processor_seconds, with_descendants
from ivr.bench.sipp import Load, Script, SippError, call
from ivr.bench.staff import ALL, centre_document, queues_configuration
from ivr.demo.stage import CHECKOUT, Place, Stage, open_stage
from ivr.server.place import spec_of
from ivr.server.serving import read_centre
from ivr.telephony.prompts import Prompt
from ivr.voice.installing import install_sounds
from ivr.voice.library import PromptLibrary
from ivr.voice.naming import sound_name

DIALPLANS = Path(__file__).parent / "dialplans"
NATIVE_TEMPLATES = TEMPLATES / "bench"

PLACE = Place(name="bench", first_port=28000, first_rtp_port=45000)
NATIVE_RTP = 47000

PROMPTS = {
    "sound_asked": "one",
    "sound_told": "Your balance is one hundred and twenty eight yuan fifty.",
    "sound_menu": (
        "For your balance, press one. For repairs, press two. For complaints, press three. "
        "To speak to a person, press zero. To hear this again, press star."
    ),
    "sound_csat": (
        "Please rate this service. For very satisfied, press five. Satisfied, four. "
        "Average, three. Dissatisfied, two. Very dissatisfied, press one."
    ),
    "sound_thanks": "Thank you for your answer. Goodbye.",
}
"""What is said on both sides; the dialplans of this package say the same."""

SIGN_IN = "*11"

Say = Callable[[str], None]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two: its name, where calls go, who telephones with what secret, and what it costs.

    ``callers`` and ``agents`` are the SIP ports of this side's test telephones; ``used`` tells the
    processor seconds that all of its processes have taken so far.
    """

    name: str
    port: int
    secrets: Secrets
    callers: int
    agents: int
    instance: Instance
    used: Callable[[], float]


class Arena(msgspec.Struct, frozen=True, kw_only=True):
    """Both sides, open for calls, with their agents signed in."""

    ours: Side
    native: Side
    stage: Stage
    folder: Path


@asynccontextmanager
async def open_arena(folder: Path, root: Path, say: Say) -> AsyncIterator[Arena]:
    """Open both sides in ``folder``; close them at the end.

    Raises StageError, StartError and SippError.
    """
    dialplans = await asyncio.to_thread(_write_dialplans, folder)
    async with open_stage(folder / "ours", root, dialplans, lan=False, place=PLACE) as stage:
        ours = _ours(stage)
        async with _native(ours.instance, folder / "native", stage.settings.prompts) as native:
            say(f"both sides are open: ours at port {ours.port}, native at port {native.port}")
            for side in (ours, native):
                await _register(side, folder)
            await _sign_in(ours, folder)
            say(f"{len(ALL)} agents on each side are registered, ours have signed in")
            yield Arena(ours=ours, native=native, stage=stage, folder=folder)


def _ours(stage: Stage) -> Side:
    instance = resolve(spec_of(stage.settings, read_centre(stage.settings)))

    def used() -> float:
        asterisk = pid_of(instance)
        family = with_descendants(stage.guardian) | children_named("redis-server")
        return processor_seconds(family | ({asterisk} if asterisk else set()))

    return Side(
        name="ours",
        port=instance.ports.sip,
        secrets=instance.secrets,
        callers=29100,
        agents=29110,
        instance=instance,
        used=used,
    )


@asynccontextmanager
async def _native(beside: Instance, folder: Path, prompts: Path) -> AsyncIterator[Side]:
    spec = msgspec.structs.replace(
        beside.spec,
        name="benchnative",
        folder=folder,
        first_rtp_port=NATIVE_RTP,
        templates=await asyncio.to_thread(_write_templates, folder.with_name("native-templates")),
    )
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    instance = await asyncio.to_thread(prepare, spec)
    await asyncio.to_thread(install_sounds, PromptLibrary(prompts), instance.sounds_outside)
    running = await start(instance)
    try:
        yield Side(
            name="native",
            port=instance.ports.sip,
            secrets=instance.secrets,
            callers=29200,
            agents=29210,
            instance=instance,
            used=lambda: processor_seconds((running.pid,)),
        )
    finally:
        await stop(instance)


def _write_dialplans(folder: Path) -> Path:
    """The benchmark's dialplan folder: what stands in this package, and a centre with all the agents."""
    into = folder / "dialplans"
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(DIALPLANS, into)
    shutil.copytree(CHECKOUT / "dialplans" / "music", into / "music")
    (into / "centre.yaml").write_text(centre_document(), encoding="utf-8")
    return into


def _write_templates(into: Path) -> Path:
    """Templates of the native side: Switchroom's, with other extensions and queues and a module more."""
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(TEMPLATES, into, ignore=shutil.ignore_patterns("bench"))
    sounds = {key: f"@{{inside}}/sounds/{sound_name(Prompt(text, 'en'))}" for key, text in PROMPTS.items()}
    for name in ("extensions.conf", "queues.conf"):
        text = (NATIVE_TEMPLATES / name).read_text(encoding="utf-8")
        for key, value in {**sounds, "queues": queues_configuration()}.items():
            text = text.replace(f"@{{{key}}}", value)
        (into / name).write_text(text, encoding="utf-8")
    more = (NATIVE_TEMPLATES / "modules.conf").read_text(encoding="utf-8")
    with (into / "modules.conf").open("a", encoding="utf-8") as modules:
        modules.write(more)
    return into


async def _register(side: Side, folder: Path) -> None:
    """The agents' telephones register from the port at which they will answer."""
    script = Script(scenario="register", values={}, port=side.agents, lines=_credentials(side))
    await _all_of(script, side, folder, 60)


async def _sign_in(side: Side, folder: Path) -> None:
    # Signing in is nothing for an agent whose telephone is not yet known to be there.
    await asyncio.sleep(1.0)
    values = {"dialled": SIGN_IN}
    lines = _credentials(side)
    script = Script(scenario="sign_in", values=values, port=side.callers, lines=lines)
    await _all_of(script, side, folder, 30)
    await asyncio.sleep(1.0)


async def _all_of(script: Script, side: Side, folder: Path, rate: float) -> None:
    tally = await call(script, Load(len(ALL), rate), side.port, folder / side.name)
    if tally.failed:
        raise SippError(script.scenario, f"{tally.failed} of {len(ALL)} agents failed", folder / side.name)


def _credentials(side: Side) -> tuple[tuple[str, str], ...]:
    secrets = side.secrets.agents
    return tuple((agent, f"[authentication username={agent} password={secrets[agent]}]") for agent in ALL)
