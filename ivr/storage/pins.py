"""PINs: the secrets by which agents sign in and out, kept as slow hashes in a file that only we may read."""

import os
import secrets
import stat
from pathlib import Path

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ivr.storage.errors import FileUnreadableError

SHORTEST, LONGEST = 4, 16
"""How many digits a PIN has."""

_GENERATED = 6
# 19 MiB and two passes (OWASP's least for argon2id): some 30 ms.  Few digits stay few: the file is secret.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class PinsUnreadableError(FileUnreadableError):
    """The file of PINs cannot be used; who has a PIN in it cannot sign in until it can."""


class PinBook:
    """The agents' PINs.  The file is read at every question, so that a change applies at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def has(self, agent: str) -> bool:
        """Whether the agent has a PIN.  Raises PinsUnreadableError."""
        return agent in self._read()

    def is_right(self, agent: str, pin: str) -> bool:
        """Whether this is the agent's PIN; takes some 30 ms of a processor.  Raises PinsUnreadableError."""
        kept = self._read().get(agent)
        return kept is not None and is_hash_of(kept, pin)

    def set(self, agent: str, pin: str) -> None:
        """Give the agent this PIN in place of any he has.

        Raises ValueError when it is not 4 to 16 digits, PinsUnreadableError.
        """
        self._write({**self._read(), agent: hash_of(pin)})

    def clear(self, agent: str) -> bool:
        """Take the agent's PIN away; False when he had none.  Raises PinsUnreadableError."""
        pins = self._read()
        if pins.pop(agent, None) is None:
            return False
        self._write(pins)
        return True

    def _read(self) -> dict[str, str]:
        try:
            if stat.S_IMODE(self._path.stat().st_mode) & 0o077:
                raise PinsUnreadableError(self._path, "others may read it", f"say: chmod 600 {self._path}")
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except msgspec.DecodeError as error:
            remedy = "remove the file and set the PINs anew"
            raise PinsUnreadableError(self._path, str(error), remedy) from error
        except OSError as error:
            why = error.strerror or repr(error)
            raise PinsUnreadableError(self._path, why, "let this user read it") from error

    def _write(self, pins: dict[str, str]) -> None:
        part = self._path.with_name(f".{self._path.name}.part")
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(pins), indent=1))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)


def hash_of(pin: str) -> str:
    """What is kept of a PIN.  Raises ValueError when it is not 4 to 16 digits."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise ValueError(f"a PIN has {SHORTEST} to {LONGEST} digits, and nothing else")
    return _hasher.hash(pin)


def is_hash_of(kept: str, pin: str) -> bool:
    """Whether this PIN is the one of which ``kept`` was kept; takes some 30 ms of a processor."""
    try:
        return _hasher.verify(kept, pin)
    except (VerificationError, InvalidHashError):
        return False


def new_pin() -> str:
    """A PIN of six random digits."""
    return "".join(secrets.choice("0123456789") for _ in range(_GENERATED))
