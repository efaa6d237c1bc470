"""The centre: its agents, skills, queues, numbers and trunks, as ``centre.yaml`` has them."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from ivr.dialplan.document import Document, Language, Level, Name, Shape, Texts, complaint
from ivr.dialplan.messages import Message

FeatureName = Literal["sign_in", "sign_out", "ready", "pause", "state"]

FEATURE_CODES: Mapping[FeatureName, str] = {
    "sign_in": "*11",
    "sign_out": "*12",
    "ready": "*13",
    "pause": "*14",
    "state": "*15",
}
"""The codes that agents dial, where the document names no others."""

Line = Annotated[
    str,
    Shape(
        r"[^\x00-\x1f\x7f]{1,100}", "写一行文字，最长 100 个字符", "write one line, at most 100 characters"
    ),
]
"""One line of text without control characters."""

Extension = Annotated[str, Shape("[0-9]{2,10}", "分机号是 2 到 10 位数字", "an extension has 2 to 10 digits")]
"""An agent's extension: his telephone's name and number."""

Dialled = Annotated[
    str,
    Shape(r"\+?[0-9]{1,20}", "号码只含数字，可以 + 开头", "a number has digits only, after a + if need be"),
]
"""A number that callers dial, as the trunk delivers it."""

Code = Annotated[
    str, Shape(r"\*[0-9*#]{1,7}", '功能代码形如 "*11"，要加引号', 'a feature code is like "*11", in quotes')
]
"""A feature code: a star, then up to seven keys."""

Host = Annotated[
    str,
    Shape(
        r"[A-Za-z0-9.\-\[\]:]{1,253}",
        "写主机名或地址，可加 :端口",
        "write a host name or an address, with :PORT if need be",
    ),
]
"""A host name or address, with a port if need be."""

Zone = Annotated[
    str,
    Shape("[A-Za-z0-9_+/-]{1,64}", "写时区名，如 Asia/Shanghai", "write a time zone such as Asia/Shanghai"),
]
"""A time zone by its name."""

User = Annotated[
    str,
    Shape(
        r"[A-Za-z0-9_.+@-]{1,64}",
        "只用英文字母、数字和 _ . + @ -",
        "write ASCII letters, digits and _ . + @ -",
    ),
]
"""A user name at a provider."""


class Agent(Document):
    """One agent.  ``language`` is that of his announcements; ``skills`` from skill to level."""

    name: Line
    language: Language = ""
    skills: dict[Name, Level] = Field(default_factory=dict)

    def speaking(self, language: str) -> Self:
        """The agent with that language, if the document names none."""
        return self if self.language else self.model_copy(update={"language": language})


class Queue(Document):
    """One queue: whom its callers need, how agents are rung, and what follows the talk."""

    name: Texts
    needs: dict[Name, Level] = Field(default_factory=dict)
    strategy: Literal["best_skilled", "longest_idle"] = "longest_idle"
    ring_seconds: Annotated[float, Field(ge=1, le=300)] = 15
    wrap_up_seconds: Annotated[float, Field(ge=0, le=3600)] = 5
    max_wait_seconds: Annotated[float, Field(ge=1, le=86400)] = 600
    music: Name = "default"
    survey: Name | None = None


class Number(Document):
    """What a dialled number leads to, and the language in which its callers are met."""

    dialplan: Name
    language: Language = ""

    def speaking(self, language: str) -> Self:
        """The number with that language, if the document names none."""
        return self if self.language else self.model_copy(update={"language": language})


class Trunk(Document):
    """A line to the telephone network: by registration with a provider, or by the provider's address.

    The secret is not here: the secrets file has it under ``trunk.NAME``.
    """

    kind: Literal["registration", "address"]
    host: Host
    username: User | None = None

    @model_validator(mode="after")
    def _registers_as_somebody(self) -> Self:
        if self.kind == "registration" and self.username is None:
            raise complaint(
                Message("注册中继没有 username", "a trunk by registration has no username"),
                Message("补上运营商给的用户名", "add the user name that the provider gave"),
            )
        return self


def _complete(codes: dict[FeatureName, str]) -> dict[FeatureName, str]:
    """All codes, those that the document leaves out by default; no two alike."""
    complete = {**FEATURE_CODES, **codes}
    names: dict[str, str] = {}
    for name, code in complete.items():
        if code in names:
            raise complaint(
                Message(f"{names[code]} 和 {name} 都是 {code}", f"{names[code]} and {name} are both {code}"),
                Message("给每个功能一个不同的代码", "give each its own code"),
            )
        names[code] = name
    return complete


class Centre(Document):
    """The centre itself: `centre.yaml`.  It holds names and no secrets.

    - `name`: the centre's name, in each language.
    - `zone`: its time zone; `Asia/Shanghai` by default.
    - `languages`: those in which callers are met; the first is the default.
    - `feature_codes`: what agents dial to sign in and out, to be ready, to pause and to hear their state:
      `sign_in`, `sign_out`, `ready`, `pause`, `state`; `"*11"` to `"*15"` by default.
    - `skills`: the names of all skills. A language that is asked for (`language_level`) is a skill, too.
    - `agents`: by extension, which is also the softphone's user name: `name`, `language` (of what the agent
      hears when dialling a feature code) and `skills` with levels from 1 to 10.
    - `queues`: by name: `name` in each language; `needs`, skills and their least levels; `strategy`,
      `longest_idle` (default) or `best_skilled`; `ring_seconds` (15); `wrap_up_seconds` (5);
      `max_wait_seconds` (600), after which callers leave by the node's exit `timeout`; `music` (`default`);
      `survey`, the dialplan that callers meet after the agent has hung up, or none.
    - `numbers`: by the number dialled, in quotes: `dialplan` and `language`.
    - `trunks`: lines to the telephone network, by name: `kind` (`registration` or `address`), `host`,
      `username`. The secret stands in the secrets file under `trunk.NAME`.

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
    numbers:
      "4001": {dialplan: main, language: zh}
    ```

    中文

    客户服务中心本身，写在 `centre.yaml` 中。只写名称，不写密码。

    - `name`：中心名称，每种语言一个。
    - `zone`：时区，默认 `Asia/Shanghai`。
    - `languages`：服务语言，第一个是默认语言。
    - `feature_codes`：坐席拨打的功能代码：`sign_in`（签入）、`sign_out`（签出）、`ready`（示闲）、
      `pause`（小休）、`state`（查询状态）；默认 `"*11"` 到 `"*15"`。
    - `skills`：所有技能的名称。用 `language_level` 要求的语言也是技能。
    - `agents`：坐席，以分机号（也是软电话的用户名）为键：`name`（姓名）、
      `language`（拨打功能代码时听到的语言）、`skills`（技能和等级，1 到 10）。
    - `queues`：队列，以名称为键：`name`（每种语言一个）；`needs`（所需技能和最低等级）；
      `strategy`（分配策略，`longest_idle` 空闲最久，默认；`best_skilled` 技能最高）；
      `ring_seconds`（振铃秒数，15）；`wrap_up_seconds`（话后整理秒数，5）；`max_wait_seconds`
      （最长等待秒数，600，之后走节点的 `timeout` 出口）；`music`（等待音乐，`default`）；
      `survey`（坐席挂机后进行调查的对话方案，可以不填）。
    - `numbers`：号码，以被叫号码为键（要加引号）：`dialplan`（对话方案）和 `language`（语言）。
    - `trunks`：外线中继，以名称为键：`kind`（`registration` 注册，或 `address` 按地址）、`host`、`username`。
      密码写在密钥文件的 `trunk.名称` 下。
    """

    name: Texts
    zone: Zone = "Asia/Shanghai"
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    feature_codes: Annotated[dict[FeatureName, Code], AfterValidator(_complete)] = Field(
        default_factory=lambda: dict(FEATURE_CODES)
    )
    skills: tuple[Name, ...] = ()
    agents: dict[Extension, Agent] = Field(default_factory=dict)
    queues: dict[Name, Queue] = Field(default_factory=dict)
    numbers: dict[Dialled, Number] = Field(default_factory=dict)
    trunks: dict[Name, Trunk] = Field(default_factory=dict)

    @field_validator("agents", mode="after")
    @classmethod
    def _agents_speak(cls, agents: dict[str, Agent], info: ValidationInfo) -> dict[str, Agent]:
        return {key: agent.speaking(_default(info)) for key, agent in agents.items()}

    @field_validator("numbers", mode="after")
    @classmethod
    def _numbers_speak(cls, numbers: dict[str, Number], info: ValidationInfo) -> dict[str, Number]:
        return {key: number.speaking(_default(info)) for key, number in numbers.items()}


def _default(info: ValidationInfo) -> str:
    # Where the languages themselves are wrong, that is complained of already and any will do.
    return str(info.data.get("languages", ("zh",))[0])
