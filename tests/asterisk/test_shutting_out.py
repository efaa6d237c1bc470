"""The list of those shut out is replaced so that nobody slips in between."""

import json

import pytest

from ivr.asterisk.ari.errors import RefusedError
from ivr.asterisk.ari.requests import Reply, Request
from ivr.asterisk.shutting_out import ShuttingOut


class Memory:
    """What Asterisk does with objects of the type acl, as seen on 22.10.1."""

    def __init__(self) -> None:
        self.objects: dict[str, str] = {}
        self.least: set[str] = set()
        self.refuses = 0
        self.makes = True

    async def request(self, request: Request) -> Reply:
        if self.refuses:
            return Reply(self.refuses, b"Cannot create sorcery objects of type 'acl'")
        name = request.path.rpartition("/")[2]
        match request.method:
            case "PUT":
                (field,) = json.loads(request.body)["fields"]
                assert field["attribute"] == "deny"
                if self.makes:
                    self.objects[name] = field["value"]
                status = 500
            case "GET":
                status = 500 if name in self.objects else 404
            case _:
                status = 204 if self.objects.pop(name, None) is not None else 404
        self.least &= {denied for value in self.objects.values() for denied in value.split(",")}
        return Reply(status)


async def test_the_last_list_counts_and_no_other() -> None:
    memory = Memory()
    door = ShuttingOut(memory.request)
    for networks in (("192.0.2.7",), ("192.0.2.7", "2001:db8::/64"), ("192.0.2.9",)):
        await door.only(networks)
        assert list(memory.objects.values()) == [",".join(networks)]
    await door.only(())
    assert memory.objects == {}


async def test_whoever_stays_shut_out_is_so_all_the_time() -> None:
    memory = Memory()
    door = ShuttingOut(memory.request)
    await door.only(("192.0.2.7",))
    memory.least = {"192.0.2.7"}
    await door.only(("192.0.2.7", "192.0.2.8"))
    await door.only(("192.0.2.7",))
    assert memory.least == {"192.0.2.7"}


async def test_the_list_of_a_server_before_this_one_goes() -> None:
    memory = Memory()
    await ShuttingOut(memory.request).only(("192.0.2.7",))
    await ShuttingOut(memory.request).only(())
    assert memory.objects == {}


@pytest.mark.parametrize("status", [403, 400])
async def test_an_asterisk_that_keeps_no_such_list_says_so(status: int) -> None:
    memory = Memory()
    memory.refuses = status
    with pytest.raises(RefusedError, match="Cannot create"):
        await ShuttingOut(memory.request).only(("192.0.2.7",))


async def test_an_object_that_was_not_made_is_told_from_one_that_cannot_be_shown() -> None:
    memory = Memory()
    memory.makes = False
    with pytest.raises(RefusedError):
        await ShuttingOut(memory.request).only(("192.0.2.7",))
