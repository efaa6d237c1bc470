"""The steps of attaching and detaching, with an Asterisk that only answers questions."""

import asyncio
import shlex
import shutil
from pathlib import Path

import pytest

from ivr.asterisk.attaching.errors import AttachError
from ivr.server.attaching import attach, detach, look
from ivr.server.settings import AsteriskSettings, AttachedSettings, Settings
from tests.asterisk.attaching import test_facts as said
from tests.asterisk.attaching.layouts import contents, plain

CHECKOUT = Path(__file__).parents[2]

_CONSOLE = """#!/bin/sh
shift
echo "$1" >> {folder}/asked
cat "{folder}/$1" 2>/dev/null
exit 0
"""


class Answering:
    """An Asterisk whose answers lie in files, named by what it is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "answers"
        self.folder.mkdir()
        self.etc = plain(folder / "etc")
        self.command = self.folder / "console"
        self.command.write_text(_CONSOLE.format(folder=shlex.quote(str(self.folder))))
        self.command.chmod(0o755)
        answers = {
            "core show version": said.VERSION,
            "core show settings": said.SETTINGS,
            "http show status": said.HTTP,
            "manager show settings": said.MANAGER,
            "ari show status": said.ARI,
            "module show": said.ALL_MODULES,
        }
        for question, text in answers.items():
            self.answer(question, text)
        shutil.copytree(CHECKOUT / "tests/real/centre", folder / "dialplans")
        attached = AttachedSettings(etc=self.etc, console=str(self.command))
        self.settings = Settings(
            dialplans=folder / "dialplans",
            prompts=CHECKOUT / "dialplans/prompts",
            state=folder / "state",
            asterisk=AsteriskSettings(attached=attached),
        )

    def answer(self, question: str, text: str) -> None:
        (self.folder / question).write_text(text)

    def asked(self) -> list[str]:
        path = self.folder / "asked"
        return path.read_text().splitlines() if path.exists() else []

    def look(self, *enable: str) -> str:
        return asyncio.run(look(self.settings, frozenset(enable))).difference


@pytest.fixture
def theirs(tmp_path: Path) -> Answering:
    return Answering(tmp_path)


def refused(theirs: Answering, *enable: str) -> str:
    before = contents(theirs.etc)
    with pytest.raises(AttachError) as told:
        asyncio.run(attach(theirs.settings, frozenset(enable)))
    assert contents(theirs.etc) == before
    return str(told.value)


def test_to_look_changes_nothing_and_makes_no_secret(theirs: Answering) -> None:
    before = contents(theirs.etc)
    assert '+#tryinclude "switchroom.d/extensions.conf"' in theirs.look()
    assert contents(theirs.etc) == before
    assert "reload" not in "".join(theirs.asked())


@pytest.mark.parametrize(
    ("question", "answer", "switch"),
    [
        ("http show status", said.HTTP_OFF, "http"),
        ("manager show settings", said.MANAGER_OFF, "ami"),
        ("ari show status", "Enabled: No\n", "ari"),
    ],
)
def test_what_is_off_is_told_with_the_switch_and_turned_on_only_with_it(
    theirs: Answering, question: str, answer: str, switch: str
) -> None:
    theirs.answer(question, answer)
    assert f"--enable-{switch}" in refused(theirs)
    assert "+[general]" in theirs.look(switch)


def test_a_switch_that_is_on_already_is_not_touched(theirs: Answering) -> None:
    assert "+[general]" not in theirs.look("http", "ami", "ari")


def test_an_asterisk_that_cannot_do_it_is_refused_with_every_reason(theirs: Answering) -> None:
    theirs.answer("core show version", "Asterisk 18.9.0")
    theirs.answer("module show", said.MODULES)
    told = refused(theirs)
    assert "20 LTS or newer is needed" in told
    assert "has not loaded app_stasis.so" in told


def test_one_that_cannot_be_reached_is_told_with_the_command_line(theirs: Answering) -> None:
    theirs.command.write_text("#!/bin/sh\necho Unable to connect to remote asterisk; exit 1\n")
    told = refused(theirs)
    assert "Unable to connect to remote asterisk" in told
    assert "--console" in told


def test_attached_and_detached_it_reads_each_file_by_the_least_command_and_no_call_ends(
    theirs: Answering,
) -> None:
    before = contents(theirs.etc)
    asyncio.run(attach(theirs.settings, frozenset()))
    assert contents(theirs.etc) != before
    outcome = asyncio.run(detach(theirs.settings, now=False))
    assert contents(theirs.etc) == before
    assert all(freed.as_before for freed in outcome.freed)
    orders = [line for line in theirs.asked() if "reload" in line]
    there = [
        "manager reload",
        "module reload res_ari.so",
        "moh reload",
        "queue reload parameters switchroom-fallback",
        "dialplan reload",
    ]
    assert orders == there + there[::-1]


def test_while_callers_are_inside_detaching_is_refused_unless_now(theirs: Answering) -> None:
    asyncio.run(attach(theirs.settings, frozenset()))
    row = "PJSIP/a-1!switchroom-arrivals!caller!4!Up!Stasis!x!1!!!3!9!!17.1\nPJSIP/b!from-internal!1!1!Up\n"
    theirs.answer("core show channels concise", row)
    attached = contents(theirs.etc)
    with pytest.raises(AttachError, match="1 calls are in Switchroom's hands"):
        asyncio.run(detach(theirs.settings, now=False))
    assert contents(theirs.etc) == attached
    assert asyncio.run(detach(theirs.settings, now=True)).freed


def test_with_asterisk_down_the_files_are_restored_all_the_same(theirs: Answering) -> None:
    before = contents(theirs.etc)
    asyncio.run(attach(theirs.settings, frozenset()))
    theirs.command.write_text("#!/bin/sh\nexit 1\n")
    outcome = asyncio.run(detach(theirs.settings, now=False))
    assert outcome.unread is not None
    assert contents(theirs.etc) == before


def test_lines_of_theirs_that_still_lead_to_us_are_named(theirs: Answering) -> None:
    asyncio.run(attach(theirs.settings, frozenset()))
    extensions = theirs.etc / "extensions.conf"
    with extensions.open("ab") as file:
        file.write(b"; switchroom-arrivals\nexten => 2,1,Goto(switchroom-arrivals,caller,1)\n")
    outcome = asyncio.run(detach(theirs.settings, now=False))
    assert outcome.mentions == (f"{extensions}:4",)


def test_what_queues_remember_of_ours_is_taken_from_the_database(theirs: Answering) -> None:
    asyncio.run(attach(theirs.settings, frozenset()))
    theirs.answer("database show Queue", "/Queue/PersistentMembers/switchroom-fallback : PJSIP/8001;0;0\n")
    asyncio.run(detach(theirs.settings, now=False))
    assert "database del Queue/PersistentMembers switchroom-fallback" in theirs.asked()
