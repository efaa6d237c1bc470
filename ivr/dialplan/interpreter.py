"""The interpreter: walks a contact through a dialplan, one event at a time.

Pure: the same dialplan, position, facts and event give the same step, live, in a test and in replay.
An event that does not concern the position (a playback that is over, another channel's key, a
deadline that was moved) leaves it as it is.
"""

from msgspec.structs import replace

from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.node import Back, HandOver, Here, Leave, Move, Node, Stay
from ivr.dialplan.step import End, Facts, Position, Step
from ivr.telephony.events import (
    CommandFailed,
    DigitPressed,
    Event,
    PromptFailed,
    PromptFinished,
    Resynced,
    TimedOut,
)

NODES_IN_A_STEP = 100
"""A step that would pass more nodes than this without waiting is a loop, and ends the contact."""

NODES_IN_A_PATH = 200
"""How many nodes a position remembers: the latest ones of a caller who walks in circles."""

FAILED = "failed"
"""The outcome of a contact whose dialplan leads nowhere."""


def start(dialplan: Dialplan, facts: Facts, at: float, plays: int = 0) -> Step:
    """The first step; ``plays`` is the number of prompts that the contact has heard before."""
    position = Position(dialplan=dialplan.name, node=dialplan.start, plays=plays)
    return _follow(dialplan, _arrive(dialplan, dialplan.start, Here(position, facts, at)), facts, at)


def step(dialplan: Dialplan, position: Position, facts: Facts, event: Event) -> Step:
    """What the event makes of the position."""
    node = dialplan.nodes.get(position.node)
    if node is None:
        return Step(position=position, handover=End(outcome=FAILED, failed=True))
    move = _answer(node, Here(position, facts, event.at), event)
    return _follow(dialplan, move, facts, event.at)


def take_exit(dialplan: Dialplan, position: Position, facts: Facts, exit: str, at: float) -> Step:
    """The step after a handover came back by an exit, such as ``timeout`` or ``failure``."""
    return _follow(dialplan, Leave(position, exit), facts, at)


def _answer(node: Node, here: Here, event: Event) -> Move:
    match event:
        case DigitPressed(channel=here.facts.channel, digit=digit):
            return _noted(node.key(here, digit), here, digit)
        case PromptFinished(playback=playback) if playback == here.position.playing:
            return node.prompt_over(_without_prompt(here))
        case PromptFailed(playback=about) | CommandFailed(about=about) if about == here.position.playing:
            return node.prompt_failed(_without_prompt(here))
        case TimedOut(until=until) if until == here.position.until:
            return node.silence(Here(replace(here.position, until=None), here.facts, here.at))
        case Resynced(observed=observed) if here.position.playing not in observed.playbacks:
            return node.resume(here)
        case _:
            return Stay(here.position)


def _noted(move: Move, here: Here, digit: str) -> Move:
    """The move, with the time of the digit that made it; one without effect is nothing to remember."""
    if not digit.isdecimal() or move == Stay(here.position):
        return move
    return replace(move, position=replace(move.position, typed=here.at))


def _without_prompt(here: Here) -> Here:
    return Here(replace(here.position, playing=None), here.facts, here.at)


def _follow(dialplan: Dialplan, move: Move, facts: Facts, at: float) -> Step:
    commands = move.commands
    for _ in range(NODES_IN_A_STEP):
        if not isinstance(move, Leave | Back):
            break
        move = _arrive(dialplan, _target(dialplan, move), Here(move.position, facts, at))
        commands += move.commands
    if isinstance(move, Leave | Back):
        return Step(position=move.position, commands=commands, handover=End(outcome=FAILED, failed=True))
    handover = move.to if isinstance(move, HandOver) else None
    return Step(position=move.position, commands=commands, handover=handover)


def _target(dialplan: Dialplan, leave: Leave | Back) -> str | None:
    if isinstance(leave, Back):
        return leave.position.trail[-1]
    return dialplan.ways.get(leave.position.node, {}).get(leave.exit)


def _arrive(dialplan: Dialplan, name: str | None, here: Here) -> Move:
    node = dialplan.nodes.get(name) if name is not None else None
    if node is None or name is None:
        return HandOver(here.position, End(outcome=FAILED, failed=True))
    position = replace(
        here.position,
        node=name,
        attempts=0,
        digits="",
        playing=None,
        until=None,
        path=(*here.position.path[1 - NODES_IN_A_PATH :], name),
        trail=_trail(dialplan, here.position, name),
    )
    return node.enter(Here(position, here.facts, here.at))


def _trail(dialplan: Dialplan, before: Position, to: str) -> tuple[str, ...]:
    """The menus to go back to from the node ``to``: none twice, and of those passed before it only."""
    left = dialplan.nodes.get(before.node)
    trail = before.trail
    if left is not None and left.is_menu and before.node not in trail:
        trail = (*trail, before.node)
    return trail[: trail.index(to)] if to in trail else trail
