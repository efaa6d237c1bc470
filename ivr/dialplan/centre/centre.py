"""The centre: its agents, skills, queues, numbers and trunks, as ``centre.yaml`` has them."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from ivr.dialplan.centre.agents import Agent, Extension
from ivr.dialplan.centre.extensions import unlike
from ivr.dialplan.centre.feature_codes import FEATURE_CODES, FeatureCodes
from ivr.dialplan.centre.notices import DEFAULT_NOTICE, Notice, notice_in
from ivr.dialplan.centre.numbers import AreaCode, Country, Dialled, Number, all_different, dialled_of
from ivr.dialplan.centre.outside import Outside
from ivr.dialplan.centre.pauses import PauseReasons, default_reasons, reason_prompts
from ivr.dialplan.centre.profiles import Profile
from ivr.dialplan.centre.queues import Queue
from ivr.dialplan.centre.relaxing import Care, PauseAfter
from ivr.dialplan.centre.services import Crm, Service
from ivr.dialplan.centre.trunks import Trunk, TrunkName
from ivr.dialplan.document import Document, Language, Name, Shape, Texts
from ivr.telephony.numbers import NumberingPlan
from ivr.telephony.prompts import Prompt

Zone = Annotated[
    str,
    Shape("[A-Za-z0-9_+/-]{1,64}", "写时区名，如 Asia/Shanghai", "write a time zone such as Asia/Shanghai"),
]
"""A time zone by its name."""


class Centre(Document):
    """The centre itself: `centre.yaml`.  It holds names and no secrets.

    - `name`: the centre's name, in each language.
    - `zone`: its time zone; `Asia/Shanghai` by default.
    - `country`, `area_code`: where telephone numbers are read, so that every spelling of a number is one
      number: `CN` by default, and no area code (write it in quotes: `"010"`).
    - `languages`: those in which callers are met; the first is the default.
    - `feature_codes`: what agents dial, and press while they talk: `sign_in`, `sign_out`, `ready`, `pause`,
      `state` (`"*11"` to `"*15"`) and others, all in [feature-codes.md](feature-codes.md). None may be the
      beginning of another.
    - `pause_reasons`: by the key dialled after the code of `pause`: the reason in each language. The first
      stands for a pause without a key.
    - `pin_required`: `true` refuses to sign in agents who have no PIN; `false` by default.
    - `skills`: the names of all skills. A language that is asked for (`language_level`) is a skill, too.
    - `agents`: by extension, which is also the softphone's user name: `name`, `language` (of what the agent
      hears when dialling a feature code), `skills` with levels from 1 to 10, and `supervises`, a list of
      queues or `all`, whose talks he may listen to and whose agents call him for help.
    - `teams`: by name: the extensions of their agents. An agent is in one team at most.
    - `pause_after`: so many offers in a row that an agent misses pause him: `missed` (not answered),
      `declined`, `unreachable` (3 of each; 0: never).
    - `care`: after so many calls of hard queues in a row (`after`, 3) the wrap-up lasts `wrap_up_seconds`
      (60).
    - `queues`: by name: `name` in each language; `needs`, skills and their least levels; `relax`, what is
      needed instead after a wait, and `certified`, needs that never relax (both in [routing.md](routing.md));
      `strategy`, which of several agents is rung: `longest_idle` (default), `best_skilled`,
      `least_skilled_first`, `least_busy_today`, `round_robin` or `hunt`; `hard`, with `true` its calls count
      for `care`; `ring_seconds` (15); `wrap_up_seconds` (5);
      `max_wait_seconds` (600), after which callers leave by the node's exit `timeout`;
      `service_level_seconds` (20), within which a call counts as answered in time; `music` (`default`);
      `survey`, the dialplan that callers meet after the agent has hung up, or none; `extension`, what agents
      dial to transfer to the queue or to consult somebody of it, or none; `hours`, the times of opening (see
      `hours.yaml`) outside which nobody is put into it, or none; `recording`, `always` (default),
      `on_demand` (the agent's code starts it) or `never`; `announce_agent`, with `true`
      caller and agent hear "You are speaking to 8003" before they hear each other.
    - `numbers`: by the number dialled, in quotes and in any spelling: `dialplan` and `language`; `notice`
      where it is another than the centre's.
    - `notice`: what everybody hears who calls from outside, before the number's dialplan and before anybody
      hears him: by default that the call may be monitored or recorded. Other texts may stand here, or `false`
      where the dialplans say it themselves. No key cuts it short.
    - `trunks`: lines to the telephone network, by name: `kind` (`registration` or `address`), `host`,
      `username`, and whatever else the carrier wants (docs/how-to-connect-a-trunk.md). The secret stands in
      the secrets file under `trunk.NAME`.
    - `outside`: the numbers outside the house that may be called for an agent (transfer, consultation, own
      call): `trunk`; `allowed`, regular expressions of whole numbers; `per_hour` for each agent (30) and
      `total_per_hour` for all, dialplans included (1000). Without it agents reach nobody outside.
    - `profiles`: how some callers are spoken to, by name: `tiers` and `tags` of the customers who have it
      (the first that fits; rules may give it to others); `pace`, the speed of prompts (1; slower from 0.5);
      `patience`, by how much waits for keys are longer (1 to 5); `extra_tries` (0); `confirm`, with `true`
      numbers are always read back.
    - `park_seconds`: after so many seconds a parked caller rings again at the agent who parked him (60).
    - `services`: the business systems that dialplans may speak with, by name: `url`, `headers`, `body`,
      `sent_as`, `answer`, `right` (docs/how-to-lookup.md). `{secret}` in them stands for the secret that the
      secrets file has under `service.NAME`.
    - `crm`: where customers are looked for instead of the built-in directory: `service`, `path`, `query`,
      `take` and `seconds` (docs/how-to-customers.md).

    ```yaml
    name: {zh: 示例客户服务中心, en: Example Service Centre}
    languages: [zh, en]
    skills: [repair, zh, en]
    agents:
      "8001": {name: 张伟, skills: {repair: 8, zh: 10}}
    queues:
      repair:
        name: {zh: 报修, en: Repair}
        needs: {repair: 1}
        survey: satisfaction
        extension: "7001"
    numbers:
      "4001": {dialplan: main, language: zh}
    ```

    中文

    客户服务中心本身，写在 `centre.yaml` 中。只写名称，不写密码。

    - `name`：中心名称，每种语言一个。
    - `zone`：时区，默认 `Asia/Shanghai`。
    - `country`、`area_code`：电话号码所在的国家和区号，用来把同一号码的各种写法认作一个号码：默认 `CN`，
      区号默认为空（要加引号：`"010"`）。
    - `languages`：服务语言，第一个是默认语言。
    - `feature_codes`：坐席拨打或在通话中按的功能代码：`sign_in`（签入）、`sign_out`（签出）、
      `ready`（示闲）、`pause`（小休）、`state`（查询状态），默认 `"*11"` 到 `"*15"`，全部见
      [feature-codes.md](feature-codes.md)。任何代码都不能是另一个的开头。
    - `pause_reasons`：小休原因，以小休代码后拨的按键为键，每种语言一个。不拨按键时用第一个。
    - `pin_required`：`true` 时没有密码的坐席不能签入；默认 `false`。
    - `skills`：所有技能的名称。用 `language_level` 要求的语言也是技能。
    - `agents`：坐席，以分机号（也是软电话的用户名）为键：`name`（姓名）、
      `language`（拨打功能代码时听到的语言）、`skills`（技能和等级，1 到 10）、`supervises`
      （班长管理的队列的列表，或 `all`：可以监听其通话，其坐席可以呼叫班长）。
    - `teams`：班组，以名称为键：坐席的分机号。每个坐席最多属于一个班组。
    - `pause_after`：连续多少次未接后置为小休：`missed`（无人接听）、`declined`（拒接）、
      `unreachable`（话机不可达），各为 3，0 表示从不。
    - `care`：连续多少个（`after`，3）难缠队列的来电之后，话后整理为 `wrap_up_seconds` 秒（60）。
    - `queues`：队列，以名称为键：`name`（每种语言一个）；`needs`（所需技能和最低等级）；
      `relax`（等待后改为需要什么）和 `certified`（从不放宽的技能，均见 [routing.md](routing.md)）；
      `strategy`（分配策略：`longest_idle` 空闲最久，默认；`best_skilled` 技能最高；
      `least_skilled_first` 技能最少；`least_busy_today` 今天通话最少；`round_robin` 轮流；
      `hunt` 按顺序）；`hard`（填 `true` 时其来电计入 `care`）；
      `ring_seconds`（振铃秒数，15）；`wrap_up_seconds`（话后整理秒数，5）；`max_wait_seconds`
      （最长等待秒数，600，之后走节点的 `timeout` 出口）；
      `service_level_seconds`（服务水平秒数，20，在此时间内接听算及时）；`music`（等待音乐，`default`）；
      `survey`（坐席挂机后进行调查的对话方案，可以不填）；
      `extension`（坐席转接或咨询该队列时拨的分机号，可以不填）；
      `hours`（工作时间，见 `hours.yaml`，之外不接收来电，可以不填）；
      `recording`（录音：`always` 总是，默认；`on_demand` 由坐席按功能代码开始；`never` 从不）；
      `announce_agent`（填 `true` 时，
      通话开始前双方先听到“8003 号为您服务”）。
    - `numbers`：号码，以被叫号码为键（要加引号，写法不限）：`dialplan`（对话方案）和 `language`（语言）；
      与中心不同的 `notice`。
    - `notice`：外线来电者在进入对话方案之前、被任何人听到之前听到的告知语，默认说明通话可能被监听或录音。
      可以改写，或在对话方案自己说明时填 `false`。按键不能打断。
    - `trunks`：外线中继，以名称为键：`kind`（`registration` 注册，或 `address` 按地址）、`host`、`username`，
      以及运营商的其他要求（见 docs/zh/how-to-connect-a-trunk.md）。密码写在密钥文件的 `trunk.名称` 下。
    - `outside`：允许为坐席呼叫的外部号码（转接、咨询、呼出）：`trunk`（中继）；
      `allowed`（整个号码的正则表达式）；`per_hour`（每个坐席每小时次数，30）；
      `total_per_hour`（全部每小时次数，包括对话方案，1000）。
      不写则坐席不能呼叫外部号码。
    - `profiles`：服务方式，以名称为键：`tiers`、`tags`（哪些等级和标签的客户采用，取第一个符合的；
      规则也可以指定）；`pace`（语速，默认 1，最慢 0.5）；`patience`（等待按键的时间延长到几倍，1 到 5）；
      `extra_tries`（多几次机会，0）；`confirm`（填 `true` 时总是复述输入的数字并请来电者确认）。
    - `park_seconds`：驻留的来电多少秒后再次呼叫驻留它的坐席（60）。
    - `services`：对话方案可以访问的业务系统，以名称为键：`url`、`headers`、`body`、`sent_as`、`answer`、
      `right`（见 docs/zh/how-to-lookup.md）。其中的 `{secret}` 代表密钥文件中 `service.名称` 的密钥。
    - `crm`：不用内置客户资料、而到哪里查客户：`service`、`path`、`query`、`take` 和 `seconds`
      （见 docs/zh/how-to-customers.md）。
    """

    name: Texts
    zone: Zone = "Asia/Shanghai"
    country: Country = "CN"
    area_code: AreaCode = ""
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    feature_codes: FeatureCodes = Field(default_factory=lambda: dict(FEATURE_CODES))
    pause_reasons: PauseReasons = Field(default_factory=default_reasons)
    pin_required: bool = False
    notice: Notice = Field(default_factory=lambda: dict(DEFAULT_NOTICE))
    skills: tuple[Name, ...] = ()
    agents: dict[Extension, Agent] = Field(default_factory=dict)
    teams: dict[Name, tuple[Extension, ...]] = Field(default_factory=dict)
    pause_after: PauseAfter = Field(default_factory=PauseAfter)
    care: Care = Field(default_factory=Care)
    queues: dict[Name, Queue] = Field(default_factory=dict)
    numbers: dict[Dialled, Number] = Field(default_factory=dict)
    trunks: dict[TrunkName, Trunk] = Field(default_factory=dict)
    outside: Outside | None = None
    profiles: dict[Name, Profile] = Field(default_factory=dict)
    park_seconds: Annotated[float, Field(ge=5, le=3600)] = 60
    services: dict[Name, Service] = Field(default_factory=dict)
    crm: Crm | None = None

    def prompts(self) -> tuple[Prompt, ...]:
        """What is said of the centre itself: the notices and the reasons for a pause."""
        own = (number.notice for number in self.numbers.values())
        notices = (texts for texts in (self.notice, *own) if texts is not None)
        said = (Prompt(text, language) for texts in notices for language, text in texts.items())
        return (*said, *reason_prompts(self.pause_reasons))

    def notice_for(self, dialled: str, language: str) -> Prompt | None:
        """What callers of a number of the house hear first; None where they hear nothing of the kind."""
        number = self.numbers[dialled]
        texts = number.notice if "notice" in number.model_fields_set else self.notice
        return notice_in(texts, language) if texts is not None else None

    @field_validator("agents", mode="after")
    @classmethod
    def _agents_speak(cls, agents: dict[str, Agent], info: ValidationInfo) -> dict[str, Agent]:
        return {key: agent.speaking(_default(info)) for key, agent in agents.items()}

    @field_validator("queues", mode="after")
    @classmethod
    def _queues_are_told_apart(cls, queues: dict[str, Queue], info: ValidationInfo) -> dict[str, Queue]:
        unlike({name: queue.extension for name, queue in queues.items()}, info.data.get("agents", {}))
        return queues

    @field_validator("numbers", mode="after")
    @classmethod
    def _numbers_speak(cls, numbers: dict[str, Number], info: ValidationInfo) -> dict[str, Number]:
        all_different(numbers, NumberingPlan(info.data.get("country", "CN"), info.data.get("area_code", "")))
        return {key: number.speaking(_default(info)) for key, number in numbers.items()}

    def numbering(self) -> NumberingPlan:
        """Where the centre's telephone numbers are read."""
        return NumberingPlan(self.country, self.area_code)

    def agent_called(self, wanted: str) -> str | None:
        """The extension of the agent of that extension or name; None when there is no such agent."""
        if wanted in self.agents:
            return wanted
        return next((one for one, agent in self.agents.items() if agent.name == wanted), None)

    def house_number(self, dialled: str) -> str | None:
        """The centre's number that was dialled, as it is written here; None if it is none of them."""
        return dialled_of(self.numbers, dialled, self.numbering())


def _default(info: ValidationInfo) -> str:
    # Where the languages themselves are wrong, that is complained of already and any will do.
    return str(info.data.get("languages", ("zh",))[0])
