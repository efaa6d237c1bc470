"""Generates the typed words of ARI (``models.py``) from Asterisk's own API description.

``python -m ivr.asterisk.ari.generating REST_API_FOLDER > ivr/asterisk/ari/models.py``, where the folder
is ``share/asterisk/rest-api`` of the Asterisk in use.  Only what ``in_use.py`` names is generated.
"""

import keyword
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from ivr.asterisk.ari.in_use import EVENTS, FRAMES, OPERATIONS

_HEAD = '''"""The words of ARI that are in use.

Generated from Asterisk's API description by ``python -m ivr.asterisk.ari.generating``: do not edit,
change ``in_use.py`` and generate it again.
"""

from collections.abc import Mapping, Sequence

import msgspec

from ivr.asterisk.ari.requests import Request, body, parameters, path
'''

_PLAIN = {
    "string": "str",
    "Date": "str",
    "int": "int",
    "long": "int",
    "double": "float",
    "boolean": "bool",
    "object": "msgspec.Raw",
    "containers": "Mapping[str, str]",
}


class Property(msgspec.Struct, frozen=True):
    """One field of a model; ``type`` is a word of the description such as ``List[string]``."""

    type: str
    required: bool | None = None


class Model(msgspec.Struct, frozen=True, rename="camel"):
    """One model: its own fields, and the names of the models that extend it."""

    description: str = ""
    properties: dict[str, Property] = {}
    sub_types: tuple[str, ...] = ()


class OperationParameter(msgspec.Struct, frozen=True, rename="camel"):
    """One parameter of an operation: in the path, the query or the body."""

    name: str
    param_type: str
    data_type: str = "string"
    required: bool | None = None
    allow_multiple: bool | None = None


class Operation(msgspec.Struct, frozen=True, rename="camel"):
    """One operation on a path; ``response_class`` is a type or ``void``."""

    http_method: str
    nickname: str
    summary: str = ""
    response_class: str = "void"
    parameters: tuple[OperationParameter, ...] = ()


class Resource(msgspec.Struct, frozen=True):
    """One path and the operations on it."""

    path: str
    operations: tuple[Operation, ...]


class Description(msgspec.Struct, frozen=True):
    """One file of the description."""

    apis: tuple[Resource, ...]
    models: dict[str, Model] = {}


class NotDescribedError(Exception):
    """Something of ``in_use.py`` is not in the description."""

    def __init__(self, thing: str) -> None:
        self.thing = thing
        super().__init__(thing)

    def __str__(self) -> str:
        return f"{self.thing} is in in_use.py but not in the API description; is the Asterisk older?"


def read(folder: Path) -> dict[str, Description]:
    """The files of a description by name.  Raises msgspec.DecodeError when one is not what it should be."""
    files = sorted(path for path in folder.glob("*.json") if path.stem != "resources")
    return {path.stem: msgspec.json.decode(path.read_bytes(), type=Description) for path in files}


def generate(descriptions: Mapping[str, Description]) -> str:
    """The text of ``models.py``.  Raises NotDescribedError."""
    models = {name: model for file in descriptions.values() for name, model in file.models.items()}
    parents = {child: name for name, model in models.items() for child in model.sub_types}
    operations = [(file, *_find(descriptions, file, nickname)) for file, nickname in OPERATIONS]
    wanted = [*EVENTS, *FRAMES, *(_inner(operation.response_class) for _, _, operation in operations)]
    fields = {name: _fields(name, models, parents) for name in _closure(wanted, models, parents)}
    others = sorted(_leaves("Event", models) - {*EVENTS, *FRAMES})
    blocks = [_struct(name, models[name], fields[name]) for name in fields]
    blocks += [f"Event = {' | '.join(EVENTS)}\n", _names("UNREAD_EVENTS", others)]
    blocks += [_function(file, route, operation) for file, route, operation in operations]
    return "\n\n".join([_HEAD, *blocks])


def _find(descriptions: Mapping[str, Description], file: str, nickname: str) -> tuple[str, Operation]:
    for resource in descriptions[file].apis if file in descriptions else ():
        for operation in resource.operations:
            if operation.nickname == nickname:
                return resource.path, operation
    raise NotDescribedError(f"operation {nickname} of {file}")


def _fields(name: str, models: Mapping[str, Model], parents: Mapping[str, str]) -> dict[str, Property]:
    if name not in models:
        raise NotDescribedError(f"model {name}")
    inherited = _fields(parents[name], models, parents) if name in parents else {}
    own = {key: value for key, value in models[name].properties.items() if not _is_tag(name, key)}
    return {key: value for key, value in (inherited | own).items() if key != "asterisk_id"}


def _is_tag(model: str, field: str) -> bool:
    return field == "type" and model in (*EVENTS, *FRAMES, "Message", "Event")


def _closure(names: Iterable[str], models: Mapping[str, Model], parents: Mapping[str, str]) -> list[str]:
    """The models of these names and those they are made of, the parts before the whole."""
    found: list[str] = []

    def visit(name: str) -> None:
        if name in _PLAIN or name == "void" or name in found:
            return
        for part in _fields(name, models, parents).values():
            visit(_inner(part.type))
        found.append(name)

    for name in names:
        visit(name)
    return found


def _leaves(name: str, models: Mapping[str, Model]) -> set[str]:
    children = models[name].sub_types if name in models else ()
    return set().union(*(_leaves(child, models) for child in children)) if children else {name}


def _inner(described: str) -> str:
    found = re.fullmatch(r"List\[(\w+)\]", described)
    return found[1] if found else described


def _type(described: str) -> str:
    inner = _inner(described)
    plain = _PLAIN.get(inner, inner)
    return plain if inner == described else f"tuple[{plain}, ...]"


def _struct(name: str, model: Model, fields: Mapping[str, Property]) -> str:
    tag = f', tag_field="type", tag="{name}"' if name in (*EVENTS, *FRAMES) else ""
    lines = [
        f"class {name}(msgspec.Struct, kw_only=True, frozen=True{tag}):",
        f'    """{_sentence(model.description)}"""',
    ]
    for key, part in fields.items():
        rest = "" if part.required else " | None = None"
        lines.append(f"    {key}: {_type(part.type)}{rest}")
    return "\n".join([*lines[:2], "", *lines[2:]]) + "\n"


def _names(constant: str, names: Sequence[str]) -> str:
    return "\n".join([f"{constant} = (", *(f'    "{name}",' for name in names), ")"]) + "\n"


def _function(file: str, route: str, operation: Operation) -> str:
    kinds = {
        kind: [given for given in operation.parameters if given.param_type == kind]
        for kind in ("path", "query", "body")
    }
    positional = [f"{_snake(given.name)}: str" for given in kinds["path"]]
    named = sorted(kinds["query"] + kinds["body"], key=lambda given: not given.required)
    signature = ", ".join([*positional, *(["*"] if named else []), *(map(_argument, named))])
    segments = ", ".join(_segment(part) for part in route.strip("/").split("/"))
    arguments = [f'"{operation.http_method}"', f"path({segments})"]
    query = ", ".join(f'"{given.name}": {_snake(given.name)}' for given in kinds["query"])
    if kinds["query"] or kinds["body"]:
        arguments.append(f"parameters({{{query}}})")
    arguments += [f"body({_content(given)})" for given in kinds["body"]]
    return (
        f"def {file}_{_snake(operation.nickname)}({signature}) -> Request:\n"
        f'    """{_sentence(operation.summary)}"""\n'
        f"    return Request({', '.join(arguments)})\n"
    )


def _argument(given: OperationParameter) -> str:
    described = "Sequence[str]" if given.allow_multiple else _type(given.data_type)
    if given.data_type == "object":
        described = "object"
    return f"{_snake(given.name)}: {described}{'' if given.required else ' | None = None'}"


def _content(given: OperationParameter) -> str:
    # ARI wants the containers of a body under their own name, but an object as the body itself.
    name = _snake(given.name)
    if given.data_type != "containers":
        return name
    return f'None if {name} is None else {{"{given.name}": {name}}}'


def _sentence(text: str) -> str:
    first = text.strip().splitlines()[0] if text.strip() else "No more is said of it"
    return f"{first[:1].upper()}{first[1:].rstrip('.')}."


def _segment(part: str) -> str:
    return _snake(part.strip("{}")) if part.startswith("{") else f'"{part}"'


def _snake(name: str) -> str:
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.sub(r"\W", "_", name)).lower()
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def main(arguments: Sequence[str]) -> int:
    """Write ``models.py`` for the description in the folder named by the one argument to standard output."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        sys.stderr.write(f"{__doc__}\n")
        return 2
    sys.stdout.write(generate(read(Path(arguments[0]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
