"""What the digits mean that an agent presses while he talks."""

from ivr.calls.keying import Chosen, Pressed, paused, press

CODES = {"blind_transfer": "*21", "hold": "*25", "park": "*2*6"}
NUMBERED = frozenset({"blind_transfer"})


def pressed(keys: str, every: float = 0.2) -> Pressed | Chosen | None:
    said: Pressed | Chosen | None = None
    for index, digit in enumerate(keys):
        before = said if isinstance(said, Pressed) else None
        said = press(before, digit, index * every, CODES, NUMBERED)
    return said


def test_a_code_is_complete_with_its_last_key() -> None:
    assert pressed("*25") == Chosen("hold")
    assert pressed("*2*6") == Chosen("park")


def test_a_number_behind_a_code_ends_with_the_hash_key() -> None:
    assert pressed("*218002#") == Chosen("blind_transfer", "8002")
    assert pressed("*21#") == Chosen("blind_transfer", "")


def test_a_number_behind_a_code_ends_with_a_pause_too() -> None:
    number = pressed("*218002")
    assert isinstance(number, Pressed)
    assert paused(number) == Chosen("blind_transfer", "8002")
    code = pressed("*2")
    assert isinstance(code, Pressed)
    assert paused(code) is None
    assert paused(None) is None


def test_keys_that_are_no_code_mean_nothing() -> None:
    assert pressed("12345#") is None
    assert pressed("*9") is None


def test_a_star_begins_anew() -> None:
    assert pressed("*9*25") == Chosen("hold")
    assert pressed("**25") == Chosen("hold")
    assert pressed("*21800*25") == Chosen("hold")


def test_a_code_that_was_given_up_is_forgotten_after_a_pause() -> None:
    assert pressed("*25", every=3.5) is None


def test_a_number_is_never_longer_than_anybody_dials() -> None:
    number = pressed("*21" + "7" * 200)
    assert isinstance(number, Pressed)
    assert number.digits == "7" * 20
