"""Checks: everything that is wrong with documents that are well-formed each for itself."""

from collections.abc import Callable, Iterator, Mapping

import msgspec

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.checking.callers import check_callers
from ivr.dialplan.checking.excursions import check_excursions, check_returns
from ivr.dialplan.checking.finding import problems_of
from ivr.dialplan.checking.names import (
    Known,
    check_centre,
    check_names,
    known_names,
    values_of,
    without,
)
from ivr.dialplan.checking.routing import check_routing
from ivr.dialplan.checking.rules import check_rule_prompts, check_rules
from ivr.dialplan.checking.secrets import check_secrets
from ivr.dialplan.checking.speech import (
    check_introductions,
    check_languages,
    check_notices,
    check_pause_sounds,
    check_pieces,
    check_sounds,
)
from ivr.dialplan.checking.surveys import check_surveys
from ivr.dialplan.checking.ways import check_ways
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.hours.book import Book
from ivr.dialplan.hours.calendar import Calendars
from ivr.dialplan.hours.openings import check_zones
from ivr.dialplan.reading.problems import Problem
from ivr.dialplan.reading.tree import Tree
from ivr.dialplan.rulebook import Rulebook
from ivr.telephony.prompts import Prompt

CENTRE = "centre.yaml"
"""The file that describes the centre."""

HOURS = "hours.yaml"
"""The file that tells when it is open."""

RULES = "rules.yaml"
"""The file that tells what is done for whom; every ``.yaml`` file besides these three is a dialplan."""


class Documents(msgspec.Struct, frozen=True):
    """The documents of one folder.

    ``trees`` are those of every readable file by its name, ``dialplans`` and ``centre`` what they
    say; ``files`` are the names of all, also of such as cannot be read: a fault in one document is
    told there, and not again wherever it is named.  ``book`` are the hours and ``rulebook`` the rules, None
    where there are none or they cannot be read.
    """

    trees: Mapping[str, Tree]
    dialplans: Mapping[str, Dialplan]
    centre: Centre | None
    files: tuple[str, ...]
    book: Book | None = None
    rulebook: Rulebook | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all dialplans."""
        return tuple(file.removesuffix(".yaml") for file in self.files if file not in (CENTRE, HOURS, RULES))


def check(
    documents: Documents, has_sound: Callable[[Prompt], bool] | None, calendars: Calendars
) -> Iterator[Problem]:
    """All problems of the documents together.

    Where the centre itself is wrong, the names and languages that it would tell are not checked;
    without ``has_sound`` sounds are not.
    """
    centre = documents.centre
    if centre is not None:
        known = _known(documents, centre)
        findings = check_centre(centre, known)
        yield from problems_of(findings, documents.trees[CENTRE])
        yield from problems_of(check_routing(centre), documents.trees[CENTRE])
        yield from problems_of(check_surveys(centre, documents.dialplans), documents.trees[CENTRE])
        yield from problems_of(check_notices(centre, has_sound), documents.trees[CENTRE])
        if has_sound is not None:
            yield from problems_of(check_pause_sounds(centre, has_sound), documents.trees[CENTRE])
            yield from problems_of(check_introductions(centre, has_sound), documents.trees[CENTRE])
        yield from problems_of(check_returns(centre, documents.dialplans), documents.trees[CENTRE])
        if documents.book is not None:
            yield from problems_of(check_zones(documents.book, centre, calendars), documents.trees[HOURS])
        if (rulebook := documents.rulebook) is not None:
            tree = documents.trees[RULES]
            yield from problems_of(check_rules(rulebook, documents.dialplans, known), tree)
            yield from problems_of(check_rule_prompts(rulebook, centre.languages, has_sound), tree)
    for name, dialplan in documents.dialplans.items():
        tree = documents.trees[f"{name}.yaml"]
        yield from problems_of(check_ways(dialplan), tree)
        yield from problems_of(check_secrets(dialplan), tree)
        if centre is not None:
            yield from problems_of(check_names(dialplan, known), tree)
            yield from problems_of(check_excursions(dialplan, documents.dialplans), tree)
            yield from problems_of(check_languages(dialplan, centre.languages), tree)
            if len(documents.dialplans) == len(documents.names):
                yield from problems_of(check_callers(dialplan, documents.dialplans, centre), tree)
        if has_sound is not None:
            yield from problems_of(check_sounds(dialplan, has_sound), tree)
            if centre is not None:
                yield from problems_of(check_pieces(dialplan, centre, has_sound), tree)


def _known(documents: Documents, centre: Centre) -> Known:
    book, rulebook = documents.book, documents.rulebook
    values = [value for plan in documents.dialplans.values() for value in values_of(plan)]
    values += [name for rule in rulebook.rules.values() for name in rule.set] if rulebook else []
    known: Known = {
        **known_names(centre, documents.names, tuple(book.hours) if book else ()),
        "rule": tuple(rulebook.rules) if rulebook else (),
        "value": tuple(dict.fromkeys(values)),
    }
    # What a document that cannot be read would name is not told as missing: its faults are.
    if book is None and HOURS in documents.files:
        known = without(known, "hours")
    return without(known, "rule") if rulebook is None and RULES in documents.files else known
