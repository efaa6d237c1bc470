"""Versions of the dialplans: which there are and how they differ, publishing, approving, rolling back.

Who decided what, when and why stands in the list for ever: it is the audit of these operations.
"""

from collections.abc import Awaitable
from typing import Annotated, TypeVar

from pydantic import Field

from ivr.dialplan.document import Document, Shape
from ivr.dialplan.messages import Message
from ivr.publishing.errors import PublishingError, UnknownVersionError
from ivr.web.asked import Asked
from ivr.web.names import Word
from ivr.web.operation import operation
from ivr.web.problems import CONFLICT, INVALID, NOT_FOUND, Refused, slips_of
from ivr.web.versions import PublishWanted, VersionView, Words

VersionName = Annotated[
    str,
    Shape("[0-9a-f]{1,12}", "版本号是 1 到 12 位十六进制数", "a version is 1 to 12 hexadecimal digits"),
]

Answered = TypeVar("Answered")


class Versions(Document):
    """Every version, the first drafted one first."""

    versions: tuple[VersionView, ...]


class VersionPath(Document):
    """A version, or the beginning of its id, in the path."""

    version: VersionName


class ChangesQuery(Document):
    """Which two versions are compared; without ``old`` the live one, without ``new`` the folder."""

    old: VersionName | None = None
    new: VersionName | None = None


class Changes(Document):
    """How they differ, in words; nothing: they mean the same."""

    changes: tuple[Words, ...]


class ShareOfCalls(Document):
    """This share of the calls, more than none and less than all."""

    share: Annotated[float, Field(gt=0, lt=1)]


class OneNumber(Document):
    """The calls of one number, in any spelling."""

    only_from: Word


class PublishOrder(Document):
    """What is to be published, the folder or ``version``, and for whom: all calls if nobody is named."""

    version: VersionName | None = None
    audience: ShareOfCalls | OneNumber | None = None
    note: Annotated[str, Field(max_length=500)] = ""


class RollBackOrder(Document):
    """Which version is taken out of force: the tried one, else the live one, if none is named."""

    version: VersionName | None = None
    note: Annotated[str, Field(max_length=500)] = ""


@operation("GET", "/v1/dialplans/versions", "admin")
async def list_versions(asked: Asked) -> Versions:
    """Every version of the dialplans: its state, whose it is, what changed with it, and why."""
    return Versions(versions=tuple(await asked.house.versions.list()))


@operation("GET", "/v1/dialplans/changes", "admin", kinds=(NOT_FOUND, CONFLICT))
async def show_changes(asked: Asked, query: ChangesQuery) -> Changes:
    """How two versions differ, in words."""
    found = await _decided(asked.house.versions.changes(query.old or "", query.new or ""))
    return Changes(changes=tuple(Words(zh=one.zh, en=one.en) for one in found))


@operation("POST", "/v1/dialplans/publish", "admin", kinds=(NOT_FOUND, CONFLICT))
async def publish_dialplans(asked: Asked, body: PublishOrder) -> VersionView:
    """Publish the folder, or a version of before; refused unless it is right."""
    audience = body.audience.model_dump() if body.audience is not None else {}
    wanted = PublishWanted(version=body.version, note=body.note, **audience)
    answer = await _decided(asked.house.versions.publish(wanted, asked.name))
    if isinstance(answer, VersionView):
        return answer
    raise Refused(
        INVALID,
        Message("对话方案有错，没有发布", "the dialplans have faults; nothing was published"),
        slips_of(answer),
    )


@operation("POST", "/v1/dialplans/versions/{version}/approve", "admin", kinds=(CONFLICT,))
async def approve_version(asked: Asked, path: VersionPath) -> VersionView:
    """Give one's word for a version that waits for it."""
    return await _decided(asked.house.versions.approve(path.version, asked.name))


@operation("POST", "/v1/dialplans/rollback", "admin", kinds=(NOT_FOUND, CONFLICT))
async def roll_back_version(asked: Asked, body: RollBackOrder) -> VersionView:
    """Take a version out of force; calls under way keep theirs."""
    return await _decided(asked.house.versions.roll_back(body.version or "", asked.name, body.note))


async def _decided(deciding: Awaitable[Answered]) -> Answered:
    """What was decided; what cannot be decided is told as a problem."""
    try:
        return await deciding
    except UnknownVersionError as error:
        raise Refused(NOT_FOUND, error.told()) from error
    except PublishingError as error:
        raise Refused(CONFLICT, error.told()) from error
