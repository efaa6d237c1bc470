"""The schema of dialplans and of the centre, for editors and forms."""

from aiohttp import web

from ivr.dialplan.document import Document
from ivr.dialplan.schema import Kind, schema_text
from ivr.web.asked import Asked
from ivr.web.operation import operation


class SchemaQuery(Document):
    """Of which kind of document the schema is."""

    kind: Kind = "dialplan"


@operation("GET", "/v1/dialplans/schema", "open")
async def show_schema(asked: Asked, query: SchemaQuery) -> web.Response:
    """The JSON Schema of the documents that this version reads."""
    return web.Response(text=schema_text(query.kind), content_type="application/json")
