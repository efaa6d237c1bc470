"""Changes: two editions differ in these words."""

from collections.abc import Mapping

from ivr.dialplan.edition import Edition, read_edition
from ivr.publishing.changes import changes
from tests.calls.transcript import FOLDER

FILES = {path.name: path.read_bytes() for path in sorted((FOLDER / "centre").glob("*.yaml"))}


def edition(files: Mapping[str, bytes]) -> Edition:
    read = read_edition(files)
    assert isinstance(read, Edition), [problem.in_language("en") for problem in read]
    return read


def told(language: str = "en", **replaced: tuple[str, str]) -> list[str]:
    """What replacing texts in files changes; ``main=("old", "new")``."""
    files = dict(FILES)
    for name, (old, new) in replaced.items():
        text = files[f"{name}.yaml"].decode()
        assert old in text, old
        files[f"{name}.yaml"] = text.replace(old, new, 1).encode()
    return [one.in_language(language) for one in changes(edition(FILES), edition(files))]


def test_equal_texts_have_no_changes() -> None:
    assert changes(edition(FILES), edition(FILES)) == ()


def test_a_comment_changes_nothing_that_callers_meet() -> None:
    assert told(main=("start: menu", "# ours\nstart: menu")) == []


def test_a_key_leads_elsewhere() -> None:
    keys = ("keys: {1: repair, 2: account}", "keys: {1: sorry, 3: account}")
    assert told(main=keys) == [
        "main.menu: key 1 now leads to sorry (before: repair)",
        "main.menu: key 2 (to account) is gone",
        "main.menu: key 3 is new and leads to account",
    ]
    assert told("zh", main=keys) == [
        "main.menu：按键 1 现在通向 sorry（原为 repair）",
        "main.menu：删除按键 2 （原通向 account）",
        "main.menu：新增按键 3 ，通向 account",
    ]


def test_another_exit_leads_elsewhere_and_callers_begin_elsewhere() -> None:
    assert told(main=("no_input: goodbye", "no_input: sorry")) == [
        "main.menu: exit no_input now leads to sorry (before: goodbye)"
    ]
    first = "start: hello\nnodes:\n  hello: {type: say, prompt: {zh: 您好。, en: Hello.}, next: menu}"
    assert told(main=("start: menu\nnodes:", first))[0] == "main: callers now begin at hello (before: menu)"


def test_a_text_says_something_else() -> None:
    assert told(main=("en: Goodbye.", "en: Good day.")) == [
        "main.goodbye.prompt.en: “Goodbye.” → “Good day.”"
    ]


def test_a_node_is_new_another_is_gone_and_a_third_changes_its_type() -> None:
    new = "goodbye: {type: say, prompt: {zh: 再见。, en: Goodbye.}, next: over}\n  over: {type: hang_up}"
    old = "goodbye: {type: hang_up, prompt: {zh: 再见。, en: Goodbye.}, outcome: self_service}"
    assert told(main=(old, new)) == [
        "main: node over (hang_up) is new",
        "main.goodbye: is now a say (before: hang_up)",
    ]
    backwards = [
        one.en
        for one in changes(
            edition({**FILES, "main.yaml": FILES["main.yaml"].replace(old.encode(), new.encode())}),
            edition(FILES),
        )
    ]
    assert backwards[0] == "main: node over (hang_up) is gone"


def test_other_settings_of_a_node_are_told_as_they_stand() -> None:
    assert told(
        main=(
            "seconds: 5\n    tries: 2\n    no_match_prompt",
            "seconds: 8\n    tries: 2\n    no_match_prompt",
        )
    ) == ["main.menu.seconds: 5 → 8"]


def test_a_dialplan_is_new_or_gone() -> None:
    more = {**FILES, "holiday.yaml": b"start: bye\nnodes:\n  bye: {type: hang_up}\n"}
    assert [one.en for one in changes(edition(FILES), edition(more))] == ["dialplan holiday is new"]
    assert [one.zh for one in changes(edition(more), edition(FILES))] == ["删除对话方案 holiday"]


def test_the_centre_is_told_by_its_own_names() -> None:
    assert told(centre=("ring_seconds: 15", "ring_seconds: 7")) == [
        "centre.queues.repair.ring_seconds: 15 → 7"
    ]
    agent = '"8001": {name: 张伟, skills: {repair: 5}}'
    more = f'{agent}\n  "8009": {{name: 王芳, skills: {{repair: 2}}}}'
    assert told(centre=(agent, more)) == ["centre.agents.8009: is new"]
    assert told("zh", centre=(agent, more)) == ["centre.agents.8009：新增"]
    assert told(centre=("skills: {repair: 5}", "skills: {repair: 5, complaint: 2}")) == [
        "centre.agents.8001.skills.complaint: 2 is new"
    ]


def test_long_texts_are_cut() -> None:
    (said,) = told(main=("en: Goodbye.", f"en: {'word ' * 40}"))
    assert len(said) < 150
    assert said.endswith("…")
