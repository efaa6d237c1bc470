"""Recordings: the finished files, caller on the left track and agent on the right."""

import asyncio

import structlog
from aiohttp import web

from ivr.dialplan.messages import Message
from ivr.web.asked import Asked
from ivr.web.names import ContactPath
from ivr.web.operation import operation
from ivr.web.port import RecordingView
from ivr.web.problems import CONFLICT, GONE, NOT_FOUND, Refused

log = structlog.get_logger()


@operation(
    "GET",
    "/v1/contacts/{contact}/recording",
    "recordings:read",
    kinds=(NOT_FOUND, CONFLICT, GONE),
    media="audio/wav",
)
async def download_recording(asked: Asked, path: ContactPath) -> web.FileResponse:
    """A contact's recording as WAV; ranges (RFC 9110) may be asked for."""
    row = await asked.house.recording(path.contact)
    if row is None:
        raise Refused(NOT_FOUND, Message("这个呼叫没有录音", "this contact has no recording"))
    _stored(row)
    file = asked.house.recording_path(row.contact)
    if not await asyncio.to_thread(file.is_file):
        log.error("recording_file_missing", contact=row.contact)
        raise Refused(GONE, Message("录音文件不见了", "the recording's file is missing"))
    log.info("recording_sent", contact=row.contact, token=asked.token.id if asked.token else "")
    return web.FileResponse(
        file,
        headers={
            "Content-Type": "audio/wav",
            "Content-Disposition": f'attachment; filename="{row.contact}.wav"',
        },
    )


def _stored(row: RecordingView) -> None:
    match row.state:
        case "stored":
            return
        case "recording":
            raise Refused(
                CONFLICT,
                Message("录音还没有完成，请稍后再取", "the recording is still being made; come back later"),
                headers={"Retry-After": "5"},
            )
        case "broken":
            raise Refused(
                GONE, Message(f"录音已损坏：{row.reason}", f"the recording is broken: {row.reason}")
            )
        case "deleted":
            raise Refused(
                GONE, Message(f"录音已按保存期限删除（{row.reason}）", f"the recording is gone: {row.reason}")
            )
