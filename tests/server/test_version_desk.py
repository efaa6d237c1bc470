"""The version desk: what the API publishes is checked, rehearsed, in force at once, and told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ivr.publishing.errors import OwnApprovalError, UnknownVersionError
from ivr.server.editions import Editions
from ivr.server.publishing import Publishing
from ivr.server.settings import PublishingSettings, Settings
from ivr.server.trying import Trying
from ivr.server.version_desk import VersionDesk
from ivr.storage.store import Store
from ivr.voice.library import PromptLibrary
from ivr.web.versions import PublishWanted, VersionView
from tests.calls.transcript import FOLDER


class Sounds(PromptLibrary):
    """Every prompt has a sound."""

    def has(self, prompt: object) -> bool:
        return True


class Desk:
    """A folder, a store, the editions in force, and the desk over them."""

    def __init__(self, folder: Path, store: Store, approvals: int) -> None:
        self.folder = folder
        library = Sounds(folder / "prompts")
        settings = Settings(
            dialplans=folder, publishing=PublishingSettings(when="by_hand", approvals=approvals)
        )
        self.editions = Editions(folder, store, library.has, by_hand=True)
        self.publishing = Publishing(self.editions, store, lambda: 5.0)
        self.editions.on_save = self.publishing.saved
        trying = Trying(self.publishing, store, lambda version: {}, lambda: 5.0)
        self.desk = VersionDesk(settings, store, self.publishing, trying, library, lambda: 6.0)

    def change(self) -> None:
        path = self.folder / "main.yaml"
        keys = ("keys: {1: repair, 2: account}", "keys: {1: account, 2: repair}")
        path.write_text(path.read_text(encoding="utf-8").replace(*keys), encoding="utf-8")

    async def published(self, by: str = "wang", **wanted: object) -> VersionView:
        answer = await self.desk.publish(PublishWanted(**wanted), by)
        assert isinstance(answer, VersionView), answer
        return answer


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(f"sqlite:///{tmp_path / 'centre.db'}", "0.1") as opened:
        yield opened


async def desk_of(store: Store, tmp_path: Path, approvals: int = 1) -> Desk:
    folder = tmp_path / "dialplans"
    folder.mkdir()
    for path in (FOLDER / "centre").glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    made = Desk(folder, store, approvals)
    await made.editions.begin()
    await made.publishing.follow()
    return made


async def test_the_folder_is_published_and_in_force_at_once(store: Store, tmp_path: Path) -> None:
    centre = await desk_of(store, tmp_path)
    before = centre.editions.present().version
    centre.change()
    told = [one.en for one in await centre.desk.changes("", "")]
    assert "main.menu: key 1 now leads to account (before: repair)" in told
    view = await centre.published(note="exchanged")
    assert (view.state, view.author, view.note) == ("live", "wang", "exchanged")
    assert centre.editions.present().version == view.version
    assert [one.en for one in await centre.desk.changes(before, view.version[:6])] == told
    back = await centre.desk.roll_back("", "li", "callers complained")
    assert (back.state, back.why.en if back.why else "") == ("rolled_back", "callers complained")
    assert centre.editions.present().version == before


async def test_a_share_is_judged_and_one_number_is_not(store: Store, tmp_path: Path) -> None:
    centre = await desk_of(store, tmp_path)
    centre.change()
    view = await centre.published(share=0.5)
    assert (view.state, view.share, view.judged) == ("canary", 0.5, "too_few")
    view = await centre.published(only_from="13800138000")
    assert (view.only_from, view.judged) == ("+8613800138000", "not_judged")


async def test_a_version_of_before_is_published_again(store: Store, tmp_path: Path) -> None:
    centre = await desk_of(store, tmp_path)
    before = centre.editions.present().version
    centre.change()
    await centre.published()
    view = await centre.published(version=before[:7])
    assert (view.version, centre.editions.present().version) == (before, before)
    assert [one.state for one in await centre.desk.list()] == ["live", "retired"]
    with pytest.raises(UnknownVersionError):
        await centre.published(version="ffff")


async def test_mistakes_and_callers_who_fail_are_told_and_nothing_is_published(
    store: Store, tmp_path: Path
) -> None:
    centre = await desk_of(store, tmp_path)
    path = centre.folder / "main.yaml"
    right = path.read_text(encoding="utf-8")
    caller = 'callers:\n  - {name: {en: Anybody}, steps: [{press: "1"}], reached: {outcome: self_service}}\n'
    for wrong in (right.replace("no_match: repair", "no_match: nowhere", 1), caller + right):
        path.write_text(wrong, encoding="utf-8")
        problems = await centre.desk.publish(PublishWanted(), "wang")
        assert not isinstance(problems, VersionView)
        assert problems[0].file == "main.yaml"
    assert len(await centre.desk.list()) == 1


async def test_two_tokens_must_agree(store: Store, tmp_path: Path) -> None:
    centre = await desk_of(store, tmp_path, approvals=2)
    centre.change()
    draft = await centre.published()
    assert draft.state == "draft"
    with pytest.raises(OwnApprovalError):
        await centre.desk.approve(draft.version, "wang")
    assert (await centre.desk.approve(draft.version, "zhao")).state == "live"
