"""The node ``verify``: the caller proves who he is."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from msgspec.structs import replace
from pydantic import Field, model_validator

from ivr.dialplan import awaiting, hearing
from ivr.dialplan.awaiting import Comfort
from ivr.dialplan.deciding import decided, who_calls
from ivr.dialplan.document import Language, Name, Seconds, Texts, complaint
from ivr.dialplan.filling import CODE, Template, filled, values_of
from ivr.dialplan.messages import Message
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Reference, Spoken, Stay
from ivr.telephony.commands import CheckSecret, CollectSecret, Command, ForgetSecret, SendCode
from ivr.telephony.events import Event, Notified, SecretBegun, SecretChecked, SecretCollected
from ivr.telephony.ids import SecretHandle, secret_of
from ivr.telephony.numbers import WITHHELD

SECONDS_TO_TYPE = 15.0
"""So long a caller may take from the first digit to the last."""

SECONDS_TO_CHECK, SECONDS_TO_SEND = 5.0, 10.0
SECONDS_OF_A_CODE = 300.0

ASKING, TYPING, CHECKING = "asking", "typing", "checking"


class Verify(NodeDocument):
    """Finds out whether the caller is who he says, by a PIN, a one-time code or the number he calls from.

    Digits typed here are kept nowhere: not in the contact, the journal, the log or a recording. The verdict
    stays with the contact through queues and transfers: `verified` is the method in conditions.

    - `by`: `pin` (a secret of an account), `code` (a one-time code that is sent to the number he calls from)
      or `caller` (the number he calls from is one of the customer's).
    - `account`: whose secret it is, such as `{values.account}`; `{customer.id}` by default. By `caller`,
      who it must be.
    - `service`: by `pin`, which service of `centre.yaml` knows whether it is right; without it the PINs of
      the customers' directory (`switchroom customers pin`). By `code`, over which service it is sent.
    - `text`: by `code`, what the message says, in each language; `{code}` stands for the code.
    - `prompt`: what the caller hears before he types, in each language (not by `caller`).
    - `digits`: how many digits the secret has; the last one completes it, `#` does earlier, and `*` begins
      anew. 6 by default.
    - `seconds`: how long to wait for the first digit; 8 by default.
    - `tries`: how often he may be silent or wrong, both counted together; 3 by default.
    - `no_input_prompt`, `no_match_prompt`: what is said before he is asked again; may be left out.
    - `comfort`: what is heard when the check takes more than a second.
    - `next`: the node that follows when he is who he says.
    - `no_match`: when the last try was wrong, and when nobody is known of whom it could be asked.
    - `no_input`: when the last try was silence; not by `caller`.
    - `failure`: when it could not be checked, or the code not be sent; not by `caller`.

    ```yaml
    prove:
      type: verify
      by: pin
      account: "{customer.id}"
      prompt: {zh: 请输入您的四位密码。, en: "Enter your four-digit PIN."}
      no_match_prompt: {zh: 密码不对。, en: "That is not right."}
      digits: 4
      next: balance
      no_match: service
      no_input: service
      failure: service
    ```

    中文

    用密码、短信验证码或来电号码核实来电者的身份。
    这里输入的数字不会保存在任何地方：呼叫、日志、流水和录音中都没有。
    核实的结果在排队和转接中一直随呼叫保留，条件中的 `verified` 就是核实方式。

    - `by`：`pin`（某个账户的密码）、`code`（发送到来电号码的一次性验证码）或 `caller`
      （来电号码是客户登记的号码）。
    - `account`：谁的密码，例如 `{values.account}`，默认 `{customer.id}`；方式为 `caller` 时，必须是谁。
    - `service`：方式为 `pin` 时，由 `centre.yaml` 的哪个服务判断是否正确，不填则用客户资料中的密码
      （`switchroom customers pin`）；方式为 `code` 时，通过哪个服务发送。
    - `text`：方式为 `code` 时短信的内容，每种语言一句，`{code}` 代表验证码。
    - `prompt`：输入之前要说的话，每种语言一句（方式为 `caller` 时不需要）。
    - `digits`：一共几位，输满即完成，也可以提前按 `#`；按 `*` 重新输入。默认 6。
    - `seconds`：等待第一位的秒数，默认 8。
    - `tries`：最多几次，不输入和输错合并计算，默认 3。
    - `no_input_prompt`、`no_match_prompt`：再次询问之前要说的话；可以不填。
    - `comfort`：核实超过一秒时要说的话。
    - `next`：核实成功后进入的节点。
    - `no_match`：最后一次输错，或不知道是谁时进入的节点。
    - `no_input`：最后一次不输入时进入的节点；方式为 `caller` 时不需要。
    - `failure`：无法核实或验证码发送失败时进入的节点；方式为 `caller` 时不需要。
    """

    type: Literal["verify"]
    by: Literal["pin", "code", "caller"]
    account: Template = "{customer.id}"
    service: Name | None = None
    text: dict[Language, Template] = Field(default_factory=dict)
    prompt: Texts | None = None
    digits: Annotated[int, Field(ge=3, le=16)] = 6
    seconds: Seconds = 8
    tries: Annotated[int, Field(ge=1, le=5)] = 3
    no_input_prompt: Texts | None = None
    no_match_prompt: Texts | None = None
    comfort: Comfort
    next: Name
    no_match: Name
    no_input: Name | None = None
    failure: Name | None = None

    @model_validator(mode="after")
    def _what_its_method_needs_is_there(self) -> Self:
        needed = {"pin": ("prompt", "no_input", "failure"), "caller": ()}.get(
            self.by, ("prompt", "no_input", "failure", "service", "text")
        )
        lacking = [field for field in needed if not getattr(self, field)]
        if lacking:
            raise complaint(
                Message(f"方式 {self.by} 缺少 {lacking[0]}", f"by {self.by} lacks {lacking[0]}"),
                Message(f"补上 {lacking[0]}", f"add {lacking[0]}"),
            )
        if self.by == "code" and any(f"{{{CODE}}}" not in text for text in self.text.values()):
            raise complaint(
                Message("text 中没有 {code}", "text does not say {code}"),
                Message("在 text 中写出 {code}", "write {code} into the text"),
            )
        return self

    def enter(self, here: Here) -> Move:
        """Begin, once it is known who calls."""
        return who_calls(here) or self._begin(decided(here))

    def prompt_over(self, here: Here) -> Move:
        """Wait for the first digit; after a comforting word, music."""
        if here.position.stage == ASKING:
            return hearing.wait(here, self.seconds)
        return awaiting.music(here)

    def silence(self, here: Here) -> Move:
        """Nothing was typed, or not all of it; or the check takes long."""
        if awaiting.waits_for_customer(here):
            return self._begin(decided(here))
        match here.position.stage:
            case "asking":
                return self._again(here, "no_input")
            case "typing":
                return self._check(here)
            case _:
                longest = SECONDS_TO_SEND if self.by == "code" else SECONDS_TO_CHECK
                return awaiting.comfort(here, self.comfort, longest) or self._leave(here, "failure")

    def told(self, here: Here, event: Event) -> Move:
        """The code is sent, digits are typed, or the verdict is there."""
        match event:
            case _ if awaiting.waits_for_customer(here):
                return self._begin(decided(here))
            case Notified():
                position, commands = awaiting.settled(here)
                return self._ask(here.moved(position), before=commands)
            case SecretBegun():
                position, commands = hearing.hush(here)
                return Stay(replace(position, stage=TYPING, until=here.at + SECONDS_TO_TYPE), commands)
            case SecretCollected(length=0):
                return self._again(here, "no_input")
            case SecretCollected():
                return self._check(here)
            case SecretChecked(ok=True):
                return self._leave(here.moved(replace(here.position, verified=self.by)), "next")
            case SecretChecked():
                return self._again(here, "no_match")
            case _:
                return self._leave(here, "failure")

    def resume(self, here: Here) -> Move:
        """What was typed is gone, and the code with it: begin again."""
        return Stay(here.position) if awaiting.waits_for_customer(here) else self._begin(decided(here))

    def exits(self) -> Iterator[Exit]:
        """``next``, ``no_match``, and those that the method has."""
        yield Exit("next", self.next, ("next",), silent=self.by == "caller")
        yield Exit("no_match", self.no_match, ("no_match",), silent=True)
        if self.no_input is not None:
            yield Exit("no_input", self.no_input, ("no_input",), silent=True)
        if self.failure is not None:
            yield Exit("failure", self.failure, ("failure",), silent=True)

    def spoken(self) -> Iterator[Spoken]:
        """The prompt, those before it is asked again, and the comforting word."""
        if self.prompt is not None:
            yield from hearing.asked(self.prompt, self.no_input_prompt, self.no_match_prompt)
            yield Spoken(self.comfort, ("comfort",))

    def references(self) -> Iterator[Reference]:
        """The service, and the values that are asked with."""
        if self.service is not None:
            yield Reference("service", self.service, ("service",))
        for value in values_of(self.account):
            yield Reference("value", value, ("account",))
        for language, text in self.text.items():
            for value in values_of(text):
                yield Reference("value", value, ("text", language))

    def _begin(self, here: Here) -> Move:
        facts, account = here.facts, filled(self.account, here)
        if self.by == "caller":
            right = facts.customer.known and account == facts.customer.id
            verified = replace(here.position, verified=self.by) if right else here.position
            return Leave(verified, "next" if right else "no_match")
        if self.by == "code":
            return self._send(here)
        return Leave(here.position, "no_match") if account is None else self._ask(here)

    def _send(self, here: Here) -> Move:
        text = self.text.get(here.language) or next(iter(self.text.values()))
        said, to, key = filled(text, here), here.facts.caller, awaiting.next_key(here)
        if to == WITHHELD or said is None:
            return Leave(here.position, "failure")
        code = SendCode(key, self.service or "", to, said, self.digits, SECONDS_OF_A_CODE)
        return awaiting.begin(here, key, code)

    def _ask(self, here: Here, *first: Texts | None, before: tuple[Command, ...] = ()) -> Move:
        number = here.position.effects + 1
        handle = secret_of(here.facts.contact, number)
        position = replace(here.position, effects=number, awaiting=handle, until=None, stage=ASKING)
        texts = tuple(text for text in (*first, self.prompt) if text is not None)
        collect = CollectSecret(handle, here.facts.channel, self.digits)
        return hearing.play(here.moved(position), *texts, before=(*before, collect))

    def _check(self, here: Here) -> Move:
        position, commands = hearing.hush(here)
        handle = SecretHandle(position.awaiting or "")
        until = here.at + awaiting.SECONDS_TO_COMFORT
        check = CheckSecret(handle, self._against(), self.service or "", filled(self.account, here) or "")
        return Stay(replace(position, stage=CHECKING, until=until), (*commands, check))

    def _against(self) -> Literal["code", "customer", "service"]:
        if self.by == "code":
            return "code"
        return "customer" if self.service is None else "service"

    def _again(self, here: Here, exit: Literal["no_input", "no_match"]) -> Move:
        position, commands = awaiting.settled(here)
        attempts = position.attempts + 1
        forgotten = (*commands, *self._forget(here))
        if attempts >= self.tries:
            return Leave(position, exit, forgotten)
        first = self.no_input_prompt if exit == "no_input" else self.no_match_prompt
        return self._ask(here.moved(replace(position, attempts=attempts)), first, before=forgotten)

    def _leave(self, here: Here, exit: str) -> Leave:
        position, commands = awaiting.settled(here)
        return Leave(position, exit, (*commands, *self._forget(here)))

    def _forget(self, here: Here) -> tuple[ForgetSecret, ...]:
        """Keys mean something to dialplans again."""
        handle = here.position.awaiting or ""
        return (ForgetSecret(SecretHandle(handle)),) if ".secret." in handle else ()
