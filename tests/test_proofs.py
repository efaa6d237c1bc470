"""The page that says which test shows what names no test that there is not."""

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "proofs.md"


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`(test_\w+\.py)(?:::(test_\w+))?`", PAGE.read_text(encoding="utf-8"))
    texts = {file: (HERE / "real" / file).read_text(encoding="utf-8") for file, _ in named}
    missing = [f"{file}::{test}" for file, test in named if test and f"def {test}(" not in texts[file]]

    assert len(named) > 40
    assert missing == []
