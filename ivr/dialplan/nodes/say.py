"""The node ``say``: a prompt is played, and the call goes on."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from ivr.dialplan import hearing
from ivr.dialplan.document import Name, Texts
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Spoken, Stay


class Say(NodeDocument):
    """Plays a prompt, then goes on to the next node.

    - `prompt`: what is said, in each language.
    - `next`: the node that follows.
    - `interruptible`: with `true` any key ends the prompt and goes on at once; the key itself means
      nothing. With `false`, the default, keys are ignored.

    ```yaml
    welcome:
      type: say
      prompt: {zh: 欢迎致电。, en: Welcome.}
      next: main_menu
    ```

    中文

    播放一段提示语，然后进入下一个节点。

    - `prompt`：要说的话，每种语言一句。
    - `next`：接下来的节点。
    - `interruptible`：填 `true` 时，按任意键即结束播放并继续，按键本身没有含义；
      默认 `false`，播放时按键无效。
    """

    listens: ClassVar[bool] = True

    type: Literal["say"]
    prompt: Texts
    next: Name
    interruptible: bool = False

    def enter(self, here: Here) -> Move:
        """Play the prompt."""
        return hearing.play(here, self.prompt)

    def key(self, here: Here, digit: str) -> Move:
        """A key ends the prompt if it may."""
        if not self.interruptible:
            return Stay(here.position)
        position, commands = hearing.hush(here)
        return Leave(position, "next", commands)

    def prompt_over(self, here: Here) -> Move:
        """Go on."""
        return Leave(here.position, "next")

    def resume(self, here: Here) -> Move:
        """Say it again."""
        return hearing.play(here, self.prompt)

    def exits(self) -> Iterator[Exit]:
        """Only ``next``."""
        yield Exit("next", self.next, ("next",), silent=True)

    def spoken(self) -> Iterator[Spoken]:
        """The prompt."""
        yield Spoken(self.prompt, ("prompt",))
