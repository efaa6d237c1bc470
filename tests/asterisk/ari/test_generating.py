"""Generating the typed words of ARI from an API description."""

from pathlib import Path

import msgspec
import pytest

from ivr.asterisk.ari import generating
from ivr.asterisk.ari.generating import Description, NotDescribedError, generate
from ivr.asterisk.ari.in_use import EVENTS, FRAMES, OPERATIONS


def model(**properties: str) -> dict[str, object]:
    fields = {
        name: {"type": kind.rstrip("?"), "required": not kind.endswith("?")}
        for name, kind in properties.items()
    }
    return {"description": "a thing\nof which more is said.", "properties": fields}


def described(file: str) -> dict[str, object]:
    operations = [
        {
            "httpMethod": "POST",
            "nickname": nickname,
            "summary": "Do it.",
            "responseClass": "List[Channel]",
            "parameters": [
                {"name": "thingId", "paramType": "path", "required": True, "dataType": "string"},
                {"name": "class", "paramType": "query", "dataType": "string"},
                {"name": "media", "paramType": "query", "required": True, "allowMultiple": True},
                {"name": "variables", "paramType": "body", "dataType": "containers"},
            ],
        }
        for owner, nickname in OPERATIONS
        if owner == file
    ]
    return {"apis": [{"path": "/things/{thingId}/doIt", "operations": operations}], "models": {}}


def description() -> dict[str, Description]:
    files = {file: described(file) for file, _ in OPERATIONS}
    models: dict[str, object] = {
        "Message": model(type="string", asterisk_id="string?") | {"subTypes": ["Event"]},
        "Event": model(timestamp="Date", application="string")
        | {"subTypes": [*EVENTS, "RESTResponse", "DeviceStateChanged"]},
        "Channel": model(id="string", channelvars="object?", plan="List[Plan]"),
        "Plan": model(priority="long"),
        "Unused": model(id="string"),
        "DeviceStateChanged": model(peer="Channel"),
        **{name: model(channel="Channel", type="string") for name in (*EVENTS, *FRAMES)},
    }
    files["events"] = files.get("events", {"apis": []}) | {"models": models}
    return {name: msgspec.convert(file, Description) for name, file in files.items()}


def test_an_event_has_its_own_fields_and_those_it_inherits_and_its_name_for_a_tag() -> None:
    assert (
        'class StasisEnd(msgspec.Struct, kw_only=True, frozen=True, tag_field="type", tag="StasisEnd"):\n'
        '    """A thing."""\n\n'
        "    timestamp: str\n"
        "    application: str\n"
        "    channel: Channel\n"
    ) in generate(description())


def test_a_model_comes_after_its_parts_and_only_when_it_is_used() -> None:
    text = generate(description())
    assert text.index("class Plan(") < text.index("class Channel(") < text.index("class StasisStart(")
    assert "class Unused(" not in text
    assert "    channelvars: msgspec.Raw | None = None\n    plan: tuple[Plan, ...]\n" in text


def test_the_events_that_nobody_reads_are_named_and_the_replies_to_requests_are_not_among_them() -> None:
    assert 'UNREAD_EVENTS = (\n    "DeviceStateChanged",\n)\n' in generate(description())


def test_an_operation_becomes_a_function_that_gives_a_request() -> None:
    assert (
        "def channels_answer(thing_id: str, *, media: Sequence[str], class_: str | None = None, "
        "variables: Mapping[str, str] | None = None) -> Request:\n"
        '    """Do it."""\n'
        '    return Request("POST", path("things", thing_id, "doIt"), '
        'parameters({"class": class_, "media": media}), '
        'body(None if variables is None else {"variables": variables}))\n'
    ) in generate(description())


@pytest.mark.parametrize(
    ("file", "thing"), [("channels", "of channels"), ("events", "claimChannel of events")]
)
def test_what_is_in_use_but_not_described_is_named(file: str, thing: str) -> None:
    lacking = {name: one for name, one in description().items() if name != file}
    with pytest.raises(NotDescribedError, match=thing):
        generate(lacking)


def test_an_event_in_use_that_no_model_describes_is_named() -> None:
    described = description()
    without = {name: one for name, one in described["events"].models.items() if name != "StasisStart"}
    events = msgspec.structs.replace(described["events"], models=without)
    with pytest.raises(NotDescribedError, match="model StasisStart"):
        generate(described | {"events": events})


def test_without_a_folder_the_command_tells_its_use(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert generating.main([]) == generating.main([str(tmp_path / "none")]) == 2
    assert "REST_API_FOLDER" in capsys.readouterr().err
