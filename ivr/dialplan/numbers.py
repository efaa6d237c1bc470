"""A number that callers dial, as ``centre.yaml`` has it."""

from typing import Annotated, Self

from ivr.dialplan.document import Document, Language, Name, Shape

Dialled = Annotated[
    str,
    Shape(r"\+?[0-9]{1,20}", "号码只含数字，可以 + 开头", "a number has digits only, after a + if need be"),
]
"""A number that callers dial, as the trunk delivers it."""


class Number(Document):
    """What a dialled number leads to, and the language in which its callers are met."""

    dialplan: Name
    language: Language = ""

    def speaking(self, language: str) -> Self:
        """The number with that language, if the document names none."""
        return self if self.language else self.model_copy(update={"language": language})
