"""The node ``speak``: a number, an amount, a date, a time or digits are said as people say them."""

from collections.abc import Iterable, Iterator
from typing import ClassVar, Literal

from msgspec.structs import replace
from pydantic import Field

from ivr.dialplan import conditions, hearing
from ivr.dialplan.deciding import Expression, decided, known_at, references_in, who_calls
from ivr.dialplan.document import Name, Texts
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Reference, Spoken, Stay
from ivr.dialplan.speaking.money import Currency
from ivr.dialplan.speaking.values import Kind, pieces_of, said
from ivr.telephony.events import Event
from ivr.telephony.prompts import Prompt


class Speak(NodeDocument):
    """Says a value, properly in Chinese and in English, between two prompts, and goes on.

    - `before`: what is said before, in each language; may be left out.
    - `value`: an expression (see `branch`), such as `values.balance`.
    - `as`: how it is said: `number` (128.5), `amount` (of money), `digits` (one by one), `telephone`
      (digits, in Chinese with 幺), `date` (`2026-10-01` or `20261001`), `time` (`14:30`).
    - `currency`: of an amount: `CNY` (default), `USD` or `EUR`.
    - `after`: what is said after it, in each language; may be left out.
    - `interruptible`: with `true` any key goes on at once; `false` by default. `*` says it again.
    - `next`: the node that follows.
    - `failure`: the node that follows when the value is missing, is nothing of that kind, or cannot be
      played.

    ```yaml
    your_balance:
      type: speak
      before: {zh: 您的账户余额为, en: Your balance is}
      value: values.balance
      as: amount
      next: after_balance
      failure: service
    ```

    中文

    按中文和英文的习惯读出一个值，前后可以各有一段提示语，然后继续。

    - `before`：之前要说的话，每种语言一句；可以不填。
    - `value`：表达式（见 `branch`），如 `values.balance`。
    - `as`：读法：`number`（数目，如 128.5）、`amount`（金额）、`digits`（逐位）、`telephone`（电话号码，
      一读作幺）、`date`（日期，`2026-10-01` 或 `20261001`）、`time`（时间，`14:30`）。
    - `currency`：金额的币种：`CNY`（默认）、`USD` 或 `EUR`。
    - `after`：之后要说的话，每种语言一句；可以不填。
    - `interruptible`：填 `true` 时按任意键立即继续；默认 `false`。按 `*` 重听。
    - `next`：接下来的节点。
    - `failure`：没有这个值、值不是所写的那一种、或无法播放时进入的节点。
    """

    listens: ClassVar[bool] = True

    type: Literal["speak"]
    before: Texts | None = None
    value: Expression
    kind: Kind = Field(alias="as")
    currency: Currency = "CNY"
    after: Texts | None = None
    interruptible: bool = False
    next: Name
    failure: Name

    def enter(self, here: Here) -> Move:
        """Say it, once it is known who calls if that matters."""
        return (who_calls(here) if conditions.asks_who_calls(self.value) else None) or self._say(here)

    def told(self, here: Here, event: Event) -> Move:
        """It is known who calls."""
        return self._say(decided(here))

    def silence(self, here: Here) -> Move:
        """Nobody knows in time who calls."""
        return self._say(decided(here))

    def key(self, here: Here, digit: str) -> Move:
        """The star says it again; any other key goes on if it may."""
        if here.position.playing is None or (digit != hearing.REPEAT and not self.interruptible):
            return Stay(here.position)
        position, commands = hearing.hush(here)
        again = self._say(here.moved(position)) if digit == hearing.REPEAT else Leave(position, "next")
        return replace(again, commands=(*commands, *again.commands))

    def prompt_over(self, here: Here) -> Move:
        """Go on."""
        return Leave(here.position, "next")

    def prompt_failed(self, here: Here) -> Move:
        """It could not be said."""
        return Leave(here.position, "failure")

    def resume(self, here: Here) -> Move:
        """Say it again."""
        return self._say(decided(here))

    def exits(self) -> Iterator[Exit]:
        """``next`` and ``failure``."""
        yield Exit("next", self.next, ("next",), silent=True)
        yield Exit("failure", self.failure, ("failure",), silent=True)

    def spoken(self) -> Iterator[Spoken]:
        """What is said before and after."""
        for field, texts in (("before", self.before), ("after", self.after)):
            if texts is not None:
                yield Spoken(texts, (field,))

    def pieces(self, languages: Iterable[str]) -> Iterator[Prompt]:
        """The words of every value of its kind."""
        for language in languages:
            spoken = language if language == "zh" else "en"
            for piece in pieces_of(self.kind, spoken, self.currency):
                yield Prompt(piece, spoken)

    def references(self) -> Iterator[Reference]:
        """The values that the expression asks for."""
        return references_in(self.value, ("value",))

    def _say(self, here: Here) -> Move:
        language = "zh" if here.language == "zh" else "en"
        value = conditions.text_of(self.value, known_at(here))
        words = said(self.kind, value, language, self.currency) if value is not None else None
        if words is None:
            return Leave(here.position, "failure")
        texts = [hearing.in_language(one, here) if one else None for one in (self.before, self.after)]
        pieces = (Prompt(word, language, here.profile.pace) for word in words)
        whole = (texts[0], *pieces, texts[1])
        return hearing.speak(here, tuple(prompt for prompt in whole if prompt is not None))
