"""Editions: all documents of a folder, read together."""

import time

from ivr.dialplan.centre.notices import DEFAULT_NOTICE
from ivr.dialplan.centre.pauses import PAUSE_REASONS, reason_prompts
from ivr.dialplan.edition import Edition, read_edition, version_of
from ivr.dialplan.reading.problems import Problem
from ivr.telephony.prompts import Prompt

CENTRE = b"""name: {zh: a, en: b}
languages: [zh, en]
skills: [repair, zh, en]
agents:
  "8001": {name: Wang, skills: {repair: 5}}
queues:
  repair: {name: {zh: a}, needs: {repair: 1}, survey: main}
numbers:
  "4001": {dialplan: main}
"""
MAIN = """start: bye
nodes:
  bye: {type: hang_up, prompt: {zh: 再见。, en: Goodbye.}}
""".encode()
FILES = {"centre.yaml": CENTRE, "main.yaml": MAIN}


def edition(files: dict[str, bytes]) -> Edition:
    read = read_edition(files)
    assert isinstance(read, Edition), read
    return read


def told(files: dict[str, bytes]) -> list[str]:
    answer = read_edition(files)
    assert isinstance(answer, tuple)
    return [shown(problem) for problem in answer]


def shown(problem: Problem) -> str:
    return f"{problem.file}:{problem.line}:{problem.column}: {problem.what.en}"


def test_an_edition_has_the_centre_and_every_dialplan_by_its_files_name() -> None:
    read = edition({**FILES, "投诉.yaml": MAIN, "notes.txt": b"not read"})

    assert list(read.dialplans) == ["main", "投诉"]
    assert read.centre.agents["8001"].name == "Wang"


def test_equal_texts_have_equal_versions_and_others_do_not() -> None:
    version = version_of(FILES)

    assert len(version) == 12
    assert version_of(dict(reversed(FILES.items()))) == version
    assert version_of({**FILES, "main.yaml": MAIN + b"#"}) != version
    assert version_of({"centre.yaml": CENTRE, "mai": b"n.yaml" + MAIN}) != version
    assert edition({**FILES, "notes.txt": b"x"}).version == edition(FILES).version


def test_every_prompt_is_listed_once() -> None:
    read = edition({**FILES, "other.yaml": MAIN})

    reasons = reason_prompts(PAUSE_REASONS)
    notice = (Prompt(text, language) for language, text in DEFAULT_NOTICE.items())
    assert read.prompts() == (Prompt("再见。", "zh"), Prompt("Goodbye.", "en"), *notice, *reasons)


def test_a_folder_without_a_centre_is_refused() -> None:
    assert told({"main.yaml": MAIN}) == ["centre.yaml:1:1: there is no centre.yaml"]


def test_the_problems_of_all_files_are_told_at_once_in_order() -> None:
    broken = {
        "centre.yaml": CENTRE.replace(b"Wang, skills", b"Wang, skils"),
        "a.yaml": b"start: x\nnodes: {y: {type: hang_up}}\n",
        "b.yaml": "nodes：".encode(),
        "main.yaml": b"start: bye\nnodes:\n  bye: {type: hangup}\n",
    }

    assert told(broken) == [
        'a.yaml:1:8: there is no node "x"',
        "b.yaml:1:6: there is a full-width colon ： here",
        'centre.yaml:5:24: there is no "skils" here',
        'main.yaml:3:8: there is no type of node "hangup"',
    ]


def test_a_dialplan_that_cannot_be_read_is_not_called_missing() -> None:
    assert told({**FILES, "main.yaml": b"start: [\n"}) == [
        "main.yaml:2:1: this is no YAML: did not find expected node content"
    ]


def test_every_kind_of_unknown_name_in_the_centre_is_told() -> None:
    text = CENTRE.replace(b"repair: 5", b"repiar: 5").replace(b"needs: {repair", b"needs: {fly")
    text = text.replace(b"survey: main", b"survey: mian").replace(
        b"{dialplan: main}", b"{dialplan: x, language: fr}"
    )

    assert told({**FILES, "centre.yaml": text}) == [
        'centre.yaml:5:33: there is no skill "repiar"',
        'centre.yaml:7:35: there is no skill "fly"',
        'centre.yaml:7:52: there is no dialplan "mian"',
        'centre.yaml:9:22: there is no dialplan "x"',
        'centre.yaml:9:35: there is no language "fr"',
    ]


def test_where_a_language_is_asked_for_every_language_is_a_skill() -> None:
    text = """start: q
nodes:
  q: {type: queue, queue: repair, language_level: 3, timeout: bye}
  bye: {type: hang_up}
"""
    centre = CENTRE.replace(b"[repair, zh, en]", b"[repair]").replace(b", survey: main", b"")

    assert told({"centre.yaml": centre, "main.yaml": text.encode()}) == [
        'main.yaml:3:51: there is no skill "zh"',
        'main.yaml:3:51: there is no skill "en"',
    ]


def test_a_survey_that_hands_callers_on_is_refused() -> None:
    text = b"start: q\nnodes:\n  q: {type: queue, queue: repair, timeout: bye}\n  bye: {type: hang_up}\n"

    assert told({**FILES, "main.yaml": text}) == [
        'centre.yaml:7:55: the survey "main" cannot hand callers on, but its node "q" does'
    ]


def test_a_text_without_a_sound_is_told_when_sounds_are_known() -> None:
    answer = read_edition(FILES, lambda prompt: prompt.language == "zh")

    assert isinstance(answer, tuple)
    assert [shown(problem) for problem in answer] == ["main.yaml:3:46: this prompt has no sound yet"]
    assert isinstance(read_edition(FILES, lambda _: True), Edition)


def test_a_thousand_nodes_are_read_and_checked_within_a_second() -> None:
    menus = "".join(
        f"""  n{number}:
    type: menu
    prompt: {{zh: 菜单{number}, en: menu {number}}}
    keys: {{1: n{number + 1}, 2: n{number * 7 % 999}}}
    no_input: n{number + 1}
    no_match: n{number + 1}
"""
        for number in range(999)
    )
    last = "  n999: {type: queue, queue: repair, timeout: bye}\n  bye: {type: hang_up}\n"
    text = f"start: n0\nnodes:\n{menus}{last}"

    begun = time.process_time()
    read = edition({**FILES, "big.yaml": text.encode()})

    assert time.process_time() - begun < 1.0
    assert len(read.dialplans["big"].nodes) == 1001
