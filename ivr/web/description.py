"""The description of the API as OpenAPI 3.1, made of its operations and their models."""

from collections.abc import Iterable, Sequence
from typing import cast

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, JsonSchemaValue, models_json_schema

from ivr.web import problems
from ivr.web.operation import Nothing, Operation
from ivr.web.problems import Kind, ProblemDocument

DESCRIPTION = web.AppKey("description", bytes)

_REF = "#/components/schemas/{model}"
_ABOUT = (
    "Times are seconds since the epoch, UTC. Errors are problem documents (RFC 9457) in Chinese or English, "
    "as Accept-Language asks. Callers' numbers are masked for tokens without the scope `pii`."
)

_UNMODELLED: dict[str, JsonSchemaValue] = {
    "application/json": {"type": "object"},
    "text/plain": {"type": "string"},
    "audio/wav": {},
}

Schema = JsonSchemaValue
"""A part of the document: JSON by nature, so its values may be anything that JSON has."""


def describe(operations: Sequence[Operation], version: str) -> Schema:
    """The OpenAPI document of these operations."""
    schemas = _schemas(operations)
    paths: dict[str, Schema] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Switchroom", "version": version, "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": {name: schemas[name] for name in schemas if name not in _of_parameters(operations)},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(operations: Iterable[Operation]) -> dict[str, Schema]:
    """The schemas of all models, by name: of bodies as they are read, of answers as they are told."""
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(ProblemDocument, "serialization"): None}
    for operation in operations:
        wanted[(operation.path_model, "validation")] = None
        wanted[(operation.query_model, "validation")] = None
        wanted[(operation.body_model, "validation")] = None
        if operation.answer is not None:
            wanted[(operation.answer, "serialization")] = None
    _, document = models_json_schema(list(wanted), ref_template=_REF)
    return cast(dict[str, Schema], document["$defs"])


def _of_parameters(operations: Iterable[Operation]) -> set[str]:
    """The models of paths and queries, which are told as parameters."""
    models = {model for one in operations for model in (one.path_model, one.query_model)}
    return {model.__name__ for model in models - {Nothing}}


def _operation(operation: Operation, schemas: dict[str, Schema]) -> Schema:
    described: Schema = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": (operation.handler.__doc__ or "").partition("\n")[0],
        "parameters": [
            *_parameters("path", schemas[operation.path_model.__name__]),
            *_parameters("query", schemas[operation.query_model.__name__]),
        ],
        "responses": _responses(operation),
    }
    if operation.method == "POST":
        described["requestBody"] = {
            "required": any(field.is_required() for field in operation.body_model.model_fields.values()),
            "content": {"application/json": {"schema": _ref(operation.body_model)}},
        }
    if operation.door != "open":
        # The machine's own programs need no token for what is near.
        described["security"] = [{"token": []}, {}] if operation.door == "near" else [{"token": []}]
        described["x-scope"] = operation.door
    return described


def _parameters(place: str, schema: Schema) -> list[Schema]:
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": place,
            "required": place == "path" or name in required,
            "schema": _without_null(of_field),
        }
        for name, of_field in schema.get("properties", {}).items()
    ]


def _without_null(schema: Schema) -> Schema:
    """A parameter that may be left out, but that cannot be null: there is no null in a URL."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else schema


def _responses(operation: Operation) -> dict[str, Schema]:
    told: dict[str, Schema] = {"200": _success(operation)}
    for kind in _kinds(operation):
        told[str(kind.status)] = {
            "description": kind.title.en,
            "content": {"application/problem+json": {"schema": _ref(ProblemDocument)}},
        }
    return told


def _success(operation: Operation) -> Schema:
    if operation.media == "websocket":
        return {"description": "Never: the answer to a websocket is 101."}
    schema = _ref(operation.answer) if operation.answer else _UNMODELLED[operation.media]
    return {"description": "Done", "content": {operation.media: {"schema": schema}}}


def _kinds(operation: Operation) -> Iterable[Kind]:
    """The problems of an operation: its own and those that come with what it takes."""
    yield from (problems.INVALID, problems.INTERNAL, problems.UNAVAILABLE)
    if operation.door != "open":
        yield from (problems.UNAUTHORIZED, problems.FORBIDDEN, problems.TOO_MANY)
    if operation.path_model is not Nothing:
        yield problems.NOT_FOUND
    if operation.method == "POST":
        yield from (problems.MALFORMED, problems.TOO_SLOW, problems.TOO_LARGE, problems.NOT_JSON)
    yield from operation.kinds


def _ref(model: type[BaseModel]) -> Schema:
    return {"$ref": _REF.format(model=model.__name__)}
