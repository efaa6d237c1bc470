"""Patterns: regular expressions over digits, matched in linear time whatever an administrator writes."""

from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import SchemaError, SchemaValidator, core_schema

from ivr.dialplan.document import complaint
from ivr.dialplan.messages import Message


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> SchemaValidator:
    return SchemaValidator(core_schema.str_schema(pattern=f"^(?:{pattern})$"))


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text matches the pattern."""
    return _compiled(pattern).isinstance_python(text)


def _compilable(pattern: str) -> str:
    try:
        _compiled(pattern)
    except SchemaError:
        raise complaint(
            Message(f"“{pattern}” 不是正确的正则表达式", f'"{pattern}" is not a regular expression'),
            Message(r"例如 1[3-9]\d{9}", r"for example 1[3-9]\d{9}"),
        ) from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compilable)]
"""A regular expression that compiles."""
