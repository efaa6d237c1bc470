"""Versions of literals: what the API asks about versions, answered by the pure book alone."""

from collections.abc import Sequence

from ivr.dialplan.messages import NOTHING, Message
from ivr.dialplan.reading.problems import Problem
from ivr.publishing.book import EVERYBODY, Audience, Book, Decision, Version
from ivr.publishing.deciding import Order, approve, publish, roll_back
from ivr.web.versions import PublishWanted, VersionView, Words

IN_THE_FOLDER = "fedcba987654"
APPROVALS = 2


class FakeVersions:
    """One live version, and a folder that may have mistakes; two people must agree."""

    def __init__(self) -> None:
        self.problems: tuple[Problem, ...] = ()
        self.book = Book((Decision(seq=1, at=1.0, version="0123456789ab", what="live", by="li"),))

    async def list(self) -> Sequence[VersionView]:
        return [_view(version) for version in self.book.versions()]

    async def changes(self, old: str, new: str) -> Sequence[Message]:
        for named in filter(None, (old, new)):
            self.book.version(named)
        return (Message("按键 1 现在通向 repair", "key 1 now leads to repair"),)

    async def publish(self, wanted: PublishWanted, by: str) -> VersionView | Sequence[Problem]:
        if self.problems and wanted.version is None:
            return self.problems
        version = self.book.version(wanted.version).version if wanted.version else IN_THE_FOLDER
        audience = Audience(share=wanted.share, only_from=wanted.only_from or "")
        order = Order(
            version=version, by=by, at=2.0, note=wanted.note, audience=audience if wanted.share else EVERYBODY
        )
        self._add(publish(self.book, order, APPROVALS))
        return _view(self.book.version(version))

    async def approve(self, version: str, by: str) -> VersionView:
        self._add(approve(self.book, version, by, 3.0, APPROVALS))
        return _view(self.book.version(version))

    async def roll_back(self, version: str, by: str, note: str) -> VersionView:
        self._add(roll_back(self.book, version, by, 4.0, Message(note, note)))
        return _view(self.book.version(self.book.decisions[-1].version))

    def _add(self, decisions: tuple[Decision, ...]) -> None:
        self.book = Book((*self.book.decisions, *decisions))


def _view(version: Version) -> VersionView:
    return VersionView(
        version=version.version,
        state=version.state,
        since=version.since,
        author=version.author,
        drafted_at=version.drafted_at,
        note=version.note,
        agreed=version.agreed,
        changes=tuple(Words(zh=one.zh, en=one.en) for one in version.changes),
        why=Words(zh=version.why.zh, en=version.why.en) if version.why != NOTHING else None,
        share=version.audience.share,
        only_from=version.audience.only_from,
    )
