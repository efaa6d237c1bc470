"""The book of versions: every decision about them in its order, and what follows from them all.

A version is the texts of a folder, known by the hash of them; it never changes.  Decisions are only added:
what is live, tried, retired or rolled back is folded from them.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from ivr.dialplan.messages import Message
from ivr.publishing.errors import UnknownVersionError

What = Literal["drafted", "approved", "tried", "live", "rolled_back"]
State = Literal["draft", "canary", "live", "retired", "rolled_back"]

FOLDER = "folder"
"""The author of a version that went live because somebody saved it in the dialplan folder."""

SWITCHROOM = "switchroom"
"""Who rolls a version back that is worse than the one before."""


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Whose calls meet a version: ``share`` of them (0 to 1), those of one number only, or all."""

    share: float | None = None
    only_from: str = ""

    def everybody(self) -> bool:
        """Whether all calls meet it."""
        return self.share is None and not self.only_from

    def told(self) -> Message:
        """Whose calls those are, in words."""
        if self.only_from:
            return Message(f"仅来自 {self.only_from} 的来电", f"calls from {self.only_from} only")
        if self.share is not None:
            return Message(f"{self.share:.0%} 的来电", f"{self.share:.0%} of the calls")
        return Message("所有来电", "all calls")


EVERYBODY = Audience()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about a version: what, when (epoch seconds), by whom, and why.

    ``seq`` counts all decisions from 1.  ``audience`` is that of ``drafted`` (wanted) and ``tried``;
    ``changes`` says of ``drafted`` how it differs from what was live then.
    """

    seq: int
    at: float
    version: str
    what: What
    by: str
    note: str = ""
    why: Message = Message("", "")
    audience: Audience = EVERYBODY
    changes: tuple[Message, ...] = ()


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A version as it stands: its state since when and why, and where it comes from.

    ``agreed`` are those who have given their word for it, its author first.
    """

    version: str
    state: State
    since: float
    author: str
    drafted_at: float
    note: str
    changes: tuple[Message, ...]
    agreed: tuple[str, ...]
    why: Message
    audience: Audience


class Book(msgspec.Struct, frozen=True):
    """All decisions so far."""

    decisions: tuple[Decision, ...] = ()

    @property
    def next_seq(self) -> int:
        """The number of the next decision."""
        return self.decisions[-1].seq + 1 if self.decisions else 1

    def live(self) -> str | None:
        """The version that new calls meet unless they meet the tried one."""
        lived = _lived(self.decisions)
        return lived[-1] if lived else None

    def before(self) -> str | None:
        """The version that a rollback of the live one leads back to."""
        lived = _lived(self.decisions)
        return lived[-2] if len(lived) > 1 else None

    def trial(self) -> Decision | None:
        """The decision by which a version is tried now, if one is."""
        found: Decision | None = None
        for one in self.decisions:
            if one.what == "tried":
                found = one
            elif one.what == "live" or (found is not None and _ends(one, found)):
                found = None
        return found

    def live_at(self, at: float) -> str | None:
        """The version that was live at a time (epoch seconds)."""
        lived = _lived(one for one in self.decisions if one.at <= at)
        return lived[-1] if lived else None

    def versions(self) -> tuple[Version, ...]:
        """Every version as it stands now, the first drafted one first."""
        states = self._states()
        return tuple(self._version(name, *states[name]) for name in states)

    def version(self, beginning: str) -> Version:
        """The version whose id begins so.  Raises UnknownVersionError."""
        known = self.versions()
        found = [one for one in known if one.version.startswith(beginning)] if beginning else []
        if len(found) != 1:
            raise UnknownVersionError(beginning, tuple(one.version for one in known))
        return found[0]

    def agreed(self, version: str) -> tuple[str, ...]:
        """Who has given his word for a version, each once, the author first."""
        given = (
            one.by for one in self.decisions if one.version == version and one.what in ("drafted", "approved")
        )
        return tuple(dict.fromkeys(given))

    def drafted(self, version: str) -> Decision | None:
        """The latest decision by which the version was drafted."""
        found = (one for one in reversed(self.decisions) if one.version == version)
        return next((one for one in found if one.what == "drafted"), None)

    def _states(self) -> Mapping[str, tuple[State, Decision]]:
        """Each version's state, and the decision that gave it."""
        found: dict[str, tuple[State, Decision]] = {}
        for number, one in enumerate(self.decisions):
            match one.what:
                case "drafted":
                    found[one.version] = ("draft", one)
                case "tried":
                    _retire(found, "canary", one)
                    found[one.version] = ("canary", one)
                case "live":
                    _retire(found, "canary", one)
                    _retire(found, "live", one)
                    found[one.version] = ("live", one)
                case "rolled_back":
                    found[one.version] = ("rolled_back", one)
                    again = _lived(self.decisions[: number + 1])[-1:]
                    found |= {name: ("live", one) for name in again if found[name][0] != "live"}
                case "approved":
                    pass
        return found

    def _version(self, name: str, state: State, by: Decision) -> Version:
        drafted = self.drafted(name) or by
        return Version(
            version=name,
            state=state,
            since=by.at,
            author=drafted.by,
            drafted_at=drafted.at,
            note=drafted.note,
            changes=drafted.changes,
            agreed=self.agreed(name),
            why=by.why if by.version == name else Message("", ""),
            audience=by.audience if state in ("draft", "canary") else EVERYBODY,
        )


def _lived(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """The versions that went live and were not rolled back, the present one last."""
    lived: list[str] = []
    for one in decisions:
        if one.what == "live":
            lived = [*(version for version in lived if version != one.version), one.version]
        elif one.what == "rolled_back" and one.version in lived:
            lived.remove(one.version)
    return tuple(lived)


def _ends(one: Decision, trial: Decision) -> bool:
    return one.what == "rolled_back" and one.version == trial.version


def _retire(found: dict[str, tuple[State, Decision]], state: State, by: Decision) -> None:
    for version, (present, _) in found.items():
        if present == state and version != by.version:
            found[version] = ("retired", by)
