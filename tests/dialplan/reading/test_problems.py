"""Problems, as administrators read them."""

from ivr.dialplan.messages import Message
from ivr.dialplan.reading.problems import Place, Problem, Source


def test_a_problem_shows_place_fault_line_caret_and_remedy() -> None:
    source = Source("main.yaml", ("a: 1", "  prompt: {zh: 欢迎，en: Hi}"))
    problem = source.problem(
        Place(2, 18), Message("全角逗号", "full-width comma"), Message("改正", "mend it")
    )

    assert problem.in_language("en") == "\n".join(
        [
            "main.yaml:2:18: full-width comma",
            "  |   prompt: {zh: 欢迎，en: Hi}",
            "  |                    ^",
            "  → mend it",
        ]
    )
    assert problem.in_language("zh").startswith("main.yaml:2:18: 全角逗号\n")
    assert problem.in_language("zh").endswith("  → 改正")


def test_a_problem_without_line_or_remedy_is_one_line() -> None:
    problem = Problem(file="a.yaml", line=1, column=1, what=Message("空", "empty"))

    assert problem.in_language("en") == "a.yaml:1:1: empty"


def test_a_place_beyond_the_last_line_shows_no_line() -> None:
    problem = Source("a.yaml", ("a: [",)).problem(Place(2, 1), Message("缺", "missing"), Message("补", "add"))

    assert problem.in_language("en") == "a.yaml:2:1: missing\n  → add"


def test_a_tab_before_the_caret_does_not_move_it() -> None:
    problem = Source("a.yaml", ("\tx: 1",)).problem(Place(1, 2), Message("错", "wrong"), Message("", ""))

    assert problem.in_language("en").splitlines()[1:] == ["  |     x: 1", "  |     ^"]
