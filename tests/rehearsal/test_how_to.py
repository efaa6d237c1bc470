"""The how-to of tests: its callers are callers, in both languages."""

import re
from pathlib import Path

import pytest

from tests.dialplan.examples import dialplan

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "how-to-test-dialplans.md", DOCS / "zh" / "how-to-test-dialplans.md"]


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_the_callers_of_the_page_can_be_read(page: Path) -> None:
    (example,) = re.findall(r"```yaml\n(callers:.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)

    read = dialplan(f"start: a\nnodes: {{a: {{type: hang_up}}}}\n{example}")

    assert len(read.callers) == 2
    assert all(caller.acts() for caller in read.callers)
