"""Errors of storage: each names the thing, the place and the remedy."""

from pathlib import Path


class StorageError(Exception):
    """Anything that keeps the store from storing or reading."""


class TwoWritersError(StorageError):
    """An event of this contact and number is in the journal already: somebody else serves it too."""

    def __init__(self, contact: str, seq: int) -> None:
        super().__init__(contact, seq)
        self.contact = contact
        self.seq = seq

    def __str__(self) -> str:
        return (
            f"event {self.seq} of contact {self.contact} is in the journal already: two writers serve "
            "this contact; stop one of the two servers, then let the other load the contact again"
        )


class AlreadyThereError(StorageError):
    """A row that must be new exists."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table

    def __str__(self) -> str:
        return f"table {self.table} has a row with this key already; read it before writing it again"


class StorageLockedError(StorageError):
    """Another process holds the database."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place

    def __str__(self) -> str:
        return (
            f"{self.place} is locked by another process; nothing was stored: end that process (a backup, "
            "a database shell, a second server) and it goes on"
        )


class StorageFullError(StorageError):
    """There is no room left; what was there is whole."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place

    def __str__(self) -> str:
        return f"no room left on the disk of {self.place}; nothing was stored: free some, and it goes on"


class StorageFailedError(StorageError):
    """The database refused for a reason of its own."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}; look at the disk and at `switchroom doctor`"


class NewerDatabaseError(StorageError):
    """The database was made by a newer version than this one."""

    def __init__(self, place: str, revision: str, code_version: str) -> None:
        super().__init__(place, revision, code_version)
        self.place = place
        self.revision = revision
        self.code_version = code_version

    def __str__(self) -> str:
        return (
            f"{self.place} has the form {self.revision}, which version {self.code_version} does not know: "
            "start the newer version again, or restore the backup made before it"
        )


class UnknownBackendError(StorageError):
    """No backend serves this kind of URL."""

    def __init__(self, scheme: str, known: tuple[str, ...]) -> None:
        super().__init__(scheme, known)
        self.scheme = scheme
        self.known = known

    def __str__(self) -> str:
        return f"no storage backend for {self.scheme!r}; write one of: {', '.join(self.known)}"


class BadUrlError(StorageError):
    """The storage URL cannot be used as it stands."""

    def __init__(self, remedy: str) -> None:
        super().__init__(remedy)
        self.remedy = remedy

    def __str__(self) -> str:
        return f"the storage URL cannot be used: {self.remedy}"


class StoreClosedError(StorageError):
    """Something was to be stored after the store was closed."""

    def __str__(self) -> str:
        return "the store is closed; nothing was stored: open it again"


class BadRecordingNameError(StorageError):
    """A contact id that cannot be a file's name."""

    def __init__(self, contact: str) -> None:
        super().__init__(contact)
        self.contact = contact

    def __str__(self) -> str:
        return (
            f"{self.contact!r} cannot name a recording: only letters, digits, dots, dashes and "
            "underscores, and no leading dot"
        )


class StillWrittenError(StorageError):
    """Asterisk still writes a raw file: the caller is on his line yet, in the fallback perhaps."""

    def __init__(self, contact: str) -> None:
        super().__init__(contact)
        self.contact = contact

    def __str__(self) -> str:
        return f"the recording of {self.contact} is still written; finish it again when the call is over"


class FileUnreadableError(Exception):
    """A file of ours in the state folder cannot be used: which, why, and what to do."""

    def __init__(self, path: Path, why: str, remedy: str) -> None:
        self.path = path
        self.why = why
        self.remedy = remedy
        super().__init__(path, why, remedy)

    def __str__(self) -> str:
        return f"{self.path}: {self.why}; {self.remedy}"
