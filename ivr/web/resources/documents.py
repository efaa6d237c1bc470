"""Documents: the centre and its dialplans as texts, changed with comments and order kept."""

from typing import Annotated, Literal

from pydantic import Field

from ivr.dialplan.document import Document, Shape
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.editing import Edit, EditError, Json, Put, Remove
from ivr.web.asked import Asked
from ivr.web.desk import AnyJson, ChangedError, DocumentView
from ivr.web.operation import operation
from ivr.web.problems import CONFLICT, INVALID, NOT_FOUND, Refused, slips_of

FileName = Annotated[
    str,
    Shape(r"[^\x00-\x1f/\\.][^\x00-\x1f/\\]{0,80}\.yaml", "写文件名，如 centre.yaml", "write a file's name"),
]
Step = Annotated[str, Field(max_length=200)] | Annotated[int, Field(ge=0, le=10_000)]


class DocumentPath(Document):
    """A document in the path, by the name of its file."""

    file: FileName


class Documents(Document):
    """Every document of the dialplan folder."""

    documents: tuple[DocumentView, ...]


class EditOrder(Document):
    """One change: ``put`` a value where the path leads, the last step of which may be new, or ``remove``."""

    edit: Literal["put", "remove"]
    path: Annotated[tuple[Step, ...], Field(min_length=1, max_length=12)]
    value: AnyJson = None


class EditsOrder(Document):
    """The changes, in their order, and the version of the document that they were made of."""

    version: Annotated[str, Field(max_length=64)]
    edits: Annotated[tuple[EditOrder, ...], Field(min_length=1, max_length=500)]


@operation("GET", "/v1/documents", "admin")
async def list_documents(asked: Asked) -> Documents:
    """The texts of the centre and of all dialplans."""
    return Documents(documents=tuple(asked.holdings.desk.documents()))


@operation("POST", "/v1/documents/{file}", "admin", kinds=(NOT_FOUND, CONFLICT))
async def edit_document(asked: Asked, path: DocumentPath, body: EditsOrder) -> DocumentView:
    """Change values of a document; comments, quotes and order stay, and what would be wrong is refused."""
    edits: list[Edit] = [_edit(order) for order in body.edits]
    try:
        answer = await asked.holdings.desk.edit(path.file, body.version, edits)
    except ChangedError as error:
        raise Refused(
            CONFLICT,
            Message("文件已被别人修改，请重新打开", "somebody has changed the file meanwhile; open it anew"),
        ) from error
    except EditError as error:
        raise Refused(INVALID, Message(f"文件中没有这一项：{error.where()}", str(error))) from error
    if isinstance(answer, tuple):
        raise Refused(
            INVALID,
            Message("修改后的文件有错，没有保存", "the file would be wrong with this; it was not saved"),
            slips_of(answer),
        )
    return answer


def _edit(order: EditOrder) -> Edit:
    if order.edit == "remove":
        return Remove(order.path)
    value: Json = order.value  # pydantic's JSON is ours
    return Put(order.path, value)
