"""Reading: from the bytes of a document to its model, or to everything that is wrong with it."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.document import Document
from ivr.dialplan.hours.book import Book
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.faults import fault
from ivr.dialplan.reading.fields import neighbours
from ivr.dialplan.reading.problems import Place, Problem
from ivr.dialplan.reading.text import decode
from ivr.dialplan.reading.tree import Path, Tree, Value, parse
from ivr.dialplan.rulebook import Rulebook

D = TypeVar("D", bound=Document)


def read_tree(file: str, content: bytes) -> Tree | tuple[Problem, ...]:
    """The tree of a file, or every problem that keeps it from being one."""
    source = decode(file, content)
    return source if isinstance(source, tuple) else parse(source)


def read_dialplan(name: str, tree: Tree) -> Dialplan | tuple[Problem, ...]:
    """The dialplan of that name, or every fault of its document."""
    document = tree.value
    if isinstance(document, dict) and "name" in document:
        what = Message("对话方案的名称就是文件名", "a dialplan's name is its file's name")
        remedy = Message("删去这一行；说明文字写在 title", "remove this line; a human title goes into title")
        return (tree.source.problem(tree.key_place(("name",)), what, remedy),)
    named: Value = {**document, "name": name} if isinstance(document, dict) else document
    return _validated(Dialplan, named, tree)


def read_centre(tree: Tree) -> Centre | tuple[Problem, ...]:
    """The centre, or every fault of its document."""
    return read_document(Centre, tree)


def read_document(model: type[D], tree: Tree) -> D | tuple[Problem, ...]:
    """The document of that model, or every fault of it."""
    return _validated(model, tree.value, tree)


def read_book(tree: Tree) -> Book | tuple[Problem, ...]:
    """The book of hours, or every fault of its document."""
    return _validated(Book, tree.value, tree)


def read_rulebook(tree: Tree) -> Rulebook | tuple[Problem, ...]:
    """The rulebook, or every fault of its document."""
    return _validated(Rulebook, tree.value, tree)


def _validated(model: type[D], value: Value, tree: Tree) -> D | tuple[Problem, ...]:
    try:
        read = model.model_validate(value)
    except ValidationError as errors:
        found = _problems(model, errors.errors(include_url=False), tree)
        # What a slip has already explained is not told again in other words.
        slipped = {problem.line for problem in tree.problems}
        return (*tree.problems, *(problem for problem in found if problem.line not in slipped))
    return tree.problems or read


def _problems(model: type[Document], errors: Iterable[ErrorDetails], tree: Tree) -> Iterator[Problem]:
    told = list(errors)
    # A list whose items are wrong is also called too short: only what is wrong inside is told.
    outer = {error["loc"][:depth] for error in told for depth in range(len(error["loc"]))}
    for error in (error for error in told if error["loc"] not in outer):
        path, in_key = _path(error["loc"])
        found = fault(error, neighbours(model, path, tree.value))
        at_key = in_key or found.at_key
        place = tree.key_place(path) if at_key else tree.value_place(path)
        yield tree.source.problem(_inside(tree, place, found.offset), found.what, found.remedy)


def _inside(tree: Tree, place: Place, offset: int) -> Place:
    if not offset:  # the place may be one beyond the text: that of a document which is only begun
        return place
    quoted = tree.source.lines[place.line - 1][place.column - 1 : place.column] in ("'", '"')
    return place.right(offset + quoted)


def _path(loc: tuple[int | str, ...]) -> tuple[Path, bool]:
    """The way through the document, and whether the error is in the last key itself."""
    in_key = loc[-1:] == ("[key]",)
    path = loc[:-1] if in_key else loc
    # A node's place is ("nodes", its name, its type, field …): the type is no step of the document.
    if path[:1] == ("nodes",) and len(path) > 2:
        path = (*path[:2], *path[3:])
    return path, in_key
