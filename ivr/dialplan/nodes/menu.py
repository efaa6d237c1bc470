"""The node ``menu``: the caller chooses with one key."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ivr.dialplan import hearing
from ivr.dialplan.document import Key, Name, Seconds, Texts
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Spoken


class Menu(NodeDocument):
    """Plays a prompt and follows the key that the caller presses, at any time from its first word.

    - `prompt`: what is said, in each language.
    - `keys`: each key (`0` to `9`, `"*"`, `"#"`; star and hash in quotes) and the node it leads to.
      Where `"*"` is not named, it plays the prompt again; where `"#"` is not named, it goes back to the
      menu from which the caller came (in the first menu it plays the prompt again).
    - `seconds`: how long to wait for a key after the prompt; 5 by default.
    - `tries`: how often the caller may be silent or press a wrong key, both counted together; 3 by default.
    - `no_input_prompt`, `no_match_prompt`: what is said before the prompt is played again after silence
      or a wrong key; may be left out.
    - `no_input`, `no_match`: the node that follows when the last try was silence or a wrong key.
    - `failure`: the node that follows when the prompt cannot be played; where it is left out, the menu
      waits for a key all the same.

    ```yaml
    main_menu:
      type: menu
      prompt: {zh: 报修请按二，人工服务请按零。, en: "For repairs, press two. For a person, press zero."}
      keys: {2: repair, 0: service}
      no_match_prompt: {zh: 您的输入有误。, en: That key is not offered.}
      no_input: service
      no_match: service
    ```

    中文

    播放提示语，并按来电者的按键转到相应节点；提示语一开始就可以按键。

    - `prompt`：要说的话，每种语言一句。
    - `keys`：每个按键（`0` 到 `9`、`"*"`、`"#"`，星号和井号要加英文引号）和它通向的节点。
      没有写 `"*"` 时，按星号重听；没有写 `"#"` 时，按井号返回上一级菜单（在第一个菜单中则重听）。
    - `seconds`：提示语结束后等待按键的秒数，默认 5。
    - `tries`：最多几次，不按键和按错键合并计算，默认 3。
    - `no_input_prompt`、`no_match_prompt`：不按键、按错键之后，重播提示语之前要说的话；可以不填。
    - `no_input`、`no_match`：最后一次不按键、最后一次按错键后进入的节点。
    - `failure`：提示语无法播放时进入的节点；不填则照常等待按键。
    """

    is_menu: ClassVar[bool] = True
    listens: ClassVar[bool] = True

    type: Literal["menu"]
    prompt: Texts
    keys: Annotated[dict[Key, Name], Field(min_length=1)]
    seconds: Seconds = 5
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    no_input_prompt: Texts | None = None
    no_match_prompt: Texts | None = None
    no_input: Name
    no_match: Name
    failure: Name | None = None

    def takes(self, digit: str) -> bool:
        """The keys that the document names."""
        return digit in self.keys

    def enter(self, here: Here) -> Move:
        """Play the prompt."""
        return hearing.play(here, self.prompt)

    def key(self, here: Here, digit: str) -> Move:
        """Follow the key, repeat the prompt, go back, or count a wrong key."""
        if digit in self.keys:
            position, commands = hearing.hush(here)
            return Leave(position, digit, commands)
        if digit == hearing.REPEAT:
            return hearing.repeat(here, self.prompt)
        if digit == hearing.BACK:
            return hearing.go_back(here, self.prompt)
        return hearing.ask_again(here, "no_match", self.tries, self.no_match_prompt, self.prompt)

    def prompt_over(self, here: Here) -> Move:
        """Wait for a key."""
        return hearing.wait(here, self.seconds)

    def prompt_failed(self, here: Here) -> Move:
        """Leave by ``failure``, or wait for a key without a prompt."""
        return hearing.failed(here, self.failure, self.seconds)

    def silence(self, here: Here) -> Move:
        """Count a missing key."""
        return hearing.ask_again(here, "no_input", self.tries, self.no_input_prompt, self.prompt)

    def resume(self, here: Here) -> Move:
        """Play the prompt again, or wait anew."""
        return hearing.resume(here, self.prompt, self.seconds)

    def exits(self) -> Iterator[Exit]:
        """The keys, ``no_input`` and ``no_match``."""
        for digit, target in self.keys.items():
            yield Exit(digit, target, ("keys", digit))
        yield Exit("no_input", self.no_input, ("no_input",), silent=True)
        yield Exit("no_match", self.no_match, ("no_match",))
        if self.failure is not None:
            yield Exit("failure", self.failure, ("failure",), silent=True)

    def spoken(self) -> Iterator[Spoken]:
        """The prompt and those before a repetition."""
        return hearing.asked(self.prompt, self.no_input_prompt, self.no_match_prompt)
