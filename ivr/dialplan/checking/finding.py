"""Findings: what a check finds wrong with a document that its model accepted."""

from collections.abc import Iterable, Iterator

import msgspec

from ivr.dialplan.messages import Message
from ivr.dialplan.reading.problems import Problem
from ivr.dialplan.reading.tree import Path, Tree


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing wrong, at a path of the document; ``at_key``: with the key rather than with its value."""

    path: Path
    what: Message
    remedy: Message
    at_key: bool = False


def problems_of(findings: Iterable[Finding], tree: Tree) -> Iterator[Problem]:
    """The findings as problems of the document that they are about."""
    for finding in findings:
        place = tree.key_place(finding.path) if finding.at_key else tree.value_place(finding.path)
        yield tree.source.problem(place, finding.what, finding.remedy)
