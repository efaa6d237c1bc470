"""Editions: what goes live, what a running call keeps, and what is refused."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from ivr.dialplan.edition import Edition, read_edition
from ivr.publishing.book import Audience
from ivr.server.editions import DialplanError, Editions, texts_in
from ivr.telephony.events import Arrived
from ivr.telephony.ids import AgentId, ChannelId, ContactId
from tests.calls.transcript import FOLDER

CENTRE = "centre.yaml"
HUNG_UP = 'start: bye\nnodes:\n  bye: {type: hang_up, prompt: {zh: 再见。, en: "Goodbye."}}\n'


class Keeper:
    """Keeps texts in memory."""

    def __init__(self, kept: dict[str, Mapping[str, bytes]] | None = None) -> None:
        self.kept = kept or {}

    async def keep_texts(self, version: str, files: Mapping[str, bytes]) -> None:
        self.kept[version] = dict(files)

    async def texts(self, version: str) -> Mapping[str, bytes] | None:
        return self.kept.get(version)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in (FOLDER / "centre").glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def editions(folder: Path, keeper: Keeper) -> Editions:
    return Editions(folder, keeper, lambda prompt: True)


async def test_what_goes_live_is_kept_by_its_version(
    editions: Editions, keeper: Keeper, folder: Path
) -> None:
    assert await editions.load()
    assert keeper.kept == {editions.present().version: texts_in(folder)}


async def test_an_unchanged_folder_is_no_new_edition(editions: Editions) -> None:
    await editions.load()
    before = editions.present()
    assert not await editions.load()
    assert editions.present() is before


async def test_a_running_call_keeps_its_dialplans_and_gets_the_present_centre(
    editions: Editions, folder: Path
) -> None:
    await editions.load()
    old = editions.present()
    (folder / "main.yaml").write_text(HUNG_UP, encoding="utf-8")
    centre = (folder / CENTRE).read_text(encoding="utf-8")
    (folder / CENTRE).write_text(centre.replace("ring_seconds: 15", "ring_seconds: 7"), encoding="utf-8")
    assert await editions.load()
    kept = editions.begun_with(old.version)
    assert (kept.dialplans["main"].start, editions.present().dialplans["main"].start) == ("menu", "bye")
    assert kept.centre.queues["repair"].ring_seconds == 7
    assert editions.begun_with(editions.present().version) is editions.present()


async def test_a_mistake_is_refused_by_name_and_the_present_edition_stays(
    editions: Editions, folder: Path
) -> None:
    await editions.load()
    before = editions.present()
    (folder / "main.yaml").write_text("start: nowhere\nnodes: {}\n", encoding="utf-8")
    with pytest.raises(DialplanError) as refused:
        await editions.load()
    assert editions.present() is before
    assert {problem.file for problem in refused.value.problems} == {"main.yaml"}
    assert "main.yaml:" in str(refused.value)
    assert "switchroom check" in str(refused.value)


async def test_a_prompt_without_sound_is_refused(folder: Path, keeper: Keeper) -> None:
    silent = Editions(folder, keeper, lambda prompt: prompt.language != "zh")
    with pytest.raises(DialplanError):
        await silent.load()
    assert keeper.kept == {}


async def test_after_a_restart_the_editions_of_living_calls_are_read_from_storage(
    editions: Editions, keeper: Keeper, folder: Path
) -> None:
    await editions.load()
    old = editions.present().version
    (folder / "main.yaml").write_text(HUNG_UP, encoding="utf-8")
    later = Editions(folder, keeper, lambda prompt: True)
    await later.load()
    assert later.begun_with(old) is later.present()
    await later.remember([old, old])
    assert later.begun_with(old).dialplans["main"].start == "menu"


@pytest.mark.parametrize("kept", [{}, {"lost": {"centre.yaml": b"agents: 5\n"}}])
async def test_an_edition_that_cannot_be_read_any_more_gives_way_to_the_present_one(
    folder: Path, kept: dict[str, Mapping[str, bytes]]
) -> None:
    editions = Editions(folder, Keeper(kept), lambda prompt: True)
    await editions.load()
    await editions.remember(["lost"])
    assert editions.begun_with("lost") is editions.present()


def test_only_documents_are_read_from_the_folder(folder: Path) -> None:
    (folder / "notes.txt").write_text("not a document")
    assert sorted(texts_in(folder)) == [
        CENTRE,
        "complaint.yaml",
        "desk.yaml",
        "identify.yaml",
        "main.yaml",
        "onward.yaml",
        "satisfaction.yaml",
    ]


def broken(folder: Path) -> None:
    (folder / "main.yaml").write_text("start: nowhere\nnodes: {}\n", encoding="utf-8")


async def test_a_start_with_a_mistake_in_the_folder_begins_with_what_was_live_last(
    folder: Path, keeper: Keeper, tmp_path: Path
) -> None:
    first = Editions(folder, keeper, lambda prompt: True, tmp_path / "live")
    await first.begin()
    broken(folder)
    second = Editions(folder, keeper, lambda prompt: True, tmp_path / "live")
    await second.begin()
    assert second.present().version == first.present().version
    with pytest.raises(DialplanError):
        await second.load()  # and its mistakes are still told to whoever asks


async def test_a_start_with_a_mistake_and_nothing_before_it_is_refused(
    folder: Path, keeper: Keeper, tmp_path: Path
) -> None:
    broken(folder)
    with pytest.raises(DialplanError):
        await Editions(folder, keeper, lambda prompt: True, tmp_path / "live").begin()


async def test_where_the_last_documents_cannot_be_kept_they_go_live_all_the_same(
    folder: Path, keeper: Keeper, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    editions = Editions(folder, keeper, lambda prompt: True, tmp_path / "file" / "live")
    await editions.begin()
    assert editions.present().dialplans


async def test_what_an_edition_needs_is_made_ready_before_it_goes_live(folder: Path, keeper: Keeper) -> None:
    editions = Editions(folder, keeper, lambda prompt: True)
    seen: list[str] = []

    async def make_ready(edition: Edition) -> None:
        assert editions._present is None
        seen.append(edition.version)

    editions.make_ready = make_ready
    await editions.load()
    assert seen == [editions.present().version]


async def test_an_edition_that_nobody_walks_through_any_more_is_let_go(
    editions: Editions, folder: Path
) -> None:
    await editions.load()
    old = editions.present()
    (folder / "main.yaml").write_text(HUNG_UP, encoding="utf-8")
    await editions.load()
    editions.forget([old.version])
    assert editions.in_use() == {old.version, editions.present().version}
    assert editions.begun_with(old.version).dialplans["main"].start == "menu"
    editions.forget([])
    assert editions.in_use() == {editions.present().version}


async def test_an_edition_is_in_use_before_it_is_live(editions: Editions) -> None:
    seen: list[frozenset[str]] = []

    async def look(edition: object) -> None:
        seen.append(editions.in_use())

    editions.make_ready = look
    await editions.load()
    assert editions.present().version in seen[0]


def arrives(contact: str, caller: str = "13800138000") -> Arrived:
    channel = ChannelId(f"{contact}.1")
    return Arrived(
        contact=ContactId(contact), at=1.0, channel=channel, caller=caller, caller_name="", dialled="4001"
    )


def change(folder: Path) -> None:
    (folder / "main.yaml").write_text(HUNG_UP, encoding="utf-8")


async def tried(editions: Editions, folder: Path, audience: Audience) -> tuple[Edition, Edition]:
    """The live edition, and another that this audience meets."""
    await editions.load()
    present = editions.present()
    other = read_edition({**texts_in(folder), "main.yaml": HUNG_UP.encode()})
    assert isinstance(other, Edition)
    await editions.try_out(other, audience)
    return present, other


async def test_only_the_named_caller_meets_what_is_tried_for_him(editions: Editions, folder: Path) -> None:
    present, other = await tried(editions, folder, Audience(only_from="+8613800138000"))
    assert editions.beginning(arrives("c-1", "008613800138000")).version == other.version
    assert editions.beginning(arrives("c-1", "13900139000")) is present
    assert editions.present() is present


async def test_a_share_of_the_calls_meets_what_is_tried(editions: Editions, folder: Path) -> None:
    _, other = await tried(editions, folder, Audience(share=0.2))
    met = [editions.beginning(arrives(f"c-{number}")).version == other.version for number in range(1000)]
    assert 150 < sum(met) < 250


async def test_an_agents_own_call_never_meets_what_is_tried(editions: Editions, folder: Path) -> None:
    present, _ = await tried(editions, folder, Audience(share=1.0))
    own = msgspec.structs.replace(arrives("c-1"), agent=AgentId("8001"))
    assert editions.beginning(own) is present


async def test_after_the_trial_its_calls_keep_their_edition_and_new_ones_do_not_meet_it(
    editions: Editions, folder: Path
) -> None:
    present, other = await tried(editions, folder, Audience(share=1.0))
    editions.end_trial()
    assert editions.beginning(arrives("c-1")) is present
    assert editions.begun_with(other.version).dialplans["main"].start == "bye"


async def test_what_is_tried_is_not_forgotten_while_nobody_is_in_it(editions: Editions, folder: Path) -> None:
    _, other = await tried(editions, folder, Audience(share=1.0))
    editions.forget([])
    assert editions.beginning(arrives("c-1")).version == other.version


async def test_decided_by_hand_the_folder_goes_live_only_where_nothing_is(
    folder: Path, keeper: Keeper, tmp_path_factory: pytest.TempPathFactory
) -> None:
    last = tmp_path_factory.mktemp("state") / "live"
    by_hand = Editions(folder, keeper, lambda prompt: True, last, by_hand=True)
    await by_hand.begin()
    live = by_hand.present().version
    change(folder)
    assert not await by_hand.load()
    (folder / "main.yaml").write_text("start: nowhere\nnodes: {}\n", encoding="utf-8")
    with pytest.raises(DialplanError):
        await by_hand.load()
    change(folder)
    again = Editions(folder, keeper, lambda prompt: True, last, by_hand=True)
    await again.begin()
    assert (by_hand.present().version, again.present().version) == (live, live)


async def test_what_was_rolled_back_does_not_come_back_by_itself(
    folder: Path, keeper: Keeper, tmp_path_factory: pytest.TempPathFactory
) -> None:
    last = tmp_path_factory.mktemp("state") / "live"
    editions = Editions(folder, keeper, lambda prompt: True, last)
    await editions.begin()
    good, files = editions.present(), texts_in(folder)
    change(folder)
    assert await editions.load()
    await editions.go_live(good, files)
    assert not await editions.load()
    restarted = Editions(folder, keeper, lambda prompt: True, last)
    await restarted.begin()
    assert (editions.present().version, restarted.present().version) == (good.version, good.version)
    (folder / "main.yaml").write_text(f"# mended\n{HUNG_UP}", encoding="utf-8")
    assert await restarted.load()


async def test_news_that_were_saved_while_the_server_was_down_go_live_at_its_start(
    folder: Path, keeper: Keeper, tmp_path_factory: pytest.TempPathFactory
) -> None:
    last = tmp_path_factory.mktemp("state") / "live"
    await Editions(folder, keeper, lambda prompt: True, last).begin()
    change(folder)
    restarted = Editions(folder, keeper, lambda prompt: True, last)
    await restarted.begin()
    assert restarted.present().dialplans["main"].start == "bye"
