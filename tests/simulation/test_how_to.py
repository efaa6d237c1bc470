"""The scenario of the how-to, in both languages, is read and runs."""

import random
import re
from pathlib import Path

from ivr.simulation.reading import read_scenario
from ivr.simulation.scenario import Scenario
from ivr.simulation.simulating import simulate

DOCS = Path(__file__).parents[2] / "docs"


def example(page: str) -> str:
    found = re.search(r"```yaml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_runs() -> None:
    text = example("how-to-simulate.md").replace("200000", "3000").replace("10000", "500")

    scenario = read_scenario("centre.yaml", text.encode())

    assert isinstance(scenario, Scenario)
    answer = simulate(scenario, random.Random(scenario.seed))
    assert sum(figures.offered for figures in answer.classes.values()) == 2500
    assert set(answer.agents) == {"repairers", "clerks", "both"}


def test_both_languages_have_the_same_example() -> None:
    assert example("how-to-simulate.md") == example("zh/how-to-simulate.md")
