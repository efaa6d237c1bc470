"""What a full disk does to the store and to recordings; run by ``test_full_disk`` in a mount
namespace of its own, where ``python -m tests.storage.on_full_disk SCENARIO FOLDER`` mounts a small disk.

It prints what happened as one JSON object; the test judges it.
"""

import asyncio
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec

from ivr.storage.archive import Archive
from ivr.storage.errors import StorageError
from ivr.storage.recordings import Recordings
from ivr.storage.store import Store
from ivr.telephony.ids import ContactId
from tests.storage.examples import a_recording, a_save

ONE = ContactId("c-1")


async def saving(disk: Path) -> dict[str, object]:
    """Save until the disk is full, try once more, make room, save again."""
    path = disk / "centre.db"
    stored, complaint = 0, ""
    async with Store.open(f"sqlite:///{path}", "0.1") as store:
        while not complaint:
            try:
                await store.save(a_save(f"c-{stored}", 1, phase=b"x" * 1000))
                stored += 1
            except StorageError as error:
                complaint = f"{type(error).__name__}: {error}"
        (disk / "ballast").unlink()
        await asyncio.gather(*(store.save(a_save(f"d-{n}", 1)) for n in range(10)))
        live = await store.live()
    with sqlite3.connect(path) as database:
        check = database.execute("PRAGMA integrity_check").fetchone()[0]
    return {"stored": stored, "complaint": complaint, "live": len(live), "check": check}


async def finishing(disk: Path, elsewhere: Path) -> dict[str, object]:
    """Finish a recording that does not fit, make room, repair."""
    raws = elsewhere / "raw"
    raws.mkdir()
    for side in ("caller", "agent"):
        (raws / f"{ONE}.{side}.raw").write_bytes(b"\1\2" * 8000 * 20)
    async with Store.open(f"sqlite:///{elsewhere}/centre.db", "0.1") as store:
        await store.save_recording(a_recording(ONE))
        recordings = Recordings(store, Archive(raws, disk, reserve_bytes=0))
        room_before = await recordings.room_for(20.0)
        full = await recordings.finish(ONE, 20.0)
        left = _names(disk, raws)
        (disk / "ballast").unlink()
        room_after = await recordings.room_for(20.0)
        repaired = await recordings.repair(busy=())
        after = _names(disk, raws)
        await recordings.close()
    return {
        "room_before": room_before,
        "full": msgspec.to_builtins(full),
        "left": left,
        "room_after": room_after,
        "repaired": msgspec.to_builtins(repaired),
        "after": after,
    }


def _names(*folders: Path) -> list[str]:
    return sorted(path.name for folder in folders for path in folder.iterdir())


def main(scenario: str, folder: Path) -> None:
    """Mount the disk, run one scenario, print what happened."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", str(disk)], check=True)
    (disk / "ballast").write_bytes(b"\0" * 700_000)
    happened = asyncio.run(saving(disk) if scenario == "saving" else finishing(disk, folder))
    print(json.dumps(happened))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
