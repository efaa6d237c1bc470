"""The node ``question``: one question of a survey."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ivr.dialplan import hearing
from ivr.dialplan.document import Key, Name, Seconds, Shape, Texts
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Spoken
from ivr.telephony.commands import SaveAnswer

Word = Annotated[
    str, Shape(r"\S{1,40}", "写一个词或数字，不含空格", "write one word or number, without spaces")
]
"""What an answer is called in reports."""


class Question(NodeDocument):
    """Asks the caller one question and stores the answer, once, with queue and agent of the talk.

    The node's own name is the question's name in reports.

    - `prompt`: the question, in each language.
    - `answers`: each key and the answer that it stands for, in one word or number. Where `"*"` is none of
      them, it plays the question again. No key goes back: an answer counts from when it is given.
    - `next`: the node that follows when the caller has answered.
    - `refused`: the node that follows when the last try was silence or a wrong key.
    - `seconds`: how long to wait for a key after the prompt; 5 by default.
    - `tries`: how often the caller may be silent or press a wrong key, both counted together; 2 by default.
    - `no_input_prompt`, `no_match_prompt`: what is said before the question is asked again after silence
      or a wrong key; may be left out.

    ```yaml
    solved:
      type: question
      prompt: {zh: 解决了吗？已解决请按一，未解决请按二。, en: "Solved? If so, press one. If not, two."}
      answers: {1: yes, 2: no}
      next: thanks
      refused: goodbye
    ```

    中文

    向来电者提一个问题，并保存回答（只保存一次），连同通话的队列和坐席。节点的名称就是报表中问题的名称。

    - `prompt`：问题，每种语言一句。
    - `answers`：每个按键和它代表的回答，用一个词或数字。没有写 `"*"` 时，按星号重听。
      回答立即生效，不能返回上一题。
    - `next`：回答后进入的节点。
    - `refused`：最后一次不按键或按错键后进入的节点。
    - `seconds`：提示语结束后等待按键的秒数，默认 5。
    - `tries`：最多几次，不按键和按错键合并计算，默认 2。
    - `no_input_prompt`、`no_match_prompt`：不按键、按错键之后，重播问题之前要说的话；可以不填。
    """

    listens: ClassVar[bool] = True

    type: Literal["question"]
    prompt: Texts
    answers: Annotated[dict[Key, Word], Field(min_length=1)]
    next: Name
    refused: Name
    seconds: Seconds = 5
    tries: Annotated[int, Field(ge=1, le=10)] = 2
    no_input_prompt: Texts | None = None
    no_match_prompt: Texts | None = None

    def takes(self, digit: str) -> bool:
        """The keys that the document names."""
        return digit in self.answers

    def enter(self, here: Here) -> Move:
        """Ask."""
        return hearing.play(here, self.prompt)

    def key(self, here: Here, digit: str) -> Move:
        """Store the answer, ask again, or count a wrong key."""
        if digit == hearing.REPEAT and digit not in self.answers:
            return hearing.repeat(here, self.prompt)
        if digit not in self.answers:
            return hearing.ask_again(here, "refused", self.tries, self.no_match_prompt, self.prompt)
        position, commands = hearing.hush(here)
        return Leave(position, "next", (*commands, self._saved(here, digit)))

    def prompt_over(self, here: Here) -> Move:
        """Wait for a key."""
        return hearing.wait(here, self.seconds)

    def silence(self, here: Here) -> Move:
        """Count a missing key."""
        return hearing.ask_again(here, "refused", self.tries, self.no_input_prompt, self.prompt)

    def resume(self, here: Here) -> Move:
        """Ask again, or wait anew."""
        return hearing.resume(here, self.prompt, self.seconds)

    def exits(self) -> Iterator[Exit]:
        """``next`` and ``refused``."""
        yield Exit("next", self.next, ("next",))
        yield Exit("refused", self.refused, ("refused",), silent=True)

    def spoken(self) -> Iterator[Spoken]:
        """The question and what is said before a repetition."""
        return hearing.asked(self.prompt, self.no_input_prompt, self.no_match_prompt)

    def _saved(self, here: Here, digit: str) -> SaveAnswer:
        survey, question, facts = here.position.dialplan, here.position.node, here.facts
        return SaveAnswer(
            key=f"{facts.contact}:{survey}:{question}",
            survey=survey,
            question=question,
            answer=self.answers[digit],
            queue=facts.queue,
            agent=facts.agent,
        )
