"""The node ``collect``: the caller types a number."""

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Literal, Self

from msgspec.structs import replace
from pydantic import Field, model_validator

from ivr.dialplan import confirming, hearing
from ivr.dialplan.document import Name, Seconds, Shape, Texts, complaint
from ivr.dialplan.messages import Message
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Spoken, Stay
from ivr.dialplan.patterns import Pattern, matches
from ivr.dialplan.step import Position
from ivr.telephony.commands import Command
from ivr.telephony.prompts import Prompt

ERASE = "*"
"""The key that erases the digits typed so far, unless it is the end key."""

Digits = Annotated[int, Field(ge=1, le=40)]

EndKey = Annotated[str, Shape("[*#]", '写 "#" 或 "*"', 'write "#" or "*"')]
"""The key that completes a number."""


class Collect(NodeDocument):
    """Plays a prompt, takes the digits that the caller types, and keeps them under a name.

    The number is complete with the end key, with the most digits, or when the caller stops typing.
    `*` erases what was typed. Before the first digit `*` plays the prompt again and `#` goes back to the menu
    from which the caller came, whichever of them is the end key.

    - `prompt`: what is said, in each language.
    - `into`: the name under which conditions find the digits: `into: account` is `values.account`.
    - `least`, `most`: how many digits, 1 to 40; 1 and 20 by default.
    - `end_key`: `"#"` by default.
    - `confirm`: with `true` the number is read back digit by digit, and the caller says with one or two
      whether it is right; `false` by default, but for callers whose profile says so.
    - `pattern`: a regular expression that all digits together must match; may be left out.
    - `next`: the node that follows when the number is accepted.
    - `seconds`: how long to wait for the first and for each further digit; 5 by default.
    - `tries`: how often the caller may be silent or type a wrong number, both counted together; 3 by default.
    - `no_input_prompt`, `no_match_prompt`: what is said before the prompt is played again after silence
      or a wrong number; may be left out.
    - `no_input`, `no_match`: the node that follows when the last try was silence or a wrong number.
    - `failure`: the node that follows when the prompt cannot be played; where it is left out, digits
      are awaited all the same.

    ```yaml
    account:
      type: collect
      prompt: {zh: 请输入您的六位账号，以井号键结束。, en: "Enter your account number, then hash."}
      into: account
      least: 6
      most: 6
      next: balance
      no_input: service
      no_match: service
    ```

    中文

    播放提示语，接收来电者输入的数字，并以一个名称保存。
    按结束键、输满最多位数或停止输入时即输入完毕；按 `*` 清除已输入的数字。
    还没有输入数字时，按 `*` 重听，按 `#` 返回上一级菜单，无论哪个是结束键。

    - `prompt`：要说的话，每种语言一句。
    - `into`：保存数字的名称，条件中用 `values.名称` 读取，例如 `into: account` 即 `values.account`。
    - `least`、`most`：最少、最多几位，1 到 40，默认 1 和 20。
    - `end_key`：结束键，默认 `"#"`。
    - `confirm`：填 `true` 时逐位复述号码，由来电者按一确认或按二重新输入；默认 `false`，
      但服务方式（profile）要求确认的来电者总会被询问。
    - `pattern`：全部数字须符合的正则表达式；可以不填。
    - `next`：输入正确后进入的节点。
    - `seconds`：等待第一位以及之后每一位的秒数，默认 5。
    - `tries`：最多几次，不输入和输错合并计算，默认 3。
    - `no_input_prompt`、`no_match_prompt`：不输入、输错之后，重播提示语之前要说的话；可以不填。
    - `no_input`、`no_match`：最后一次不输入、最后一次输错后进入的节点。
    - `failure`：提示语无法播放时进入的节点；不填则照常等待输入。
    """

    listens: ClassVar[bool] = True

    type: Literal["collect"]
    prompt: Texts
    into: Name
    least: Digits = 1
    most: Digits = 20
    end_key: EndKey = "#"
    confirm: bool = False
    pattern: Pattern | None = None
    next: Name
    seconds: Seconds = 5
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    no_input_prompt: Texts | None = None
    no_match_prompt: Texts | None = None
    no_input: Name
    no_match: Name
    failure: Name | None = None

    @model_validator(mode="after")
    def _least_is_not_more_than_most(self) -> Self:
        if self.least > self.most:
            raise complaint(
                Message(
                    f"最少 {self.least} 位大于最多 {self.most} 位",
                    f"least ({self.least}) is more than most ({self.most})",
                ),
                Message("交换两个数", "exchange the two"),
            )
        return self

    def takes(self, digit: str) -> bool:
        """Every digit may belong to the number."""
        return digit.isdecimal()

    def enter(self, here: Here) -> Move:
        """Play the prompt."""
        return hearing.play(here, self.prompt)

    def key(self, here: Here, digit: str) -> Move:
        """Take a digit; the end key or the last one completes the number.  Before any: repeat, go back."""
        if here.position.then == confirming.CONFIRM:
            return self._confirmed(here, digit)
        if not here.position.digits and digit == hearing.REPEAT:
            return hearing.repeat(here, self.prompt)
        if not here.position.digits and digit == hearing.BACK:
            return hearing.go_back(here, self.prompt)
        if digit == self.end_key:
            return self._complete(here)
        if digit == ERASE:
            return self._typed(here, "")
        if not digit.isdecimal():
            return Stay(here.position)
        digits = here.position.digits + digit
        if len(digits) >= self.most:
            return self._complete(here.moved(replace(here.position, digits=digits)))
        return self._typed(here, digits)

    def prompt_over(self, here: Here) -> Move:
        """Wait for the first digit."""
        return hearing.wait(here, self.seconds)

    def prompt_failed(self, here: Here) -> Move:
        """Leave by ``failure``, or wait for digits without a prompt."""
        return hearing.failed(here, self.failure, self.seconds)

    def silence(self, here: Here) -> Move:
        """The caller stopped typing, or has not begun, or does not say whether the number is right."""
        if here.position.then == confirming.CONFIRM:
            return self._confirmed(here, "")
        return self._complete(here)

    def resume(self, here: Here) -> Move:
        """Play the prompt again, or wait anew; digits typed are kept."""
        if here.position.then == confirming.CONFIRM:
            return confirming.read_back(here)
        return hearing.resume(here, self.prompt, self.seconds)

    def exits(self) -> Iterator[Exit]:
        """``next``, ``no_input`` and ``no_match``, and ``failure`` if the document has it."""
        yield Exit("next", self.next, ("next",))
        yield Exit("no_input", self.no_input, ("no_input",), silent=True)
        yield Exit("no_match", self.no_match, ("no_match",))
        if self.failure is not None:
            yield Exit("failure", self.failure, ("failure",), silent=True)

    def spoken(self) -> Iterator[Spoken]:
        """The prompt and those before a repetition."""
        return hearing.asked(self.prompt, self.no_input_prompt, self.no_match_prompt)

    def pieces(self, languages: Iterable[str]) -> Iterator[Prompt]:
        """What reading back needs, where the number is always read back."""
        return confirming.pieces(languages) if self.confirm else iter(())

    def gives(self) -> Iterator[str]:
        """The digits' name."""
        yield self.into

    def _typed(self, here: Here, digits: str) -> Move:
        position, commands = hearing.hush(here)
        return Stay(
            replace(position, digits=digits, until=here.at + hearing.patience(here, self.seconds)), commands
        )

    def _complete(self, here: Here) -> Move:
        digits = here.position.digits
        if not digits:
            return hearing.ask_again(here, "no_input", self.tries, self.no_input_prompt, self.prompt)
        if not self._accepts(digits):
            return hearing.ask_again(here, "no_match", self.tries, self.no_match_prompt, self.prompt)
        position, commands = hearing.hush(here)
        if self.confirm or here.profile.confirm:
            return confirming.read_back(here.moved(position), commands)
        return self._accepted(position, commands)

    def _accepted(self, position: Position, commands: tuple[Command, ...]) -> Move:
        given = {**position.values, self.into: position.digits}
        return Leave(replace(position, values=given), "next", commands)

    def _confirmed(self, here: Here, digit: str) -> Move:
        """Right, wrong, or say it again; silence and other keys count as tries."""
        if digit == confirming.RIGHT:
            return self._accepted(*hearing.hush(here))
        if digit == hearing.REPEAT:
            return confirming.again(here)
        anew = here.moved(replace(here.position, then=""))
        if digit == confirming.WRONG:
            return hearing.ask_again(anew, "no_match", self.tries, self.prompt)
        attempts = here.position.attempts + 1
        if attempts >= self.tries + here.profile.extra_tries:
            position, commands = hearing.hush(anew)
            return Leave(position, "no_match" if digit else "no_input", commands)
        return confirming.again(here.moved(replace(here.position, attempts=attempts)))

    def _accepts(self, digits: str) -> bool:
        long_enough = self.least <= len(digits) <= self.most
        return long_enough and (self.pattern is None or matches(self.pattern, digits))
