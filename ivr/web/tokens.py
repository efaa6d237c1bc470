"""Tokens: who may use the API and for what, kept as digests in one file that only we may read."""

import fcntl
import hmac
import os
import secrets
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, get_args

import structlog
from pydantic import Field, ValidationError

from ivr.dialplan.document import Document

log = structlog.get_logger()

Scope = Literal[
    "agents:read",
    "agents:write",
    "contacts:read",
    "recordings:read",
    "answers:read",
    "audits:read",
    "customers:read",
    "customers:write",
    "floor:read",
    "pii",
    "admin",
]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""``admin`` stands for every other scope but ``pii``, which alone shows callers' numbers."""

_BEGINNING = "swr_"
_MOST_TOKENS = 10_000


class TokensUnreadableError(Exception):
    """The file of tokens cannot be used; nobody is let in until it can."""

    def __init__(self, path: Path, why: str, remedy: str) -> None:
        self.path = path
        self.why = why
        self.remedy = remedy
        super().__init__(path, why, remedy)

    def __str__(self) -> str:
        return f"{self.path}: {self.why}; {self.remedy}"


class Token(Document):
    """What is kept of a token: everything but itself.  Times are seconds since the epoch."""

    id: Annotated[str, Field(pattern="^[0-9a-f]{8}$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    scopes: frozenset[Scope]
    created_at: float
    expires_at: float | None = None

    def may(self, scope: Scope) -> bool:
        """Whether the token allows what needs this scope."""
        return scope in self.scopes or ("admin" in self.scopes and scope != "pii")

    def is_good(self, now: float) -> bool:
        """Whether the token has not expired."""
        return self.expires_at is None or now < self.expires_at


class _Tokens(Document):
    tokens: Annotated[tuple[Token, ...], Field(max_length=_MOST_TOKENS)] = ()


class TokenBook:
    """The tokens of a file, read again whenever it changes: one that is taken back ends at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._tokens: tuple[Token, ...] = ()

    def find(self, secret: str, now: float) -> Token | None:
        """The token that this is, unless it has expired.  The time taken tells nothing of the tokens."""
        digest = _digest(secret)
        found: Token | None = None
        for token in self._present():
            if hmac.compare_digest(token.sha256, digest):
                found = token
        return found if found is not None and found.is_good(now) else None

    def of_id(self, token_id: str, now: float) -> Token | None:
        """The token of this id, unless it has expired."""
        return next((token for token in self._present() if token.id == token_id and token.is_good(now)), None)

    def _present(self) -> tuple[Token, ...]:
        try:
            status = self._path.stat()
            seen = (status.st_mtime_ns, status.st_ino, status.st_mode)
        except FileNotFoundError:
            seen = None
        if seen is None:
            self._seen, self._tokens = None, ()
        elif seen != self._seen:
            self._seen, self._tokens = seen, self._read()
        return self._tokens

    def _read(self) -> tuple[Token, ...]:
        try:
            return read_tokens(self._path)
        except TokensUnreadableError as error:
            log.error("tokens_unreadable", reason=str(error))
            return ()


def read_tokens(path: Path) -> tuple[Token, ...]:
    """The tokens kept in a file; none when there is no file.  Raises TokensUnreadableError."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise TokensUnreadableError(path, "others may read it", f"say: chmod 600 {path}")
        return _Tokens.model_validate_json(path.read_bytes()).tokens
    except FileNotFoundError:
        return ()
    except ValidationError as error:
        where = "; ".join(f"{item['loc']}: {item['msg']}" for item in error.errors()[:3])
        raise TokensUnreadableError(path, where, "remove the file and make new tokens") from error
    except OSError as error:
        raise TokensUnreadableError(path, error.strerror or repr(error), "let this user read it") from error


def make_token(
    path: Path, name: str, scopes: Collection[Scope], now: float, lifetime: float | None = None
) -> str:
    """Make a token and keep its digest; answers the token, which cannot be had again.

    ``lifetime`` is in seconds, None for ever.  Raises TokensUnreadableError, and pydantic's
    ValidationError for a scope that there is not or an unfit name.
    """
    secret = _BEGINNING + secrets.token_urlsafe(32)
    token = Token(
        id=secrets.token_hex(4),
        name=name,
        sha256=_digest(secret),
        scopes=frozenset(scopes),
        created_at=now,
        expires_at=None if lifetime is None else now + lifetime,
    )
    with _alone(path):
        _write(path, (*read_tokens(path), token))
    return secret


def revoke_token(path: Path, token_id: str) -> bool:
    """Take a token back; False when there is none of this id.  Raises TokensUnreadableError."""
    with _alone(path):
        tokens = read_tokens(path)
        kept = tuple(token for token in tokens if token.id != token_id)
        if len(kept) == len(tokens):
            return False
        _write(path, kept)
        return True


def _digest(secret: str) -> str:
    # 256 random bits need no slow hash: there is nothing to guess.
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _write(path: Path, tokens: tuple[Token, ...]) -> None:
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(_Tokens(tokens=tokens).model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other programs from changing the file meanwhile; its folder is made when it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
