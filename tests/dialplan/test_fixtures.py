"""Good and bad documents: each bad one must get exactly the complaints that its first lines tell.

``# expect: LINE:COLUMN: what`` (in English) stands at the top of a bad document, once for each.
A document whose name begins with ``centre`` stands in for the centre, one with ``hours`` or ``rules`` for
those, any other for a dialplan.
"""

import re
from pathlib import Path

import pytest

from ivr.dialplan.edition import Edition, read_edition
from ivr.dialplan.reading.problems import Problem
from tests.dialplan.examples import Almanac, complaints

FOLDER = Path(__file__).parents[1] / "dialplans"
EXPECTED = re.compile(r"^# expect: (.*?)\r?$", re.MULTILINE)

CENTRE = """name: {zh: 示例, en: Example}
languages: [zh, en]
skills: [repair, zh, en]
queues:
  维修: {name: {zh: 维修}, needs: {repair: 1}}
trunks:
  carrier: {kind: address, host: 192.0.2.1}
""".encode()
STANDING_IN = ("centre", "hours", "rules")
HOURS = b"hours: {office: {week: {mon-fri: 9:00-18:00}}}\n"


def documents(kind: str) -> list[Path]:
    return sorted((FOLDER / kind).glob("*.yaml"))


def read(path: Path) -> Edition | tuple[Problem, ...]:
    name = next((f"{kind}.yaml" for kind in STANDING_IN if path.name.startswith(kind)), "tried.yaml")
    files = {"centre.yaml": CENTRE, "hours.yaml": HOURS, name: path.read_bytes()}
    return read_edition(files, calendars=Almanac())


@pytest.mark.parametrize("path", documents("good"), ids=lambda path: path.stem)
def test_a_good_document_is_accepted(path: Path) -> None:
    answer = read(path)

    assert isinstance(answer, Edition), answer


@pytest.mark.parametrize("path", documents("bad"), ids=lambda path: path.stem)
def test_a_bad_document_gets_the_complaints_it_must_get(path: Path) -> None:
    expected = EXPECTED.findall(path.read_bytes().decode("utf-8", errors="replace"))

    answer = read(path)

    assert isinstance(answer, tuple)
    assert complaints(answer) == expected


@pytest.mark.parametrize("path", documents("bad"), ids=lambda path: path.stem)
def test_every_complaint_has_a_remedy_and_both_are_in_chinese_too(path: Path) -> None:
    answer = read(path)

    assert isinstance(answer, tuple)
    for problem in answer:
        assert re.search("[一-鿿]", problem.what.zh)
        assert re.search("[一-鿿]", problem.remedy.zh)
        assert problem.remedy.en


def test_there_are_documents_of_both_kinds() -> None:
    assert len(documents("good")) >= 5
    assert len(documents("bad")) >= 25
