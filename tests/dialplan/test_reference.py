"""The reference page, and the docstrings it is made of."""

from pathlib import Path

import pytest
import yaml

from ivr.dialplan.document import Document
from ivr.dialplan.nodes import NODE_TYPES
from ivr.dialplan.reference import explained, reference
from tests.dialplan.examples import dialplan

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("language", "folder"), [("en", DOCS), ("zh", DOCS / "zh")])
def test_the_reference_page_is_fresh(language: str, folder: Path) -> None:
    page = (folder / "reference-dialplans.md").read_text(encoding="utf-8")

    remedy = f"run: python -m ivr.dialplan.reference {language} > {folder}/reference-dialplans.md"
    assert page == reference(language), remedy


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("node", NODE_TYPES, ids=lambda node: node.__name__)
def test_every_key_of_every_node_is_explained_in_both_languages(node: type[Document], language: str) -> None:
    page = explained(node, language)

    for name, field in node.model_fields.items():
        assert name == "type" or f"`{field.alias or name}`" in page


@pytest.mark.parametrize("node", NODE_TYPES, ids=lambda node: node.__name__)
def test_every_example_is_a_node_of_that_type(node: type[Document]) -> None:
    example = explained(node, "en").partition("```yaml\n")[2].partition("```")[0]
    name = next(iter(yaml.safe_load(example)))
    indented = "".join(f"  {line}\n" for line in example.splitlines())

    assert isinstance(dialplan(f"start: {name}\nnodes:\n{indented}").nodes[name], node)
