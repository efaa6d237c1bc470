"""Templates: texts with places to fill in, written ``@{name}``, because ``${name}`` is Asterisk's own."""

import string
from collections.abc import Mapping
from pathlib import Path


class _Template(string.Template):
    pattern = r"@\{(?:(?P<braced>[a-z_]+)\}|(?P<invalid>))|(?P<escaped>(?!))|(?P<named>(?!))"  # type: ignore[assignment]


def fill(path: Path, values: Mapping[str, str]) -> str:
    """The template in a file, filled in.  Raises KeyError when it names a value that is not there."""
    return _Template(path.read_text(encoding="utf-8")).substitute(values)
