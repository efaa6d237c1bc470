"""Fields: the keys that a place in a document may have."""

import pytest

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.queues import Queue
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.document import Document
from ivr.dialplan.nodes.transfer import Transfer
from ivr.dialplan.reading.fields import neighbours
from ivr.dialplan.reading.tree import Path, Value

DIALPLAN: Value = {
    "nodes": {
        "a": {"type": "branch", "when": [{"iff": "x"}]},
        "b": {"type": "transfer"},
        "c": {"type": "unknown"},
    }
}
CENTRE: Value = {"queues": {"repair": {"nam": "x"}}}


@pytest.mark.parametrize(
    ("model", "path", "document", "keys"),
    [
        (Dialplan, ("strat",), DIALPLAN, tuple(Dialplan.model_fields)),
        (Dialplan, ("nodes", "a", "when", 0, "iff"), DIALPLAN, ("if", "next")),
        (Dialplan, ("nodes", "b", "x"), DIALPLAN, tuple(Transfer.model_fields)),
        (Dialplan, ("nodes", "c", "x"), DIALPLAN, ()),
        (Dialplan, ("nodes", "a", "when", 7, "iff"), DIALPLAN, ("if", "next")),
        (Centre, ("queues", "repair", "nam"), CENTRE, tuple(Queue.model_fields)),
        (Centre, ("zone", "x", "y"), CENTRE, ()),
    ],
)
def test_the_neighbours_of_a_key_are_those_of_its_own_part(
    model: type[Document], path: Path, document: Value, keys: tuple[str, ...]
) -> None:
    assert neighbours(model, path, document) == keys


def test_the_schema_of_a_dialplan_can_be_published() -> None:
    schema = Dialplan.model_json_schema()

    assert schema["$defs"]["Collect"]["properties"]["end_key"]["pattern"] == "^(?:[*#])$"
    (nodes,) = schema["properties"]["nodes"]["patternProperties"].values()
    assert set(nodes["discriminator"]["mapping"]) >= {"say", "menu", "hang_up"}
