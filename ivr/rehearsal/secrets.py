"""Secrets: the keys of a simulated caller that go nowhere but to the check, as in the live house."""

from ivr.telephony import events as e
from ivr.telephony.ids import ContactId, SecretHandle

END_KEY, ANEW_KEY = "#", "*"
SECONDS_OF_QUIET = 1.5
"""Who goes on typing after his secret is complete types digits of it, until he pauses for so long."""


class Secrets:
    """Keeps keys back from a secret's question on, until it is complete and the caller pauses."""

    def __init__(self, contact: ContactId) -> None:
        self._contact = contact
        self._handle: SecretHandle | None = None
        self._most = 0
        self._begun = False
        self._over_since: float | None = None
        self.digits = ""

    def ask(self, handle: SecretHandle, most: int) -> None:
        """From now on keys are those of a secret of so many digits at most."""
        self._handle, self._most = handle, most
        self._begun, self._over_since, self.digits = False, None, ""

    def forget(self, handle: SecretHandle, at: float) -> None:
        """The secret is of no use any more, complete or not."""
        if handle == self._handle:
            self.digits, self._over_since = "", at

    @property
    def awaited(self) -> SecretHandle | None:
        """The secret whose keys the house waits for; None while it waits for none."""
        return self._handle if self._over_since is None else None

    def press(self, key: str, at: float) -> tuple[e.Event, ...] | None:
        """What a key tells; None: it is none of a secret's."""
        if self._handle is None:
            return None
        if self._over_since is not None:
            if at - self._over_since >= SECONDS_OF_QUIET:
                self._handle = None
                return None
            self._over_since = at
            return ()
        told: tuple[e.Event, ...] = ()
        if not self._begun:
            self._begun = True
            told = (e.SecretBegun(contact=self._contact, at=at, handle=self._handle),)
        if key == ANEW_KEY:
            self.digits = ""
            return told
        self.digits += "" if key == END_KEY else key
        if key != END_KEY and len(self.digits) < self._most:
            return told
        self._over_since = at
        length = len(self.digits)
        return (*told, e.SecretCollected(contact=self._contact, at=at, handle=self._handle, length=length))
