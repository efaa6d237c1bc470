"""Versions: what the HTTP API asks of the house about versions, and the shapes of its answers."""

from collections.abc import Sequence
from typing import Literal, Protocol

from ivr.dialplan.messages import Message
from ivr.dialplan.reading.problems import Problem
from ivr.publishing.book import State
from ivr.web.port import View

Judged = Literal["worse", "as_good", "too_few", "not_judged"]


class Words(View):
    """A sentence in both languages of the house."""

    zh: str
    en: str


class VersionView(View):
    """A version of the dialplans: its state since when, whose it is, and how it differs from the one before.

    ``agreed`` have given their word for it.  ``share`` (0 to 1) or ``only_from`` is whose calls meet it,
    or are to, of a draft and a canary; ``judged`` says how a canary's callers fare, and ``why`` the reason
    of that, or of its state.
    """

    version: str
    state: State
    since: float
    author: str
    drafted_at: float
    note: str
    agreed: tuple[str, ...]
    changes: tuple[Words, ...]
    why: Words | None = None
    share: float | None = None
    only_from: str = ""
    judged: Judged | None = None


class PublishWanted(View):
    """What is to be published: the folder, or ``version`` of before; for whom: all, a share, one number."""

    version: str | None = None
    share: float | None = None
    only_from: str | None = None
    note: str = ""


class Versions(Protocol):
    """What the API asks about versions.

    All but ``list`` may raise ``ivr.publishing.errors.PublishingError`` and ``ivr.web.port.Unavailable``.
    """

    async def list(self) -> Sequence[VersionView]:
        """Every version, the first drafted one first."""

    async def changes(self, old: str, new: str) -> Sequence[Message]:
        """How two versions differ; an empty ``old`` is the live one, an empty ``new`` the folder."""

    async def publish(self, wanted: PublishWanted, by: str) -> VersionView | Sequence[Problem]:
        """The version as it stands then, or what is wrong with the folder."""

    async def approve(self, version: str, by: str) -> VersionView:
        """Give one's word for a draft."""

    async def roll_back(self, version: str, by: str, note: str) -> VersionView:
        """Take a version out of force; an empty one is the tried one, else the live one."""
