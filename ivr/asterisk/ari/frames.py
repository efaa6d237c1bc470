"""Frames: what travels over the websocket, from bytes to typed words and back."""

import msgspec

from ivr.asterisk.ari.models import Event, RESTQueryStringParameter, RESTRequest, RESTResponse
from ivr.asterisk.ari.requests import Reply, Request


class Unread(msgspec.Struct, frozen=True):
    """A frame that we have no use for; ``type`` is what it calls itself, or empty when it is no message."""

    type: str


class Answered(msgspec.Struct, frozen=True):
    """The reply to the request that went out under this id."""

    request_id: str
    reply: Reply


class _Header(msgspec.Struct):
    type: str


_words: msgspec.json.Decoder[Event | RESTResponse] = msgspec.json.Decoder(Event | RESTResponse)
_headers = msgspec.json.Decoder(_Header)


def encode(request_id: str, request: Request) -> str:
    """The frame that carries a request.  Fields left empty stay out: ARI takes a null for a fault."""
    frame = RESTRequest(
        # Asterisk gives both back; one of them is enough for us.
        transaction_id=request_id,
        request_id=request_id,
        method=request.method,
        uri=request.path,
        query_strings=tuple(
            RESTQueryStringParameter(name=name, value=value) for name, value in request.query
        ),
        content_type="application/json" if request.body else None,
        message_body=request.body.decode() if request.body else None,
    )
    present = {name: value for name, value in msgspec.to_builtins(frame).items() if value is not None}
    return msgspec.json.encode(present).decode()


def decode(data: str | bytes) -> Event | Answered | Unread:
    """What a frame says.  Never raises: what cannot be read is Unread."""
    try:
        word = _words.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return Unread(_type_of(data))
    if isinstance(word, RESTResponse):
        body = (word.message_body or "").encode("utf-8", "replace")
        return Answered(word.request_id, Reply(word.status_code, body))
    return word


def _type_of(data: str | bytes) -> str:
    try:
        return _headers.decode(data).type[:64]
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return ""
