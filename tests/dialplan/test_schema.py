"""The published schema is fresh, editors find it, and it takes what the reader takes."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from ivr.dialplan.schema import KINDS, schema, schema_text

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "schema"
COMMENT = re.compile(r"^# yaml-language-server: \$schema=(\S+)$", re.MULTILINE)
EXAMPLES = sorted((ROOT / "dialplans").glob("*.yaml"))


def kind_of(path: Path) -> str:
    return "centre" if path.name == "centre.yaml" else "dialplan"


def read(path: Path) -> object:
    """The document as an editor's validator sees it: keys are texts."""
    return json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("kind", KINDS)
def test_the_published_schema_is_that_of_the_code(kind: str) -> None:
    published = (PUBLISHED / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(kind), f"write it anew: switchroom schema {kind} -o docs/schema/…"


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_valid_schema(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))


@pytest.mark.parametrize(
    "path", [path for path in EXAMPLES if COMMENT.search(path.read_text("utf-8"))], ids=str
)
def test_an_example_names_the_schema_that_editors_load(path: Path) -> None:
    (named,) = COMMENT.findall(path.read_text(encoding="utf-8"))
    assert (path.parent / named).resolve() == PUBLISHED / f"{kind_of(path)}.schema.json"
    jsonschema.validate(read(path), json.loads((path.parent / named).read_text(encoding="utf-8")))


def test_examples_name_their_schema() -> None:
    assert {"main.yaml", "centre.yaml"} <= {
        path.name for path in EXAMPLES if COMMENT.search(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"start": "a", "nodes": {"a": {"type": "hang_up", "promt": {"en": "Bye"}}}}, "nodes"),
        ({"start": "a", "nodes": {"a": {"type": "hang_up", "outcome": "Not One Word"}}}, "nodes"),
        ({"nodes": {"a": {"type": "hang_up"}}}, ""),
        ({"start": "a", "nodes": {"a": {"type": "sing"}}}, "nodes"),
    ],
)
def test_slips_are_marked_where_they_stand(document: object, place: str) -> None:
    with pytest.raises(jsonschema.ValidationError) as refused:
        jsonschema.validate(document, schema("dialplan"))
    assert next(iter(refused.value.absolute_path), "") == place
