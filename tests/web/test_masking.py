import pytest

from ivr.web.masking import masked


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812348000", "138****8000"),
        ("+8613812348000", "+86*******8000"),
        ("01012345678", "010****5678"),
        ("62345678", "62****78"),
        ("1234567", "*******"),
        ("8001", "****"),
        ("", ""),
    ],
)
def test_a_number_shows_its_ends_only(number: str, shown: str) -> None:
    assert masked(number) == shown
