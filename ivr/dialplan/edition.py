"""Editions: the centre and all its dialplans as they were at one moment, under one version."""

from collections.abc import Callable, Mapping
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.introductions import introductions
from ivr.dialplan.checking.checks import CENTRE, Documents, check
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.hours.book import Book
from ivr.dialplan.hours.calendar import NOTHING_KNOWN, Calendars
from ivr.dialplan.hours.openings import Openings, openings
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.problems import Problem
from ivr.dialplan.reading.reading import read_book, read_centre, read_dialplan, read_rulebook, read_tree
from ivr.dialplan.reading.tree import Tree
from ivr.dialplan.rulebook import Rule, Rulebook
from ivr.telephony.prompts import Prompt

DIGITS_OF_VERSION = 12


class Edition(msgspec.Struct, frozen=True):
    """What calls are served with.  ``version`` is made of all texts: equal texts, equal version."""

    version: str
    dialplans: Mapping[str, Dialplan]
    centre: Centre
    openings: Openings = {}
    book: Book | None = None
    rules: Mapping[str, Rule] = {}

    def prompts(self) -> tuple[Prompt, ...]:
        """Every prompt of every dialplan, and what is said of the centre's own accord, each once."""
        plans = self.dialplans.values()
        said = [prompt for dialplan in plans for prompt in dialplan.prompts(self.centre.languages)]
        said += [Prompt(text, one) for rule in self.rules.values() for one, text in (rule.say or {}).items()]
        paces = [profile.pace for profile in self.centre.profiles.values() if profile.pace != 1]
        slow = (replace(prompt, pace=pace) for pace in paces for prompt in said)
        return tuple(dict.fromkeys((*said, *slow, *self.centre.prompts(), *introductions(self.centre))))


def version_of(files: Mapping[str, bytes]) -> str:
    """The version of these files: the first 12 hexadecimal digits of their SHA-256."""
    digest = sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()[:DIGITS_OF_VERSION]


def read_edition(
    files: Mapping[str, bytes],
    has_sound: Callable[[Prompt], bool] | None = None,
    calendars: Calendars = NOTHING_KNOWN,
) -> Edition | tuple[Problem, ...]:
    """The edition that the files make (name such as ``main.yaml`` → content), or all their problems.

    ``has_sound`` tells whether a prompt's sound is there; without it sounds are not checked.
    ``calendars`` look up the zones and holidays of the opening hours.
    """
    texts = {name: files[name] for name in sorted(files) if name.endswith(".yaml")}
    if CENTRE not in texts:
        return (Problem(file=CENTRE, line=1, column=1, what=_NO_CENTRE, remedy=_WRITE_CENTRE),)
    documents, problems = _read(texts)
    problems.extend(check(documents, has_sound, calendars))
    if documents.centre is None or problems:
        return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column)))
    hours = openings(documents.book, documents.centre, calendars) if documents.book else {}
    rules = documents.rulebook.rules if documents.rulebook else {}
    return Edition(version_of(texts), documents.dialplans, documents.centre, hours, documents.book, rules)


def _read(texts: Mapping[str, bytes]) -> tuple[Documents, list[Problem]]:
    problems: list[Problem] = []
    trees: dict[str, Tree] = {}
    dialplans: dict[str, Dialplan] = {}
    centre: Centre | None = None
    book: Book | None = None
    rulebook: Rulebook | None = None
    for file, content in texts.items():
        tree = read_tree(file, content)
        if not isinstance(tree, Tree):
            problems.extend(tree)
            continue
        trees[file] = tree
        match _document(file, tree):
            case Centre() as found:
                centre = found
            case Book() as found:
                book = found
            case Rulebook() as found:
                rulebook = found
            case Dialplan() as found:
                dialplans[found.name] = found
            case faults:
                problems.extend(faults)
    return Documents(trees, dialplans, centre, tuple(texts), book, rulebook), problems


def _document(file: str, tree: Tree) -> Centre | Book | Rulebook | Dialplan | tuple[Problem, ...]:
    match file:
        case "centre.yaml":
            return read_centre(tree)
        case "hours.yaml":
            return read_book(tree)
        case "rules.yaml":
            return read_rulebook(tree)
        case _:
            return read_dialplan(_name(file), tree)


def _name(file: str) -> str:
    return file.removesuffix(".yaml")


_NO_CENTRE = Message("没有 centre.yaml", "there is no centre.yaml")
_WRITE_CENTRE = Message(
    "在对话方案的文件夹中写一个 centre.yaml，列出坐席、队列和号码",
    "write a centre.yaml in the folder of the dialplans, with agents, queues and numbers",
)
