"""Frames on the websocket."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.asterisk.ari.frames import Answered, Unread, decode, encode
from ivr.asterisk.ari.models import StasisEnd
from ivr.asterisk.ari.requests import Reply, Request, body, parameters, path

RESPONSE = {
    "type": "RESTResponse",
    "transaction_id": "7",
    "request_id": "7",
    "status_code": 404,
    "reason_phrase": "Not Found",
    "uri": "channels/nosuch",
    "content_type": "application/json",
    "message_body": '{"message":"Channel not found"}',
    "application": "switchroom",
    "timestamp": "2026-11-22T06:11:56.081+0000",
    "asterisk_id": "02:00:00:00:00:01",
}


def test_a_request_leaves_empty_fields_out() -> None:
    frame = json.loads(encode("7", Request("DELETE", "channels/x")))
    assert frame == {
        "type": "RESTRequest",
        "transaction_id": "7",
        "request_id": "7",
        "method": "DELETE",
        "uri": "channels/x",
        "query_strings": [],
    }


def test_a_request_carries_its_parameters_and_its_body() -> None:
    request = Request("POST", "bridges/b", (("type", "mixing"),), b'{"a":1}')
    frame = json.loads(encode("8", request))
    assert frame["query_strings"] == [{"name": "type", "value": "mixing"}]
    assert (frame["content_type"], frame["message_body"]) == ("application/json", '{"a":1}')


def test_a_reply_names_its_request() -> None:
    assert decode(json.dumps(RESPONSE)) == Answered("7", Reply(404, b'{"message":"Channel not found"}'))


def test_a_reply_without_a_body_has_an_empty_one() -> None:
    frame = {name: value for name, value in RESPONSE.items() if name != "message_body"}
    assert decode(json.dumps(frame)) == Answered("7", Reply(404, b""))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ('{"type": "ChannelVarset", "variable": "x"}', "ChannelVarset"),
        ('{"type": "StasisEnd"}', "StasisEnd"),
        ('{"type": "StasisEnd", "timestamp": 1, "application": "x", "channel": {}}', "StasisEnd"),
        ('{"type": 5}', ""),
        ("[]", ""),
        ("{", ""),
        ("", ""),
        (b"\xff\xfe", ""),
        ("[" * 100_000, ""),
        ('{"type": "%s"}' % ("x" * 1000), "x" * 64),
    ],
)
def test_a_frame_of_no_use_is_unread_and_says_what_it_calls_itself(data: str | bytes, kind: str) -> None:
    assert decode(data) == Unread(kind)


@given(st.one_of(st.binary(), st.text()))
def test_nothing_that_comes_can_break_the_reading(data: str | bytes) -> None:
    assert isinstance(decode(data), Unread | Answered | StasisEnd)


def test_an_id_can_name_no_other_resource() -> None:
    assert path("channels", "../x?y", "play", "ü") == "channels/..%2Fx%3Fy/play/%C3%BC"


def test_parameters_left_out_stay_out_and_several_values_are_joined() -> None:
    given = {"media": ("sound:a", "sound:b"), "lang": None, "skipms": 0, "mute": True, "role": "x"}
    assert parameters(given) == (
        ("media", "sound:a,sound:b"),
        ("skipms", "0"),
        ("mute", "true"),
        ("role", "x"),
    )


def test_no_content_is_no_body_at_all() -> None:
    assert (body(None), body({"allowed": []})) == (b"", b'{"allowed":[]}')
