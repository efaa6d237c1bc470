"""The node ``language``: the caller chooses the language in which he is spoken to."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from msgspec.structs import replace
from pydantic import Field

from ivr.dialplan import hearing
from ivr.dialplan.document import Key, Name, Seconds, Texts
from ivr.dialplan.document import Language as Spoken_in
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Reference, Spoken, Stay
from ivr.telephony.commands import Command
from ivr.telephony.prompts import Prompt


class Language(NodeDocument):
    """Says a prompt in every language, one after the other, and speaks the chosen one from there on.

    A customer whose language is on file is not asked.

    - `prompt`: what is said, each language in itself.
    - `keys`: each key and the language that it chooses.
    - `next`: the node that follows when a language is chosen, or is known.
    - `seconds`: how long to wait for a key after the prompt; 5 by default.
    - `tries`: how often the caller may be silent or press a wrong key, both counted together; 2 by default.
    - `no_input`, `no_match`: the node that follows when the last try was silence or a wrong key; `next` where
      they are left out, in the number's own language.
    - `failure`: the node that follows when the prompt cannot be played; `next` where it is left out.

    ```yaml
    choose_language:
      type: language
      prompt: {zh: 中文服务请按一。, en: "For English, press two."}
      keys: {1: zh, 2: en}
      next: main_menu
    ```

    中文

    依次用每种语言播放提示语，之后使用来电者选择的语言。已知语言的客户不再询问。

    - `prompt`：要说的话，每种语言用该语言说。
    - `keys`：每个按键和它选择的语言。
    - `next`：选定或已知语言后进入的节点。
    - `seconds`：提示语结束后等待按键的秒数，默认 5。
    - `tries`：最多几次，不按键和按错键合并计算，默认 2。
    - `no_input`、`no_match`：最后一次不按键、最后一次按错键后进入的节点；不填则以号码的语言进入 `next`。
    - `failure`：提示语无法播放时进入的节点；不填则进入 `next`。
    """

    listens: ClassVar[bool] = True

    type: Literal["language"]
    prompt: Texts
    keys: Annotated[dict[Key, Spoken_in], Field(min_length=1)]
    next: Name
    seconds: Seconds = 5
    tries: Annotated[int, Field(ge=1, le=10)] = 2
    no_input: Name | None = None
    no_match: Name | None = None
    failure: Name | None = None

    def takes(self, digit: str) -> bool:
        """The keys that the document names."""
        return digit in self.keys

    def enter(self, here: Here) -> Move:
        """Ask, unless it is known."""
        known = here.facts.customer.language
        if known in self.keys.values():
            return Leave(replace(here.position, language=known), "next")
        return self._ask(here)

    def key(self, here: Here, digit: str) -> Move:
        """Speak the language, repeat the prompt, or count a wrong key."""
        position, commands = hearing.hush(here)
        if digit in self.keys:
            return Leave(replace(position, language=self.keys[digit]), "next", commands)
        if digit == hearing.REPEAT:
            return self._ask(here.moved(position), commands)
        return self._again(here, "no_match")

    def prompt_over(self, here: Here) -> Move:
        """Wait for a key."""
        return hearing.wait(here, self.seconds)

    def prompt_failed(self, here: Here) -> Move:
        """Go on in the number's language."""
        return Leave(here.position, "failure")

    def silence(self, here: Here) -> Move:
        """Count a missing key."""
        return self._again(here, "no_input")

    def resume(self, here: Here) -> Move:
        """Ask again, or wait anew."""
        return self._ask(here) if here.position.playing is not None else self.prompt_over(here)

    def exits(self) -> Iterator[Exit]:
        """``next``, ``no_input``, ``no_match`` and ``failure``."""
        yield Exit("next", self.next, ("next",), silent=True)
        for name in ("no_input", "no_match", "failure"):
            target = getattr(self, name)
            yield Exit(name, target or self.next, (name if target else "next",), silent=name != "no_match")

    def spoken(self) -> Iterator[Spoken]:
        """The prompt."""
        yield Spoken(self.prompt, ("prompt",))

    def references(self) -> Iterator[Reference]:
        """The languages."""
        for digit, language in self.keys.items():
            yield Reference("language", language, ("keys", digit))

    def _ask(self, here: Here, before: tuple[Command, ...] = ()) -> Stay:
        pace = here.profile.pace
        said = tuple(Prompt(text, language, pace) for language, text in self.prompt.items())
        return hearing.speak(here, said, before)

    def _again(self, here: Here, way_out: str) -> Move:
        position, commands = hearing.hush(here)
        attempts = position.attempts + 1
        if attempts >= self.tries + here.profile.extra_tries:
            return Leave(position, way_out, commands)
        return self._ask(here.moved(replace(position, attempts=attempts)), commands)
