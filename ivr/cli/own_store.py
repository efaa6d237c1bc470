"""The centre's database as commands use it: opened for one thing, and quiet about it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import structlog

import ivr
from ivr.cli.own_settings import refuse, settings_with_state
from ivr.storage.errors import StorageError
from ivr.storage.store import Store

Done = TypeVar("Done")


def in_store(settings: Path | None, do: Callable[[Store], Awaitable[Done]]) -> Done:
    """Do something in the settings' database; ends the command, with the reason, if that fails."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    url = settings_with_state(settings).database

    async def opened() -> Done:
        async with Store.open(url, ivr.__version__) as store:
            return await do(store)

    try:
        return asyncio.run(opened())
    except StorageError as error:
        refuse(str(error))
