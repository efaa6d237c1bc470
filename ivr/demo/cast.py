"""The cast: the agents and callers of the demonstration, what they do, and what must come of it."""

import msgspec

from ivr.phones.orders import Press
from ivr.phones.steps import Stay, Step, UntilQuiet, Wait

PROMPT_IS_OVER = UntilQuiet(0.9)
"""Waits for the silence after a prompt: no pause within one is as long."""

AFTER_THE_NOTICE = Wait(4.5)
"""Nobody can be heard before the notice is over, and no key cuts it short."""


class AgentPart(msgspec.Struct, frozen=True, kw_only=True):
    """An agent who signs in, answers every call and hangs up first.  ``tone`` in hertz is his voice."""

    extension: str
    tone: float
    answers_after: float = 0.5
    talks: float = 3.0


class CallerPart(msgspec.Struct, frozen=True, kw_only=True):
    """A caller.  ``tone`` in hertz is the voice; ``path``, ``survey`` and ``outcome`` are what must be.

    ``steps`` are done from the answer on, ``after_talk`` once the agent has hung up.

    ``agents`` are those who may have taken the call, empty when nobody should; ``hears`` are nodes
    whose prompts must be found, in that order, in what the caller heard.
    """

    name: str
    number: str
    dialled: str
    codec: str
    tone: float
    steps: tuple[Step, ...]
    after_talk: tuple[Step, ...] = ()
    path: tuple[str, ...]
    hears: tuple[str, ...]
    outcome: str
    agents: tuple[str, ...] = ()
    survey: dict[str, str] = {}

    @property
    def pressed(self) -> str:
        """The keys that the caller presses, in order."""
        steps = (*self.steps, *self.after_talk)
        return " ".join(step.digits for step in steps if isinstance(step, Press))


def key(digits: str) -> Press:
    """The caller presses a key."""
    return Press(digits=digits)


AGENTS = (AgentPart(extension="8001", tone=440.0), AgentPart(extension="8002", tone=620.0))

SURVEY = ("csat", "solved", "thanks")

CALLERS = (
    CallerPart(
        name="张伟的客户，报修",
        number="13800138000",
        dialled="4001",
        codec="pcma",
        tone=1000.0,
        steps=(AFTER_THE_NOTICE, Wait(1.0), key("2")),
        after_talk=(PROMPT_IS_OVER, key("5"), PROMPT_IS_OVER, key("1"), Stay(15.0)),
        path=("main_menu", "to_repair", "repair", *SURVEY),
        hears=("to_repair", *SURVEY),
        outcome="answered",
        agents=("8001", "8002"),
        survey={"csat": "5", "solved": "yes"},
    ),
    CallerPart(
        name="Mary, who asks for a person",
        number="+442079460001",
        dialled="4002",
        codec="pcmu",
        tone=1100.0,
        steps=(AFTER_THE_NOTICE, Wait(1.5), key("0")),
        after_talk=(Wait(2.0), key("4"), PROMPT_IS_OVER, key("2"), Stay(15.0)),
        path=("main_menu", "to_service", "service", *SURVEY),
        hears=("to_service", "solved", "thanks"),
        outcome="answered",
        agents=("8002",),
        survey={"csat": "4", "solved": "no"},
    ),
    CallerPart(
        name="一直不按键的来电者",
        number="13900139000",
        dialled="4001",
        codec="pcma",
        tone=0.0,
        steps=(Stay(45.0),),
        path=("main_menu", "goodbye"),
        hears=("main_menu", "goodbye"),
        outcome="self_service",
    ),
    CallerPart(
        name="按错键的来电者",
        number="02087654321",
        dialled="4001",
        codec="pcma",
        tone=1200.0,
        steps=(AFTER_THE_NOTICE, Wait(1.0), key("7"), Wait(3.0), key("9")),
        after_talk=(Wait(1.5), key("3"), Wait(2.0)),
        path=("main_menu", "to_service", "service", "csat", "solved"),
        hears=("to_service",),
        outcome="answered",
        agents=("8001", "8002"),
        survey={"csat": "3"},
    ),
    CallerPart(
        name="John, who wants his balance",
        number="13700137000",
        dialled="4002",
        codec="pcmu",
        tone=0.0,
        steps=(AFTER_THE_NOTICE, Wait(0.5), key("1"), Stay(20.0)),
        path=("main_menu", "balance", "goodbye"),
        hears=("balance", "goodbye"),
        outcome="self_service",
    ),
)
