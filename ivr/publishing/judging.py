"""Judging a version that is tried: whether its callers fare as those of the old one, at any time, honestly.

Each caller shows four signs, each yes or no.  For a share that shows a sign a *confidence sequence* is
kept: an interval that holds the true share at **every** time at once with the stated probability, so it may
be looked at after each call.  It is the beta-binomial mixture of Robbins (Statistical methods related to the
law of the iterated logarithm, Ann. Math. Statist. 41, 1970; in today's form Howard, Ramdas, McAuliffe and
Sekhon, Time-uniform, nonparametric, nonasymptotic confidence sequences, Ann. Statist. 49, 2021): a share p is
kept as long as the mixture of likelihoods under Jeffreys' prior is less than 1/alpha times that of p.
"""

from math import lgamma, log
from typing import Literal

import msgspec

from ivr.dialplan.messages import Message

Sign = Literal["abandoned", "no_input", "failure", "transferred"]
SIGNS: tuple[Sign, ...] = ("abandoned", "no_input", "failure", "transferred")

MARGIN = 0.05
"""The band of the old version is this much wider on each side than what is known of it."""

KNOWN = 0.2
"""While the old version's own interval is wider than this, nobody can be said to be as good as it."""

ERROR = 0.01
"""How often at most a version that is as good as the old one is rolled back, over all signs and all times."""

_EACH = ERROR / (2 * len(SIGNS))

_WORDS: dict[Sign, Message] = {
    "abandoned": Message("中途挂机", "gave up"),
    "no_input": Message("无按键离开节点", "left a node without input"),
    "failure": Message("因失败离开节点", "left a node by its failure"),
    "transferred": Message("转给人工或号码", "were handed to a queue or a number"),
}


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many calls a version had, and how many of them showed each sign."""

    calls: int = 0
    abandoned: int = 0
    no_input: int = 0
    failure: int = 0
    transferred: int = 0

    def of(self, sign: Sign) -> int:
        """How many calls showed the sign."""
        return int(getattr(self, sign))

    def with_call(self, signs: frozenset[Sign]) -> "Tally":
        """The tally with one more call."""
        more = {sign: self.of(sign) + (sign in signs) for sign in SIGNS}
        return Tally(calls=self.calls + 1, **more)


class Worse(msgspec.Struct, frozen=True):
    """The new version has left the band of the old one; ``why`` says by which sign and by how much."""

    sign: Sign
    why: Message


class AsGood(msgspec.Struct, frozen=True):
    """In all signs the new version is within the band of the old one."""


class TooFew(msgspec.Struct, frozen=True):
    """So far it can be either; ``why`` names what is not known yet."""

    why: Message


Verdict = Worse | AsGood | TooFew


def judge(old: Tally, new: Tally) -> Verdict:
    """What the calls so far say of the new version.

    More callers who give up, press nothing or meet failures make it worse; of transfers more as well as
    fewer: either self-service is lost, or the way to a person is.
    """
    undecided: list[Sign] = []
    for sign in SIGNS:
        low, high = interval(old.of(sign), old.calls)
        lowest, highest = max(0.0, low - MARGIN), min(1.0, high + MARGIN)
        least, most = interval(new.of(sign), new.calls)
        if least > highest or (sign == "transferred" and most < lowest):
            return Worse(sign, _left(sign, old, new, (lowest, highest)))
        if high - low > KNOWN or most > highest or (sign == "transferred" and least < lowest):
            undecided.append(sign)
    return TooFew(_too_few(old, new, undecided)) if undecided else AsGood()


def interval(shown: int, calls: int, alpha: float = _EACH) -> tuple[float, float]:
    """The shares that are still possible after ``shown`` of ``calls`` calls; wrong at any time: ``alpha``."""
    if calls == 0:
        return 0.0, 1.0
    seen = shown / calls
    low = 0.0 if shown == 0 else _edge(shown, calls, alpha, 0.0, seen)
    high = 1.0 if shown == calls else _edge(shown, calls, alpha, 1.0, seen)
    return low, high


def evidence(shown: int, calls: int, share: float) -> float:
    """The logarithm of the evidence against the share: of the mixture's likelihood over its own."""
    mixture = _log_beta(shown + 0.5, calls - shown + 0.5) - _log_beta(0.5, 0.5)
    return mixture - _times_log(shown, share) - _times_log(calls - shown, 1 - share)


def _edge(shown: int, calls: int, alpha: float, outside: float, inside: float) -> float:
    """Where between ``inside``, which is possible, and ``outside``, which is not, the possible ends."""
    for _ in range(20):
        middle = (outside + inside) / 2
        if evidence(shown, calls, middle) < -log(alpha):
            inside = middle
        else:
            outside = middle
    return outside


def _times_log(count: int, share: float) -> float:
    if count == 0:
        return 0.0
    return count * log(share) if share > 0 else -float("inf")


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _left(sign: Sign, old: Tally, new: Tally, band: tuple[float, float]) -> Message:
    words = _WORDS[sign]
    return Message(
        f"新版本 {new.calls} 个来电中有 {new.of(sign)} 个{words.zh}（{_percent(new, sign)}），"
        f"旧版本 {old.calls} 个中有 {old.of(sign)} 个（{_percent(old, sign)}）；"
        f"超出了旧版本的范围 {band[0]:.0%}–{band[1]:.0%}",
        f"{new.of(sign)} of {new.calls} callers of the new version {words.en} ({_percent(new, sign)}), "
        f"of the old one {old.of(sign)} of {old.calls} ({_percent(old, sign)}): that is outside of the old "
        f"one's band of {band[0]:.0%} to {band[1]:.0%}",
    )


def _too_few(old: Tally, new: Tally, undecided: list[Sign]) -> Message:
    return Message(
        f"来电太少，尚不能判断（新版本 {new.calls} 个，旧版本 {old.calls} 个）："
        + "、".join(_WORDS[sign].zh for sign in undecided),
        f"too few calls to tell (the new version had {new.calls}, the old one {old.calls}): how many "
        + ", ".join(_WORDS[sign].en for sign in undecided),
    )


def _percent(tally: Tally, sign: Sign) -> str:
    return f"{tally.of(sign) / tally.calls:.0%}" if tally.calls else "-"
