"""The contract of the directory of customers: what it must do on every storage backend."""

from collections.abc import AsyncIterator

import pytest

from ivr.storage.customers.directory import Directory
from ivr.storage.customers.entries import Entry, NumberTakenError
from ivr.storage.store import Store
from ivr.telephony.customers import Customer, History
from ivr.telephony.ids import AgentId, ContactId
from tests.storage.examples import a_record, a_save

WANG = Customer(
    id="K-7",
    name="王芳",
    tier="vip",
    tags=("老年", "complaint"),
    language="zh",
    agent=AgentId("8001"),
    starred=True,
)
MOBILE, OFFICE, OTHER = "+8613800138000", "+861012345678", "+8613900139000"


class DirectoryContract:
    """Tests on one backend, whose database is at the fixture ``url`` and is empty."""

    @pytest.fixture
    async def kept(self, url: str) -> AsyncIterator[Store]:
        async with Store.open(url, "0.1") as store:
            yield store

    @pytest.fixture
    async def directory(self, kept: Store) -> Directory:
        return Directory(kept)

    async def test_a_customer_is_found_by_any_of_his_numbers(self, directory: Directory) -> None:
        await directory.put(Entry(customer=WANG, numbers=(MOBILE, OFFICE)))
        assert await directory.find(MOBILE) == WANG
        assert await directory.find(OFFICE) == WANG
        assert await directory.find(OTHER) == Customer.unknown()

    async def test_numbers_stay_in_their_order(self, directory: Directory) -> None:
        await directory.put(Entry(customer=WANG, numbers=(MOBILE, OFFICE)))
        entry = await directory.entry("K-7")
        assert entry is not None
        assert entry.numbers == (MOBILE, OFFICE)
        assert await directory.entry("K-8") is None

    async def test_a_number_that_is_left_out_is_nobodys(self, directory: Directory) -> None:
        await directory.put(Entry(customer=WANG, numbers=(MOBILE, OFFICE)))
        await directory.put(Entry(customer=WANG, numbers=(OFFICE, OTHER)))
        assert await directory.find(MOBILE) == Customer.unknown()
        assert await directory.find(OTHER) == WANG

    async def test_another_customers_number_is_refused_and_nothing_changes(
        self, directory: Directory
    ) -> None:
        await directory.put(Entry(customer=WANG, numbers=(MOBILE,)))
        with pytest.raises(NumberTakenError, match="customer K-7's; take it from him first"):
            await directory.put(Entry(customer=Customer(id="K-8"), numbers=(OTHER, MOBILE)))
        assert await directory.find(OTHER) == Customer.unknown()
        assert await directory.entry("K-8") is None

    async def test_among_many_a_number_may_move_from_one_to_another(self, directory: Directory) -> None:
        li = Customer(id="K-8", name="李雷")
        await directory.put_all(
            (Entry(customer=WANG, numbers=(MOBILE, OFFICE)), Entry(customer=li, numbers=(OTHER,)))
        )
        await directory.put_all(
            (Entry(customer=li, numbers=(MOBILE,)), Entry(customer=WANG, numbers=(OFFICE,)))
        )
        assert await directory.owners([MOBILE, OFFICE, OTHER]) == {MOBILE: "K-8", OFFICE: "K-7"}

    async def test_customers_come_in_pages_by_their_ids(self, directory: Directory) -> None:
        await directory.put_all([Entry(customer=Customer(id=f"K-{n}")) for n in range(5)])
        assert [entry.customer.id for entry in await directory.page(limit=2)] == ["K-0", "K-1"]
        assert [entry.customer.id for entry in await directory.page("K-2")] == ["K-3", "K-4"]

    async def test_who_is_removed_is_gone_with_numbers_and_pin(self, directory: Directory) -> None:
        await directory.put(Entry(customer=WANG, numbers=(MOBILE,)))
        await directory.set_pin("K-7", "hash")
        assert await directory.remove("K-7")
        assert not await directory.remove("K-7")
        assert await directory.find(MOBILE) == Customer.unknown()
        assert await directory.pin("K-7") is None

    async def test_a_pin_outlives_a_change_of_its_customer(self, directory: Directory) -> None:
        await directory.set_pin("K-7", "hash")
        await directory.put(Entry(customer=WANG))
        assert await directory.pin("K-7") == "hash"
        await directory.clear_pin("K-7")
        assert await directory.pin("K-7") is None

    async def test_the_history_is_that_of_all_numbers_of_the_person(
        self, directory: Directory, kept: Store
    ) -> None:
        await directory.put(Entry(customer=WANG, numbers=(MOBILE, OFFICE)))
        records = (
            a_record("c-1", caller=MOBILE, arrived_at=1000.0, agent=AgentId("8001"), outcome="answered"),
            a_record("c-2", caller=OFFICE, arrived_at=2000.0, agent=AgentId(""), outcome="left_in_queue"),
            a_record("c-3", caller=OTHER, arrived_at=2500.0, agent=AgentId("8002")),
            a_record("c-4", caller=OFFICE, arrived_at=3000.0, agent=AgentId("8003")),
        )
        for record in records:
            await kept.save(a_save(ContactId(record.contact), 1, phase=None, record=record))
        assert await directory.history(MOBILE, before=3000.0) == History(
            arrivals=(2000.0, 1000.0), last_agent=AgentId("8001"), last_outcome="left_in_queue"
        )
        assert await directory.history(OTHER, before=9000.0) == History(
            arrivals=(2500.0,), last_agent=AgentId("8002"), last_outcome="served"
        )
        assert await directory.history("+8613100000000", before=9000.0) == History()
