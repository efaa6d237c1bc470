"""Sentences with a number in them."""

import pytest

from ivr.calls.counted import callers_waiting, counted


@pytest.mark.parametrize(
    ("count", "zh", "en"),
    [
        (0, "没有客户在等待。", "No callers are waiting."),
        (1, "有一位客户在等待。", "One caller is waiting."),
        (2, "有两位客户在等待。", "Two callers are waiting."),
        (10, "有十位客户在等待。", "Ten callers are waiting."),
        (12, "有十二位客户在等待。", "Twelve callers are waiting."),
        (20, "有二十位客户在等待。", "Twenty callers are waiting."),
        (21, "有二十多位客户在等待。", "More than twenty callers are waiting."),
        (500, "有二十多位客户在等待。", "More than twenty callers are waiting."),
    ],
)
def test_a_number_is_said_as_people_say_it(count: int, zh: str, en: str) -> None:
    assert [callers_waiting(count, language).text for language in ("zh", "en")] == [zh, en]


def test_each_is_listed_once_for_rendering() -> None:
    assert len(set(counted())) == len(counted()) == 44
