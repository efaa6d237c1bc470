"""The interpreter: walks a contact through the dialplans of an edition, one event at a time.

Pure: the same edition, position, facts and event give the same step, live, in a test and in replay.
An event that does not concern the position (a playback that is over, another channel's key, a
deadline that was moved, the effect of a node that was left) leaves it as it is.
"""

from msgspec.structs import replace

from ivr.dialplan import places
from ivr.dialplan.centre.profiles import profile_of
from ivr.dialplan.dialplan import PERSON, PERSON_KEY
from ivr.dialplan.edition import Edition
from ivr.dialplan.hearing import hush
from ivr.dialplan.node import Back, Enter, GoTo, HandOver, Here, Leave, Move, Node, Return, Stay
from ivr.dialplan.step import Carried, End, Facts, Position, Step, carried_by
from ivr.telephony.events import (
    CommandFailed,
    CustomerFound,
    DigitPressed,
    Event,
    Fetched,
    FetchFailed,
    MessageFailed,
    MessageRecorded,
    Notified,
    NotifyFailed,
    PromptFailed,
    PromptFinished,
    Resynced,
    SecretBegun,
    SecretChecked,
    SecretCollected,
    TimedOut,
)

NODES_IN_A_STEP = 100
"""A step that would pass more nodes than this without waiting is a loop, and ends the contact."""

FAILED = End(outcome="failed", failed=True)
"""The end of a contact whose dialplan leads nowhere."""

NOTHING_CARRIED = Carried()


def start(edition: Edition, name: str, facts: Facts, at: float, carried: Carried = NOTHING_CARRIED) -> Step:
    """The first step in the dialplan of that name, of a contact with what it carries already."""
    fields = carried_by(carried) | {
        "language": carried.language or facts.language,
        "profile": carried.profile or profile_of(facts.customer, edition.centre.profiles),
    }
    here = Here(Position(dialplan=name, node="", **fields), facts, at, edition)
    return _follow(edition, _arrive(edition, places.start_of(edition, name), here), here)


def step(edition: Edition, position: Position, facts: Facts, event: Event) -> Step:
    """What the event makes of the position."""
    if isinstance(event, CustomerFound) and not position.profile:
        position = replace(position, profile=profile_of(facts.customer, edition.centre.profiles))
    here = Here(position, facts, event.at, edition)
    node = places.node_at(edition, position)
    if node is None:
        return Step(position=position, handover=FAILED)
    move = _to_a_person(edition, node, here, event) or _answer(node, here, event)
    return _follow(edition, move, here)


def take_exit(edition: Edition, position: Position, facts: Facts, exit: str, at: float) -> Step:
    """The step after a handover came back by an exit, such as ``timeout`` or ``failure``."""
    return _follow(edition, Leave(position, exit), Here(position, facts, at, edition))


def _answer(node: Node, here: Here, event: Event) -> Move:
    position = here.position
    match event:
        case DigitPressed(channel=here.facts.channel, digit=digit):
            return _noted(node.key(here, digit), here, digit)
        case PromptFinished(playback=playback) if playback == position.playing:
            return node.prompt_over(_without_prompt(here))
        case PromptFailed(playback=about) | CommandFailed(about=about) if about == position.playing:
            return node.prompt_failed(_without_prompt(here))
        case TimedOut(until=until) if until == position.until:
            return node.silence(here.moved(replace(position, until=None)))
        case Resynced(observed=observed) if position.awaiting is not None:
            return node.resume(here if position.playing in observed.playbacks else _without_prompt(here))
        case Resynced(observed=observed) if position.playing not in observed.playbacks:
            return node.resume(here)
        case _ if position.awaiting is not None and _key(event) == position.awaiting:
            return node.told(here, event)
        case _:
            return Stay(position)


def _to_a_person(edition: Edition, node: Node, here: Here, event: Event) -> Leave | None:
    """The way to a person for whoever presses ``0``, where that has no other meaning and there is one."""
    match event:
        case DigitPressed(channel=here.facts.channel, digit=digit) if digit == PERSON_KEY:
            there = places.person_from(edition, here.position)
        case _:
            return None
    if there is None or not node.listens or node.takes(PERSON_KEY):
        return None
    _, commands = hush(here)
    return Leave(there, PERSON, commands)


def _key(event: Event) -> str | None:
    """The key or handle of the effect that the event tells of."""
    match event:
        case Fetched() | FetchFailed() | Notified() | NotifyFailed() | CustomerFound():
            return event.key
        case MessageRecorded() | MessageFailed():
            return event.key
        case SecretBegun() | SecretCollected() | SecretChecked():
            return event.handle
        case CommandFailed():
            return event.about
        case _:
            return None


def _noted(move: Move, here: Here, digit: str) -> Move:
    """The move, with the time of the digit that made it; one without effect is nothing to remember."""
    without_effect = isinstance(move, Stay) and move.position is here.position and not move.commands
    if without_effect or not digit.isdecimal():
        return move
    return replace(move, position=replace(move.position, typed=here.at))


def _without_prompt(here: Here) -> Here:
    return here.moved(replace(here.position, playing=None))


def _follow(edition: Edition, move: Move, here: Here) -> Step:
    commands = move.commands
    for _ in range(NODES_IN_A_STEP):
        if isinstance(move, Stay | HandOver):
            break
        move = _moved(edition, move, here)
        commands += move.commands
    match move:
        case Stay(position=position):
            return Step(position=position, commands=commands)
        case HandOver(position=position, to=to):
            return Step(position=position, commands=commands, handover=to)
        case _:
            return Step(position=move.position, commands=commands, handover=FAILED)


def _moved(edition: Edition, move: Leave | Back | Enter | GoTo | Return, here: Here) -> Move:
    """The next move of a contact that left its node."""
    position = move.position
    match move:
        case Leave(exit=exit):
            return _arrive(edition, places.target_of(edition, position, exit), here.moved(position))
        case Back():
            return _arrive(edition, position.trail[-1], here.moved(position))
        case Enter(dialplan=name, arguments=arguments):
            inside = places.entered(position, name, arguments)
            return _arrive(edition, places.start_of(edition, name), here.moved(inside))
        case GoTo(dialplan=name):
            there = places.gone_to(position, name)
            return _arrive(edition, places.start_of(edition, name), here.moved(there))
        case Return(exit=exit, results=results):
            outside = places.returned(position, results)
            return HandOver(position, FAILED) if outside is None else Leave(outside, exit)


def _arrive(edition: Edition, name: str | None, here: Here) -> Move:
    """What the node of that name, in the position's dialplan, makes of the contact that comes to it."""
    node = places.node_named(edition, here.position.dialplan, name)
    if node is None or name is None:
        return HandOver(here.position, FAILED)
    return node.enter(here.moved(places.arrived(edition, here.position, name)))
