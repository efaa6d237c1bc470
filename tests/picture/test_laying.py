"""Laying: rows run downwards, equal graphs are laid out equally, and no two boxes share a place."""

import subprocess
import sys
from itertools import combinations

from ivr.picture.laying import lay

NAMES = ("welcome", "menu", "balance", "repair", "goodbye")
WAYS = (
    ("welcome", "menu"),
    ("menu", "balance"),
    ("menu", "repair"),
    ("balance", "goodbye"),
    ("balance", "menu"),
    ("welcome", "goodbye"),
    ("menu", "menu"),
)


def test_callers_go_downwards_and_no_box_stands_on_another() -> None:
    places = lay(NAMES, WAYS).places
    assert places["welcome"][1] < places["menu"][1] < places["balance"][1] < places["goodbye"][1]
    for one, two in combinations(places.values(), 2):
        assert abs(one[0] - two[0]) >= 0.99 or abs(one[1] - two[1]) >= 0.99


def test_a_way_past_other_rows_bends_and_a_way_back_uses_the_same_rows() -> None:
    laid = lay(NAMES, WAYS)
    assert len(laid.bends["welcome", "goodbye"]) == 2
    assert laid.bends["menu", "balance"] == ()
    assert ("menu", "menu") not in laid.bends


def test_a_single_node_has_a_place() -> None:
    assert lay(("alone",), ()).places == {"alone": (0.0, 0.0)}


def test_equal_graphs_are_laid_out_equally_in_every_process() -> None:
    program = (
        "from ivr.picture.laying import lay; from tests.picture.test_laying import *; print(lay(NAMES, WAYS))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1
