"""The rows of a table are customers, or told by line what is wrong with them."""

import pytest

from ivr.storage.customers.entries import Entry
from ivr.storage.customers.reading import House, Table, read_table
from ivr.telephony.customers import Customer
from ivr.telephony.ids import AgentId
from ivr.telephony.numbers import NumberingPlan

HOUSE = House(NumberingPlan("CN", "010"), {"8001": "张伟", "8002": "王芳", "8003": "王芳"})


def read(text: str) -> Table:
    return read_table("customers.csv", text.encode("gb18030"), HOUSE)


def complaint(text: str, language: str = "en") -> str:
    (problem,) = read(text).problems
    return problem.in_language(language)


def test_a_table_as_a_chinese_office_keeps_it() -> None:
    table = read(
        "客户编号,姓名,手机号码,办公电话,客户等级,标签,语言,专属坐席,星标,备注\n"
        "Ｋ－７,王芳,１３８ ００１３ ８０００,（010）12345678,VIP,老年、投诉,中文,张伟,是,老客户\n"
    )
    assert table.problems == ()
    assert table.unknown == ("备注",)
    assert table.entries == {
        2: Entry(
            customer=Customer(
                id="K-7",
                name="王芳",
                tier="VIP",
                tags=("老年", "投诉"),
                language="zh",
                agent=AgentId("8001"),
                starred=True,
            ),
            numbers=("+8613800138000", "+861012345678"),
        )
    }


def test_english_headers_and_several_numbers_in_one_cell() -> None:
    table = read('Customer ID,Phone 1,Phone 2\nA1,"13800138000; +44 20 7946 0958",95588\n')
    assert table.entries[2].numbers == ("+8613800138000", "+442079460958", "95588")


def test_a_customer_without_an_id_is_called_by_his_first_number() -> None:
    assert read("电话\n13800138000\n").entries[2].customer.id == "+8613800138000"


def test_the_lines_of_one_customer_are_one_customer_with_all_their_numbers() -> None:
    table = read("编号,姓名,电话\nK-1,王芳,13800138000\nK-1,王小芳,13900139000\n")
    (entry,) = table.entries.values()
    assert entry.customer.name == "王芳"
    assert entry.numbers == ("+8613800138000", "+8613900139000")


def test_a_number_that_excel_made_a_decimal_is_whole() -> None:
    assert read("编号,电话,坐席,星标\nK-1,13800138000.0,8001.0,1.0\n").entries[2] == Entry(
        customer=Customer(id="K-1", agent=AgentId("8001"), starred=True), numbers=("+8613800138000",)
    )


@pytest.mark.parametrize(
    ("row", "what", "remedy"),
    [
        ("K-1,1.38001E+10,,,,", "2:2: Excel has cut off digits of “1.38001E+10”", "format to “Text”"),
        ("K-1,138001380,,,,", "2:2: “138001380” is no telephone number", "count its digits"),
        ("K-1,匿名,,,,", "2:2: “匿名” is no telephone number", "count its digits"),
        ("K-1,,,,,", "2:2: there is no telephone number", "remove the line"),
        ("K-1,13800138000,very important,,,", "2:3: “very important” is not one word", "vip"),
        ("K-1,13800138000,,fr,,", "2:4: there is no language “fr”", "zh or en"),
        ("K-1,13800138000,,,8099,", "2:5: there is no agent “8099”", "8001"),
        ("K-1,13800138000,,,王芳,", "2:5: several agents are called “王芳”", "8001"),
        ("K-1,13800138000,,,,maybe", "2:6: starred cannot be “maybe”", "yes or no"),
        ("K/1,13800138000,,,,", "2:1: this id cannot be used", "no /"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_column_with_its_remedy(row: str, what: str, remedy: str) -> None:
    told = complaint(f"编号,电话,等级,语言,坐席,星标\n{row}\n")
    assert told.startswith(f"customers.csv:{what}")
    assert remedy in told


def test_every_wrong_line_is_told_at_once_and_the_right_ones_are_there() -> None:
    table = read("编号,电话\nK-1,1\nK-2,13800138000\nK-3,2\n")
    assert [problem.line for problem in table.problems] == [2, 4]
    assert list(table.entries) == [3]


def test_a_number_of_two_customers_names_the_line_that_had_it_first() -> None:
    told = complaint("编号,电话\nK-1,13800138000\nK-2,+86 138 0013 8000\n", "zh")
    assert told == (
        "customers.csv:3:1: 号码 +8613800138000 在第 2 行已属于客户 K-1\n"
        "  → 同一人的各行写同一个客户编号，或从一行中删去该号码"
    )


def test_more_numbers_than_anybody_has_are_refused() -> None:
    numbers = ";".join(f"138001380{number:02}" for number in range(21))
    assert "more than 20 numbers" in complaint(f"编号,电话\nK-1,{numbers}\n")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "the file is empty"),
        ("编号,姓名\nK-1,王芳\n", "no column of the first row holds telephone numbers"),
        ("电话,姓名,名称\n", "two columns hold “name”: “名称” is the second"),
    ],
)
def test_a_first_row_that_does_not_name_the_columns_is_told(text: str, what: str) -> None:
    assert what in complaint(text)
