"""A centre on this machine with a past: dialplans in a folder, and contacts in its journal."""

import asyncio
import time
from pathlib import Path

import msgspec
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from ivr.calls.advance import advance, begin
from ivr.calls.phases import Phase
from ivr.cli.main import app
from ivr.dialplan.edition import Edition, read_edition
from ivr.server.editions import texts_in
from ivr.server.journal import Entry, saved_of
from ivr.storage.store import Store
from ivr.telephony.events import Arrived, Event
from tests.calls.transcript import BEGAN, CALLER, CONTACT, FOLDER, event_in

EVENTS: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


class Centre:
    """Its folder of dialplans, its settings, and its command line."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.folder = place / "dialplans"
        self.folder.mkdir()
        for path in (FOLDER / "centre").glob("*.yaml"):
            (self.folder / path.name).write_bytes(path.read_bytes())
        self.settings = place / "switchroom.yaml"
        self.write_settings("publishing: {when: by_hand}")
        self.language = "en_GB.UTF-8"

    def write_settings(self, more: str) -> None:
        """The settings of this centre, without prompts."""
        places = f"dialplans: {self.folder}\nstate: {self.place / 'state'}\nprompts: {self.place / 'none'}\n"
        self.settings.write_text(f"{places}{more}\n", encoding="utf-8")

    def say(self, command: str, *arguments: str) -> Result:
        """Give a command with these settings."""
        env = {"LC_ALL": self.language, "COLUMNS": "200"}
        return CliRunner().invoke(app, [command, *arguments, "--settings", str(self.settings)], env=env)

    def change(self, old: str, new: str, file: str = "main.yaml") -> None:
        """Edit a document."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def edition(self) -> Edition:
        """What stands in the folder."""
        read = read_edition(texts_in(self.folder))
        assert isinstance(read, Edition)
        return read

    def lived(self, *calls: tuple[str, ...]) -> list[str]:
        """Calls of an hour ago went through the folder's dialplans; answers their contacts' ids."""
        return asyncio.run(self._lived(calls))

    async def _lived(self, calls: tuple[tuple[str, ...], ...]) -> list[str]:
        edition, shift = self.edition(), time.time() - 3600 - BEGAN
        async with Store.open(f"sqlite:///{self.place / 'state' / 'centre.db'}", "0.1") as store:
            await store.keep_texts(edition.version, texts_in(self.folder))
            return [
                await _live(store, edition, 200 + number, shift, call) for number, call in enumerate(calls)
            ]


async def _live(store: Store, edition: Edition, number: int, shift: float, lines: tuple[str, ...]) -> str:
    phase: Phase | None = None
    channel = f"sw-{number}.1"
    name = channel.replace(".", "-")
    for seq, line in enumerate(lines, start=1):
        told = event_in(f"> {line}", phase)
        renamed = msgspec.json.encode(told).replace(CONTACT.encode(), name.encode())
        event = EVENTS.decode(renamed.replace(CALLER.encode(), channel.encode()))
        event = replace(event, at=event.at + shift)
        transition = (
            begin(event, edition) if isinstance(event, Arrived) else advance(_there(phase), event, edition)
        )
        await store.save(saved_of(Entry(seq, phase, event, transition), edition))
        phase = transition.phase
    return name


def _there(phase: Phase | None) -> Phase:
    assert phase is not None
    return phase
