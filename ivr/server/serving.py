"""Serving: the guardian's and the server's main functions."""

import asyncio
import signal
import sys
import time
from contextlib import AsyncExitStack

import structlog

from ivr.asterisk.ari.errors import AriError
from ivr.asterisk.ari.rescuing import inside, rescue
from ivr.asterisk.instance import Instance, InstanceError, prepare
from ivr.asterisk.running import StartError, pid_of, start, stop
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.edition import Edition, read_edition
from ivr.server import last_live
from ivr.server.calendars import CALENDARS
from ivr.server.editions import DialplanError, texts_in
from ivr.server.guardian import Guardian, server_command
from ivr.server.house import House
from ivr.server.lifeline import GuardianGoneError
from ivr.server.locking import HeldError, end_holder, held, holder
from ivr.server.notifying import Notifier
from ivr.server.obeying import run_until_asked
from ivr.server.place import Ground, ari_of, attached_of, spec_of
from ivr.server.pulses import heartbeat_of
from ivr.server.settings import Settings
from ivr.voice.library import PromptLibrary

log = structlog.get_logger()

GUARDIAN_LOCK, SERVER_LOCK = "guardian.lock", "server.lock"
SECONDS_FOR_THE_LAST = 5.0
"""How long an earlier server may take to let go of the state folder."""

SECONDS_BETWEEN_LOOKS = 0.2
"""How often an Asterisk that is to be stopped is asked whether anybody is still served by its fallback."""

SECONDS_TO_TAKE_OVER = 8.0
"""For so long after its start a guardian trusts a server that it finds to look after the callers."""


async def work(settings: Settings, beat: int | None) -> None:
    """Be the server until asked to end (SIGTERM, SIGINT), or until without a guardian and without callers.

    With a guardian (``beat`` is its pipe) a server that lost its own is ended, and this one takes its place.
    Raises HeldError when another server of this state folder lives.
    """
    async with AsyncExitStack() as around:
        orphan = await end_holder(settings.state / SERVER_LOCK, SECONDS_FOR_THE_LAST) if beat else None
        if orphan is not None:
            log.warning("orphan_ended", pid=orphan)
        await around.enter_async_context(held(settings.state / SERVER_LOCK, SECONDS_FOR_THE_LAST))
        house = await House.build(settings, around)
        try:
            await run_until_asked(house, beat, settings.drain_seconds)
        except* GuardianGoneError:
            log.info("server_ends")


async def guard(settings: Settings, arguments: tuple[str, ...]) -> None:
    """Keep Asterisk and the server running until asked to end, and leave nobody behind then.

    ``arguments`` are those of the command line that lead to these settings.  Raises
    InstanceError when another guardian lives.
    """
    try:
        async with held(settings.state / GUARDIAN_LOCK, 0.0):
            await _guard(settings, arguments)
    except HeldError as error:
        raise InstanceError(settings.asterisk.name, "it is guarded already", f"{error}.") from error


async def _guard(settings: Settings, arguments: tuple[str, ...]) -> None:
    instance = await _stand(settings)
    rescuer = _Rescuer(settings, instance)
    guardian = Guardian(server_command(arguments), rescuer, settings.drain_seconds, Notifier())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, guardian.stop)
    # The end of a terminal is the end of what was started there; else it is what a service is told.
    loop.add_signal_handler(signal.SIGHUP, guardian.stop if sys.stdin.isatty() else guardian.reload)
    async with asyncio.TaskGroup() as tasks:
        beside = [tasks.create_task(_keep_asterisk(instance))]
        heartbeat = heartbeat_of(settings, guardian)
        if heartbeat is not None:
            beside.append(tasks.create_task(heartbeat.run()))
        await guardian.run()
        for task in beside:
            task.cancel()
    await _leave_nobody(instance)
    if isinstance(instance, Instance) and not settings.asterisk.outlives_us:
        await _until_served(instance, guardian)
        await stop(instance)


async def _stand(settings: Settings) -> Ground:
    """The Asterisk that the centre stands on: its own is started, one that is not is left as it is."""
    centre = _centre_to_begin_with(settings)
    attached = attached_of(settings)
    if attached is not None:
        log.info("attached", ari=attached.ari_url, ami=attached.ami_address)
        return attached
    instance = prepare(spec_of(settings, centre))
    await start(instance)
    log.info("telephones_register", address=instance.sip_address)
    return instance


def _centre_to_begin_with(settings: Settings) -> Centre:
    """The centre of the folder; where nobody is there to mend its mistakes, the one that was live last."""
    last = settings.state / last_live.FOLDER
    by_hand = settings.publishing.when == "by_hand"
    live = last_live.to_begin_with(last, texts_in(settings.dialplans), by_hand)
    if live is not None and isinstance(edition := read_edition(live, None, CALENDARS), Edition):
        return edition.centre
    try:
        return read_centre(settings)
    except DialplanError as error:
        edition = read_edition(last_live.kept(last), None, CALENDARS)
        if sys.stdin.isatty() or not isinstance(edition, Edition):
            raise
        log.error("dialplans_of_before", version=edition.version, reason=str(error))
        return edition.centre


def read_centre(settings: Settings) -> Centre:
    """The centre document.  Raises DialplanError, as does the server: both need it whole."""
    library = PromptLibrary(settings.prompts)
    edition = read_edition(texts_in(settings.dialplans), library.has, CALENDARS)
    if isinstance(edition, Edition):
        return edition.centre
    raise DialplanError(settings.dialplans, edition)


class _Rescuer:
    """Sends everybody inside to the fallback; but not away from a server that an earlier guardian left."""

    def __init__(self, settings: Settings, instance: Ground) -> None:
        self._lock = settings.state / SERVER_LOCK
        self._ari = ari_of(instance)
        self._takes_over_until = time.monotonic() + SECONDS_TO_TAKE_OVER

    async def __call__(self) -> int:
        if time.monotonic() < self._takes_over_until and holder(self._lock) is not None:
            return 0
        return await rescue(self._ari)


async def _keep_asterisk(instance: Ground) -> None:
    """Start Asterisk again when it is gone; one that is somebody else's is not ours to start."""
    while isinstance(instance, Instance):
        await asyncio.sleep(0.2)
        if pid_of(instance) is not None:
            continue
        log.error("asterisk_gone", instance=instance.name)
        try:
            await start(instance)
        except StartError as error:
            log.error("asterisk_not_started", reason=str(error))
            await asyncio.sleep(1.0)


async def _until_served(instance: Instance, guardian: Guardian) -> None:
    """Wait, within the guardian's patience, for those whom the fallback serves."""
    while guardian.patient:
        try:
            if not await inside(ari_of(instance)):
                return
        except AriError as error:
            log.warning("asterisk_not_asked", reason=str(error))
            return
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


async def _leave_nobody(instance: Ground) -> None:
    try:
        rescued = await rescue(ari_of(instance))
    except AriError as error:
        log.warning("rescue_failed", reason=str(error))
    else:
        log.info("callers_sent_to_fallback", callers=rescued)
