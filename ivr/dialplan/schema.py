"""The schema: dialplans and the centre as JSON Schema, by which editors help to write them.

``python -m ivr.cli.main schema dialplan > docs/schema/dialplan.schema.json`` writes the published one anew.
"""

import json
from typing import Any, Literal, get_args

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.document import Document

Kind = Literal["dialplan", "centre"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_MODELS: dict[str, tuple[type[Document], str]] = {
    "dialplan": (Dialplan, "A Switchroom dialplan"),
    "centre": (Centre, "A Switchroom centre (centre.yaml)"),
}

_NOT_WRITTEN = ("name",)
"""What a dialplan knows although its document does not say it."""


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the documents of this kind."""
    model, title = _MODELS[kind]
    told = model.model_json_schema(by_alias=True)
    if kind == "dialplan":
        told["properties"] = {name: of for name, of in told["properties"].items() if name not in _NOT_WRITTEN}
        told["required"] = [name for name in told["required"] if name not in _NOT_WRITTEN]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **told, "title": title}


def schema_text(kind: str) -> str:
    """The same as it is published."""
    return json.dumps(schema(kind), ensure_ascii=False, indent=1) + "\n"
