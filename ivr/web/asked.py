"""Asked: one request as a resource sees it, and what the application holds for all of them."""

from collections.abc import Callable

import msgspec
from aiohttp import web

from ivr.web.attempts import FailedAttempts
from ivr.web.desk import Desk
from ivr.web.figures import Figures
from ivr.web.port import House
from ivr.web.sessions import Sessions
from ivr.web.tokens import Scope, Token, TokenBook


class Holdings(msgspec.Struct, frozen=True, kw_only=True):
    """What the application holds.  ``clock`` tells seconds since the epoch."""

    house: House
    desk: Desk
    tokens: TokenBook
    figures: Figures
    clock: Callable[[], float]
    attempts: FailedAttempts
    sessions: Sessions
    version: str


HOLDINGS = web.AppKey("holdings", Holdings)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request that was let in, by a token or openly; ``near``: by a token or from this machine."""

    request: web.Request
    token: Token | None
    near: bool

    @property
    def holdings(self) -> Holdings:
        """What the application holds."""
        return self.request.app[HOLDINGS]

    @property
    def house(self) -> House:
        """The house that is asked."""
        return self.holdings.house

    @property
    def name(self) -> str:
        """Who asks: the name of his token; empty where none was needed."""
        return self.token.name if self.token is not None else ""

    def may(self, scope: Scope) -> bool:
        """Whether the request's token allows what needs this scope."""
        return self.token is not None and self.token.may(scope)
