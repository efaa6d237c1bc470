"""The node ``hang_up``: the call ends."""

from collections.abc import Iterator
from typing import Annotated, Literal

from ivr.dialplan import hearing
from ivr.dialplan.document import Shape, Texts
from ivr.dialplan.node import Exit, HandOver, Here, Move, NodeDocument, Spoken
from ivr.dialplan.step import End

Outcome = Annotated[
    str,
    Shape(
        "[a-z][a-z_]{0,39}", "写一个小写英文单词，可含下划线", "write a word in small letters and underscores"
    ),
]
"""How a contact ended, in one word."""


class HangUp(NodeDocument):
    """Ends the call, after a last prompt if there is one.

    - `prompt`: what is said before, in each language; may be left out.
    - `outcome`: one word in small letters by which reports count these calls; `completed` by default.

    ```yaml
    goodbye:
      type: hang_up
      prompt: {zh: 感谢您的来电，再见。, en: Thank you for calling. Goodbye.}
      outcome: self_service
    ```

    中文

    结束通话；如有提示语，先播放再挂机。

    - `prompt`：挂机前要说的话，每种语言一句；可以不填。
    - `outcome`：报表统计用的结果，一个小写英文单词，可含下划线；默认 `completed`。
    """

    ends = True

    type: Literal["hang_up"]
    prompt: Texts | None = None
    outcome: Outcome = "completed"

    def enter(self, here: Here) -> Move:
        """Play the last prompt, or end at once."""
        if self.prompt is None:
            return HandOver(here.position, End(outcome=self.outcome))
        return hearing.play(here, self.prompt)

    def prompt_over(self, here: Here) -> Move:
        """End."""
        return HandOver(here.position, End(outcome=self.outcome))

    def resume(self, here: Here) -> Move:
        """Say it again."""
        return self.enter(here)

    def exits(self) -> Iterator[Exit]:
        """None: this is the end."""
        yield from ()

    def spoken(self) -> Iterator[Spoken]:
        """The last prompt, if any."""
        if self.prompt is not None:
            yield Spoken(self.prompt, ("prompt",))
