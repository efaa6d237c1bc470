"""The picture of the floor is what its changes say, whichever way it is kept."""

import msgspec

from ivr.storage.floor import (
    AgentGone,
    CallGone,
    ContactGone,
    Floor,
    FloorAgent,
    FloorCall,
    FloorContact,
    InProcessFloor,
)

ZHANG = FloorAgent("8001", "张伟", "ready", 100.0)
CALL = FloorCall("c-1", "repair", 100.0, 1)
CONTACT = FloorContact("c-1", "Waiting", "13800138000", None, 100.0)


def test_the_floor_holds_what_was_published_last() -> None:
    floor = InProcessFloor()
    port: Floor = floor
    talking = msgspec.structs.replace(ZHANG, state="talking", contact="c-1")
    for change in (ZHANG, CALL, CONTACT, talking):
        port.publish(change)
    assert (dict(floor.agents), dict(floor.waiting)) == ({"8001": talking}, {"c-1": CALL})
    assert dict(floor.contacts) == {"c-1": CONTACT}


def test_what_is_gone_is_gone_and_may_be_gone_twice() -> None:
    floor = InProcessFloor()
    for change in (ZHANG, CALL, CONTACT, *(AgentGone("8001"), CallGone("c-1"), ContactGone("c-1")) * 2):
        floor.publish(change)
    assert (floor.agents, floor.waiting, floor.contacts) == ({}, {}, {})


def test_a_waiting_call_leaves_its_contact_alone() -> None:
    floor = InProcessFloor()
    for change in (CALL, CONTACT, CallGone("c-1")):
        floor.publish(change)
    assert (floor.waiting, dict(floor.contacts)) == ({}, {"c-1": CONTACT})


def test_the_callers_number_is_marked_as_personal_data() -> None:
    written = msgspec.json.decode(msgspec.json.encode(CONTACT))
    assert written == {
        "contact": "c-1",
        "phase": "Waiting",
        "pii_caller": "13800138000",
        "agent": None,
        "since": 100.0,
    }
