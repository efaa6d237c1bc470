import pytest

from ivr.web.language import preferred


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("ZH-Hans ; q=0.5, en ; q=0.4", "zh"),
        ("fr, de", "en"),
        ("zh;q=0", "en"),
        ("zh;q=much, en;q=0.1", "en"),
        ("*", "en"),
    ],
)
def test_the_language_is_the_one_that_the_client_would_rather_read(accept: str, language: str) -> None:
    assert preferred(accept) == language
