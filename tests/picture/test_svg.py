"""SVG: every node and way stands in the drawing, in either language, and nothing in it is a program."""

from xml.etree import ElementTree

from ivr.dialplan.dialplan import Dialplan
from ivr.picture.svg import drawing
from tests.calls.transcript import edition

MAIN = edition().dialplans["main"]
SVG = "{http://www.w3.org/2000/svg}"


def texts(
    plan: Dialplan = MAIN, language: str = "zh", counts: dict[tuple[str, str], int] | None = None
) -> list[str]:
    root = ElementTree.fromstring(drawing(plan, language, counts, "last week"))
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def test_every_node_and_its_type_stand_there_in_both_languages() -> None:
    for language, kind in (("zh", "菜单"), ("en", "menu")):
        said = texts(language=language)
        assert set(MAIN.nodes) <= set(said)
        assert kind in said
    assert "last week" in texts()


def test_the_callers_of_each_way_stand_at_it() -> None:
    said = texts(language="en", counts={("menu", "account"): 1234, ("menu", "repair"): 7})
    assert "2 1,234" in said
    assert "1, no match 7" in said
    assert "no input 0" in said


def test_without_counts_only_the_names_of_ways_are_told() -> None:
    assert "2" in texts(language="en")


def test_an_unused_way_is_drawn_pale_and_a_used_one_thick() -> None:
    drawn = drawing(MAIN, "en", {("menu", "account"): 500})
    assert drawn.count('stroke="#cbd5e1"') > 3
    assert 'stroke-width="6.0"' in drawn


def test_long_texts_are_cut_and_marks_of_xml_are_written_out() -> None:
    plan = MAIN.model_copy(update={"title": {"zh": '<script>"长&'}})
    drawn = drawing(plan, "zh")
    assert "<script>" not in drawn
    assert "&lt;script&gt;&quot;长&amp;" in drawn
    assert any(text.endswith("…") for text in texts(language="en"))
