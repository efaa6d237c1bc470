"""The keys of a secret go to nobody."""

from ivr.rehearsal.secrets import Secrets
from ivr.telephony.events import SecretBegun, SecretCollected
from ivr.telephony.ids import ContactId, SecretHandle

CONTACT, HANDLE = ContactId("sw-1"), SecretHandle("sw-1.secret.1")


def asked(most: int = 16) -> Secrets:
    secrets = Secrets(CONTACT)
    secrets.ask(HANDLE, most)
    return secrets


def test_keys_that_nobody_asked_for_are_no_secret() -> None:
    assert Secrets(CONTACT).press("1", 1.0) is None


def test_only_the_begin_and_the_length_of_a_secret_are_told() -> None:
    secrets = asked()

    told = [secrets.press(key, 1.0) for key in "73*91#"]

    assert told == [
        (SecretBegun(contact=CONTACT, at=1.0, handle=HANDLE),),
        (),
        (),
        (),
        (),
        (SecretCollected(contact=CONTACT, at=1.0, handle=HANDLE, length=2),),
    ]
    assert secrets.digits == "91"
    assert secrets.awaited is None


def test_a_secret_is_complete_with_its_last_digit() -> None:
    secrets = asked(most=2)
    secrets.press("7", 1.0)

    assert secrets.press("3", 1.0) == (SecretCollected(contact=CONTACT, at=1.0, handle=HANDLE, length=2),)


def test_who_goes_on_typing_types_the_secret_until_he_pauses() -> None:
    secrets = asked(most=1)
    secrets.press("7", 1.0)

    assert secrets.press("3", 2.0) == ()
    assert secrets.press("3", 3.4) == ()
    assert secrets.press("3", 4.9) is None
    assert secrets.press("3", 5.0) is None


def test_a_secret_that_is_of_no_use_any_more_is_forgotten() -> None:
    secrets = asked()
    secrets.press("7", 1.0)
    secrets.forget(HANDLE, 1.0)

    assert secrets.digits == ""
    assert secrets.press("3", 2.0) == ()
    assert secrets.press("3", 4.0) is None
