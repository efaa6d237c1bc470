"""Awaiting: a node waits for an effect outside telephony, and the caller is never long in silence."""

from collections.abc import Mapping
from typing import Annotated

from msgspec.structs import replace
from pydantic import Field

from ivr.dialplan import hearing
from ivr.dialplan.document import Texts
from ivr.dialplan.node import Here, Stay
from ivr.dialplan.step import Position
from ivr.telephony.commands import Command, StartMusic, StopMusic
from ivr.telephony.ids import EffectKey, effect_of

SECONDS_TO_COMFORT = 1.0
"""So long a caller waits in silence; then he is told that it goes on, and hears music."""

SECONDS_OF_GRACE = 3.0
"""So much longer than it should take an effect is waited for; whoever performs it tells of its failure."""

COMFORTED = "comforted"
"""The stage of a node whose caller was told that it goes on."""

Comfort = Annotated[Texts, Field(default_factory=lambda: {"zh": "请稍候。", "en": "One moment, please."})]
"""What a caller hears who would be in silence otherwise."""


def next_key(here: Here) -> EffectKey:
    """The key of the contact's next effect."""
    return effect_of(here.facts.contact, here.position.effects + 1)


def waits_for_customer(here: Here) -> bool:
    """Whether the node waits to be told who calls."""
    return here.position.awaiting == effect_of(here.facts.contact, 0)


def begin(here: Here, key: EffectKey, *commands: Command) -> Stay:
    """Have the next effect done, and wait for it."""
    waiting = replace(
        here.position,
        effects=here.position.effects + 1,
        awaiting=key,
        until=here.at + SECONDS_TO_COMFORT,
        stage="",
    )
    return Stay(waiting, commands)


def comfort(here: Here, texts: Mapping[str, str], seconds: float) -> Stay | None:
    """The time is up: tell the caller that it goes on; None when it has taken longer than it may.

    ``seconds`` is how long the effect may take.
    """
    if here.position.stage == COMFORTED:
        return None
    until = here.at + seconds + SECONDS_OF_GRACE
    return hearing.play(here.moved(replace(here.position, stage=COMFORTED, until=until)), texts)


def music(here: Here) -> Stay:
    """The comforting word is over: music from now on."""
    return Stay(here.position, (StartMusic(here.facts.channel, "default"),))


def again(here: Here, seconds: float, *commands: Command) -> Stay:
    """After an absence: have the effect done again under its key; who heard music hears it again."""
    if here.position.stage != COMFORTED:
        return Stay(replace(here.position, until=here.at + SECONDS_TO_COMFORT), commands)
    position = replace(here.position, until=here.at + seconds + SECONDS_OF_GRACE)
    sound = () if position.playing else (StartMusic(here.facts.channel, "default"),)
    return Stay(position, (*sound, *commands))


def settled(here: Here) -> tuple[Position, tuple[Command, ...]]:
    """The position that waits for nothing any more, and the commands that end what is heard."""
    heard = here.position.playing is not None
    position, commands = hearing.hush(here)
    if position.stage == COMFORTED and not heard:
        commands = (StopMusic(here.facts.channel),)
    return replace(position, awaiting=None, stage=""), commands
