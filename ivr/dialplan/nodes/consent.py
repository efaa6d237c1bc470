"""The node ``consent``: the caller says whether he may be recorded."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from msgspec.structs import replace
from pydantic import Field

from ivr.dialplan import hearing
from ivr.dialplan.document import Key, Name, Seconds, Texts
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Spoken
from ivr.dialplan.step import GIVEN, REFUSED


class Consent(NodeDocument):
    """Asks the caller whether he may be recorded; of one who refuses no talk is recorded in this contact.

    Who says nothing has not agreed. The queue's own `recording` still holds for whoever agrees.

    - `prompt`: the question, in each language.
    - `agree`, `refuse`: the keys; `"1"` and `"2"` by default.
    - `next`: the node that follows when the caller agrees.
    - `refused`: the node that follows when he refuses; `next` where it is left out.
    - `seconds`: how long to wait for a key after the prompt; 5 by default.
    - `tries`: how often the caller may be silent or press a wrong key, both counted together; 2 by default.
    - `no_input_prompt`, `no_match_prompt`: what is said before the question is asked again after silence
      or a wrong key; may be left out.
    - `no_input`, `no_match`: the node that follows when the last try was silence or a wrong key, which
      count as a refusal; as `refused` where they are left out.
    - `failure`: the node that follows when the question cannot be asked, a refusal too; as `refused` where
      it is left out.

    ```yaml
    may_we_record:
      type: consent
      prompt: {zh: 同意录音请按一，不同意请按二。, en: "If we may record, press one; if not, two."}
      next: main_menu
    ```

    中文

    询问来电者是否同意录音；不同意者，这次来电的任何通话都不录音。不作回答视为不同意。
    同意者仍按队列的 `recording` 处理。

    - `prompt`：问题，每种语言一句。
    - `agree`、`refuse`：同意、不同意的按键，默认 `"1"` 和 `"2"`。
    - `next`：同意后进入的节点。
    - `refused`：不同意时进入的节点；不填则进入 `next`。
    - `seconds`：提示语结束后等待按键的秒数，默认 5。
    - `tries`：最多几次，不按键和按错键合并计算，默认 2。
    - `no_input_prompt`、`no_match_prompt`：不按键、按错键之后，重播问题之前要说的话；可以不填。
    - `no_input`、`no_match`：最后一次不按键、最后一次按错键（视为不同意）后进入的节点；不填则同 `refused`。
    - `failure`：问题无法播放时（视为不同意）进入的节点；不填则同 `refused`。
    """

    listens: ClassVar[bool] = True

    type: Literal["consent"]
    prompt: Texts
    agree: Key = "1"
    refuse: Key = "2"
    next: Name
    refused: Name | None = None
    seconds: Seconds = 5
    tries: Annotated[int, Field(ge=1, le=10)] = 2
    no_input_prompt: Texts | None = None
    no_match_prompt: Texts | None = None
    no_input: Name | None = None
    no_match: Name | None = None
    failure: Name | None = None

    def takes(self, digit: str) -> bool:
        """The keys that agree and refuse."""
        return digit in (self.agree, self.refuse)

    def enter(self, here: Here) -> Move:
        """Ask; until there is an answer he has not agreed."""
        return hearing.play(here.moved(replace(here.position, consent=REFUSED)), self.prompt)

    def key(self, here: Here, digit: str) -> Move:
        """Note the answer, repeat the question, or count a wrong key."""
        if digit == self.agree:
            return self._answered(here, GIVEN, "next")
        if digit == self.refuse:
            return self._answered(here, REFUSED, "refused")
        if digit == hearing.REPEAT:
            return hearing.repeat(here, self.prompt)
        return hearing.ask_again(here, "no_match", self.tries, self.no_match_prompt, self.prompt)

    def prompt_over(self, here: Here) -> Move:
        """Wait for a key."""
        return hearing.wait(here, self.seconds)

    def prompt_failed(self, here: Here) -> Move:
        """He could not be asked."""
        return Leave(here.position, "failure")

    def silence(self, here: Here) -> Move:
        """Count a missing key."""
        return hearing.ask_again(here, "no_input", self.tries, self.no_input_prompt, self.prompt)

    def resume(self, here: Here) -> Move:
        """Ask again, or wait anew."""
        return hearing.resume(here, self.prompt, self.seconds)

    def exits(self) -> Iterator[Exit]:
        """``next``, ``refused``, ``no_input``, ``no_match`` and ``failure``."""
        yield Exit("next", self.next, ("next",))
        for name in ("refused", "no_input", "no_match", "failure"):
            field = next((one for one in (name, "refused", "next") if getattr(self, one)), "next")
            yield Exit(name, getattr(self, field), (field,), silent=name in ("no_input", "failure"))

    def spoken(self) -> Iterator[Spoken]:
        """The question and what is said before a repetition."""
        return hearing.asked(self.prompt, self.no_input_prompt, self.no_match_prompt)

    def _answered(self, here: Here, answer: str, way_out: str) -> Move:
        position, commands = hearing.hush(here)
        return Leave(replace(position, consent=answer), way_out, commands)
