"""Fields: which keys a place in a document may have."""

from collections.abc import Iterator
from typing import Any, get_args

from ivr.dialplan.document import Document
from ivr.dialplan.reading.tree import Path, Value

Model = type[Document]


def neighbours(model: Model, path: Path, document: Value) -> tuple[str, ...]:
    """The keys that may stand where the last step of the path stands; none if that cannot be told."""
    models: tuple[Model, ...] = (model,)
    value = document
    for step in path[:-1]:
        value = _part(value, step)
        field = models[0].model_fields.get(str(step)) if len(models) == 1 else None
        if field is not None:
            models = tuple(_models_in(field.annotation))
        elif len(models) > 1:
            models = tuple(found for found in models if _has_type(found, value))
    return _keys(models[0]) if len(models) == 1 else ()


def _part(value: Value, step: str | int) -> Value:
    match value:
        case dict():
            return value.get(str(step))
        case list() if isinstance(step, int) and step < len(value):
            return value[step]
        case _:
            return None


def _models_in(annotation: Any) -> Iterator[Model]:
    if isinstance(annotation, type) and issubclass(annotation, Document):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _has_type(model: Model, value: Value) -> bool:
    return isinstance(value, dict) and value.get("type") in get_args(model.model_fields["type"].annotation)


def _keys(model: Model) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())
