"""Feature codes: what digits mean, which may follow a code, and what is never written down."""

import pytest

from ivr.dialplan.centre.feature_codes import FEATURE_CODES, FeatureDialled, feature_dialled, without_secret
from tests.dialplan.centre.test_centre import HEAD, refused


@pytest.mark.parametrize(
    ("dialled", "feature"),
    [
        ("*11", FeatureDialled("sign_in")),
        ("*14", FeatureDialled("pause")),
        ("*143", FeatureDialled("pause", "3")),
        ("*318001", FeatureDialled("listen", "8001")),
        ("*14x", None),
        ("*131", None),
        ("*99", None),
        ("8001", None),
        ("", None),
    ],
)
def test_digits_name_a_feature_and_what_goes_with_it(dialled: str, feature: FeatureDialled | None) -> None:
    assert feature_dialled(dialled, FEATURE_CODES) == feature


@pytest.mark.parametrize(
    ("dialled", "kept"), [("*112468", "*11"), ("*12#", "*12"), ("*11", "*11"), ("*143", "*143"), ("1", "1")]
)
def test_what_follows_a_code_that_a_pin_belongs_to_is_not_kept(dialled: str, kept: str) -> None:
    assert without_secret(dialled, FEATURE_CODES) == kept


def test_a_code_that_begins_another_is_refused() -> None:
    assert refused(HEAD + 'feature_codes: {ready: "*1"}\n') == [
        "3:16: *1 of ready is the beginning of *11 of sign_in"
    ]
    assert refused(HEAD + 'feature_codes: {listen: "*111"}\n') == [
        "3:16: *11 of sign_in is the beginning of *111 of listen"
    ]
