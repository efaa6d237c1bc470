"""What all documents have in common: strictness, texts in languages, and complaints in both languages."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ivr.dialplan.messages import Message


class Document(BaseModel):
    """A part of a document: frozen, and refusing every key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def complaint(what: Message, remedy: Message, offset: int = 0) -> PydanticCustomError:
    """The error for a validator to raise; the reader finds it all in its context again.

    ``offset`` is how many characters into the value the fault stands.
    """
    context = {
        "zh": what.zh,
        "en": what.en,
        "remedy_zh": remedy.zh,
        "remedy_en": remedy.en,
        "offset": offset,
    }
    return PydanticCustomError("complaint", "{en}", context)


class Shape:
    """A form that a text must have, and how to say so: an annotation for fields of documents."""

    def __init__(self, pattern: str, zh: str, en: str) -> None:
        self._pattern = pattern
        self._remedy = Message(zh, en)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^(?:{self._pattern})$"}

    def _checked(self, text: str) -> str:
        if re.fullmatch(self._pattern, text):
            return text
        raise complaint(Message(f"这里不能写“{text}”", f'"{text}" cannot stand here'), self._remedy)


def _spoken(texts: dict[str, str]) -> dict[str, str]:
    for language, text in texts.items():
        if not text.strip():
            raise complaint(
                Message(f"“{language}” 的提示语是空的", f'the prompt in "{language}" is empty'),
                Message("写出要说的话，或删去这种语言", "write what is to be said, or remove this language"),
            )
    return texts


Language = Annotated[
    str, Shape("[a-z]{2}", "语言用两个小写字母，如 zh、en", "a language is two letters: zh, en")
]

Texts = Annotated[dict[Language, str], Field(min_length=1), AfterValidator(_spoken)]
"""One prompt: language → what is said in it."""

Name = Annotated[
    str,
    Shape(
        r"\w[\w-]{0,63}",
        "名称由文字、数字、_ 和 - 组成，不含空格，最长 64 个字符",
        "a name has letters of any script, digits, _ and -, no spaces, at most 64 characters",
    ),
]
"""The name of a node, queue, skill or dialplan."""

Key = Annotated[str, Shape("[0-9*#]", '按键是 0 到 9、"*" 或 "#"', 'a key is 0 to 9, "*" or "#"')]
"""One key of a telephone."""

Seconds = Annotated[float, Field(ge=0.5, le=120)]
"""How long a node waits for the caller."""

Level = Annotated[int, Field(ge=1, le=10)]
"""How well a skill is mastered, 1 to 10."""
