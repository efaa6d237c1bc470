"""Sessions: browsers that showed a good token once, each known by a random cookie from then on."""

import secrets
from collections import OrderedDict
from hashlib import sha256

import msgspec

COOKIE = "switchroom_session"
"""The cookie's name."""

SECONDS_OF_SESSION = 12 * 3600.0
"""How long a session lasts: a working day, however busy."""

_MOST_SESSIONS = 10_000


class _Session(msgspec.Struct, frozen=True):
    token_id: str
    until: float


class Sessions:
    """The open sessions, in memory alone: they end with the server, and with their token.

    Only the digest of a cookie is kept.  The oldest session ends when there are too many.
    """

    def __init__(self) -> None:
        self._open: OrderedDict[str, _Session] = OrderedDict()

    def begin(self, token_id: str, now: float) -> str:
        """Open a session of this token; answers its cookie, which cannot be had again."""
        cookie = secrets.token_urlsafe(32)
        self._open[_digest(cookie)] = _Session(token_id, now + SECONDS_OF_SESSION)
        if len(self._open) > _MOST_SESSIONS:
            self._open.popitem(last=False)
        return cookie

    def token_id(self, cookie: str, now: float) -> str | None:
        """The id of the token that opened the session; None when there is no such session any more."""
        found = self._open.get(_digest(cookie))
        return found.token_id if found is not None and now < found.until else None

    def end(self, cookie: str) -> None:
        """Close the session; closing one that is not open changes nothing."""
        self._open.pop(_digest(cookie), None)


def _digest(cookie: str) -> str:
    return sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()
