"""What is written for Excel is read back as it was, and no cell of it is a formula."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from ivr.storage.customers.entries import Entry
from ivr.storage.customers.reading import House, read_table
from ivr.storage.customers.writing import entry_line, header_line
from ivr.telephony.customers import Customer
from ivr.telephony.ids import AgentId
from ivr.telephony.numbers import NumberingPlan

HOUSE = House(NumberingPlan("CN", "010"), {"8001": "张伟"})
WORDS = st.text(st.sampled_from("vipVIP老年投诉_-1"), min_size=1, max_size=8)
ENTRIES = st.builds(
    Entry,
    customer=st.builds(
        Customer,
        id=st.text(st.sampled_from("K01-_甲="), min_size=1, max_size=12),
        name=st.text(st.sampled_from("王=+-@,，\"'；Li 1"), max_size=20).map(lambda name: name.strip(" '")),
        tier=WORDS | st.just(""),
        tags=st.lists(WORDS, max_size=3, unique=True).map(tuple),
        language=st.sampled_from(["", "zh", "en"]),
        agent=st.sampled_from([AgentId(""), AgentId("8001")]),
        starred=st.booleans(),
    ),
    numbers=st.lists(
        st.sampled_from(["+8613800138000", "+861012345678", "95588", "8005", "+442079460958"]),
        min_size=1,
        unique=True,
    ).map(tuple),
)


@given(ENTRIES, st.sampled_from(["zh", "en"]))
def test_what_was_written_is_read_back(entry: Entry, language: str) -> None:
    text = header_line(language) + entry_line(entry)
    table = read_table("customers.csv", text.encode(), HOUSE)
    assert table.problems == ()
    assert table.unknown == ()
    assert list(table.entries.values()) == [entry]


@given(ENTRIES)
def test_no_cell_begins_as_a_formula_does(entry: Entry) -> None:
    (cells,) = csv.reader(io.StringIO(entry_line(entry), newline=""))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_excel_is_told_that_it_is_utf_8() -> None:
    assert header_line("zh").encode() == (
        b"\xef\xbb\xbf" + "客户编号,姓名,电话,等级,标签,语言,专属坐席,星标\r\n".encode()
    )
