"""A simulated caller: who he is, when he calls, what he does, and what must become of him."""

from datetime import datetime, tzinfo
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from ivr.dialplan.callers.staff import Answering, Behaviour, WrittenAnswering
from ivr.dialplan.callers.steps import Step, WrittenStep
from ivr.dialplan.callers.systems import Answer, WhoCalls
from ivr.dialplan.document import Document, Language, Name, Shape, Texts, complaint
from ivr.dialplan.messages import Message

AN_ORDINARY_MORNING = "2026-03-11 10:00"
"""When callers call who do not say when: a Wednesday, and no holiday anywhere."""

_HOW = Message(
    "写成 2026-10-10 09:00，可加秒和时差：2026-10-25 02:30+02:00",
    "write 2026-10-10 09:00, with seconds or an offset if need be: 2026-10-25 02:30+02:00",
)


def _a_moment(text: str) -> str:
    try:
        if len(text) < len("2026-10-10 09:00"):
            raise ValueError(text)
        datetime.fromisoformat(text)
    except ValueError:
        raise complaint(
            Message(f"“{text}”不是日期和时间", f'"{text}" is no date with a time'), _HOW
        ) from None
    return text


Moment = Annotated[str, AfterValidator(_a_moment)]
"""A local time of the centre's, or one with its offset."""

CallersNumber = Annotated[
    str,
    Shape(
        r"\+?[0-9][0-9 ()-]{0,30}|withheld",
        "写号码，不显示号码时写 withheld",
        "write a number, or withheld where he does not tell it",
    ),
]
"""The number that a caller calls from."""


class Reached(Document):
    """Where a caller must come to; all that stands here must be so."""

    node: Name | None = None
    queue: Name | None = None
    agent: Annotated[str, Field(min_length=1)] | None = None
    outcome: str | None = None


def _from_a_node(value: object) -> object:
    return {"node": value} if isinstance(value, str) else value


class Caller(Document):
    """A simulated caller of this dialplan: `switchroom test` lets all of them call, on a clock of its own.

    - `name`: who he is or what he wants, in one language or more.
    - `from`: the number that he calls from; `withheld` where he does not tell it.
    - `dials`: the number that he dials; by default the first of `centre.yaml` that leads to this dialplan.
    - `language`: the language in which he is met; by default that of the number.
    - `at`: date and time of the centre's zone, `2026-10-10 09:00`; an ordinary Wednesday morning by default.
    - `agents`: which agents are there, by extension or name, and what each does: `answers`, `declines` or
      `does_not_answer`; `{after: 3, talks: 20}` answers after 3 seconds and talks for 20. Without this line
      all agents are there and answer; with `{}` nobody is.
    - `outside`: what a telephone number does that he is put through to: the same words; `answers` by default.
    - `customer`: who he is to the house: `{tier: vip, tags: [elderly], name: …, language: zh, agent: "8001",
      starred: true, contacts: 3, last_agent: …, last_outcome: …}`, all of which may be left out; nobody known
      by default. `contacts` is how often he called within the last day.
    - `systems`: what other systems answer, by the node that asks: `{balance: {gives: {amount: "128"}, after:
      3}}`, `finds_nothing`, or `fails`. A lookup that does not stand here fails, a message is sent.
    - `secret`: the PIN or code that is right for him; what he really presses stands among the steps.
    - `steps`: what he does, in order. `{press: "1"}` presses once what he hears is over, `{wait: 3}` waits
      3 seconds (a `press` after it comes right then, over a prompt if need be), `say_nothing` lets one
      question pass, `hang_up` hangs up. After the last one he listens to the end.
    - `heard`, `not_heard`: what he must hear, in that order, and must not hear: names of nodes, or words.
    - `reached`: a node; or `{node: …, queue: …, agent: …, outcome: …}`, of which any may be left out.
    - `within`: in how many seconds after the answer all of that must have happened.

    ```yaml
    callers:
      - name: {zh: 报修, en: Wants a repair}
        from: "13800138000"
        agents: {8001: answers}
        steps: [{press: "2"}]
        heard: [main_menu, to_repair]
        reached: {queue: repair, agent: "8001"}
        within: 60
    ```

    中文

    本对话方案的模拟来电者：`switchroom test` 在虚拟时钟上让他们全部来电。

    - `name`：来电者是谁或想做什么，一种或多种语言。
    - `from`：主叫号码；不显示号码时写 `withheld`。
    - `dials`：拨打的号码；默认是 `centre.yaml` 中通向本对话方案的第一个号码。
    - `language`：接待他的语言；默认是该号码的语言。
    - `at`：中心所在时区的日期和时间，如 `2026-10-10 09:00`；默认是一个普通的星期三上午。
    - `agents`：有哪些坐席（分机号或姓名），各自怎样做：`answers`（接听）、`declines`（拒接）、
      `does_not_answer`（不接）；`{after: 3, talks: 20}` 表示 3 秒后接听，通话 20 秒。
      不写则全部坐席都在并接听；写 `{}` 则没有坐席。
    - `outside`：转接到的外线号码怎样做，写法相同；默认 `answers`。
    - `customer`：中心对他的了解：`{tier: vip, tags: [elderly], name: …, language: zh, agent: "8001",
      starred: true, contacts: 3, last_agent: …, last_outcome: …}`，都可以不填；默认是不认识的人。
      `contacts` 是最近一天内的来电次数。
    - `systems`：其他系统的答复，以提问的节点为键：`{balance: {gives: {amount: "128"}, after: 3}}`，
      `finds_nothing`（查无此项），或 `fails`（失败）。没有写的查询一律失败，短信等一律发送成功。
    - `secret`：他的正确密码或验证码；他实际按的写在 `steps` 中。
    - `steps`：依次做什么。`{press: "1"}` 等听完再按键；`{wait: 3}` 等 3 秒（其后的 `press` 立即按，
      不等提示语结束）；`say_nothing` 对一个问题不作回应；`hang_up` 挂机。做完之后一直听到结束。
    - `heard`、`not_heard`：必须依次听到的、不得听到的：节点名称，或其中的文字。
    - `reached`：到达的节点；或 `{node: …, queue: …, agent: …, outcome: …}`，可只写其中几项。
    - `within`：接通后多少秒之内必须全部做到。
    """

    name: Texts
    number: CallersNumber = Field(default="13800138000", alias="from")
    dials: str | None = None
    language: Language | None = None
    at: Moment = AN_ORDINARY_MORNING
    agents: dict[str, WrittenAnswering] | None = None
    outside: WrittenAnswering = Answering()
    customer: WhoCalls | None = None
    systems: dict[str, Answer] = Field(default_factory=dict)
    secret: Annotated[str, Shape("[0-9]{0,16}", "只写数字", "write digits only")] = ""
    steps: tuple[WrittenStep, ...] = ()
    heard: tuple[str, ...] = ()
    not_heard: tuple[str, ...] = ()
    reached: Annotated[Reached, BeforeValidator(_from_a_node, json_schema_input_type=str | Reached)] = (
        Reached()
    )
    within: Annotated[float, Field(ge=0.1, le=86400)] | None = None

    def acts(self) -> tuple[Step, ...]:
        """What he does."""
        return tuple(step.step() for step in self.steps)

    def staff(self) -> dict[str, Behaviour] | None:
        """Who is there, by extension or name, and what each does; None: all, and they answer."""
        if self.agents is None:
            return None
        return {agent: answering.behaviour() for agent, answering in self.agents.items()}

    def clock(self, zone: tzinfo) -> float:
        """When he calls (epoch seconds)."""
        moment = datetime.fromisoformat(self.at)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
