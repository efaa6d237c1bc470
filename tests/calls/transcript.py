"""Transcripts: a call as text, events in (``>``), commands out (``<``) and the phase it leads to (``=``).

A file's first line is the sentence that the call proves.  Times are seconds since the call began.  A
line ``! queue repair is gone`` (or dialplan, or agent) takes something out of the edition from there on;
``! PINs are required`` is a setting of the centre.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from ivr.calls.advance import advance, begin
from ivr.calls.phases import Phase, deadline
from ivr.calls.transition import Transition
from ivr.dialplan.edition import Edition, read_edition
from ivr.telephony import events as e
from ivr.telephony.causes import Cause
from ivr.telephony.commands import Command
from ivr.telephony.customers import Customer, History
from ivr.telephony.ids import (
    AgentId,
    ChannelId,
    ContactId,
    PlaceId,
    PlaybackId,
    SecretHandle,
    contact_of_caller,
    effect_of,
)
from ivr.telephony.prompts import Prompt

FOLDER = Path(__file__).parents[1] / "transcripts"
CALLER = ChannelId("sw-100.1")
CONTACT = contact_of_caller(CALLER)
BEGAN = 1_000_000.0


def edition() -> Edition:
    """The small centre in which the transcripts play."""
    files = {path.name: path.read_bytes() for path in sorted((FOLDER / "centre").glob("*.yaml"))}
    read = read_edition(files)
    assert isinstance(read, Edition), "\n".join(problem.in_language("en") for problem in read)
    return read


def rewritten(text: str, plan: Edition) -> str:
    """The transcript with the commands and phases as they are now."""
    return "\n".join(_lines(text, plan)) + "\n"


def _lines(text: str, plan: Edition) -> Iterator[str]:
    phase: Phase | None = None
    for line in text.splitlines():
        if line.startswith(("<", "=")):
            continue
        yield line.rstrip()
        if line.startswith("!"):
            plan = _without(plan, line)
        if not line.startswith(">"):
            continue
        transition = _step(phase, event_in(line, phase), plan)
        phase = transition.phase
        yield from (f"< {shown(command)}" for command in transition.commands)
        yield f"= {_phase(phase)}"


def _without(plan: Edition, line: str) -> Edition:
    if line == "! PINs are required":
        return replace(plan, centre=plan.centre.model_copy(update={"pin_required": True}))
    if found := re.fullmatch(r"! queue (?P<name>\S+) records (?P<mode>\w+)", line):
        queues = plan.centre.queues
        edited = queues[found["name"]].model_copy(update={"recording": found["mode"]})
        changed = {"queues": {**queues, found["name"]: edited}}
        return replace(plan, centre=plan.centre.model_copy(update=changed))
    found = re.fullmatch(r"! (?P<kind>queue|agent|dialplan) (?P<name>\S+) is gone", line)
    assert found, f"no change of the edition is written so: {line!r}"
    kind, name = found["kind"], found["name"]
    if kind == "dialplan":
        return replace(plan, dialplans={one: known for one, known in plan.dialplans.items() if one != name})
    known = getattr(plan.centre, f"{kind}s")
    left = {f"{kind}s": {one: known[one] for one in known if one != name}}
    return replace(plan, centre=plan.centre.model_copy(update=left))


def _step(phase: Phase | None, event: e.Event, plan: Edition) -> Transition:
    if phase is not None:
        return advance(phase, event, plan)
    assert isinstance(event, e.Arrived), "a transcript begins with an arrival"
    return begin(event, plan)


def event_in(line: str, phase: Phase | None) -> e.Event:
    """The event that a ``>`` line tells."""
    _, time, words = line.split(" ", 2)
    about = {"contact": CONTACT, "at": BEGAN + float(time)}
    for pattern, build in _EVENTS:
        if found := re.fullmatch(pattern, words):
            return build(about, found.groupdict(), phase)
    raise ValueError(f"no event is written so: {line!r}")


About = dict[str, object]
Words = dict[str, str | None]


def _arrived(about: About, words: Words, _: Phase | None) -> e.Event:
    agent = words["agent"]
    return e.Arrived(
        **about,
        channel=CALLER,
        caller=words["caller"] or "",
        caller_name="",
        dialled=words["dialled"] or "",
        agent=AgentId(agent) if agent else None,
    )


def _leg(kind: Callable[..., e.Event], what: str) -> Callable[[About, Words, Phase | None], e.Event]:
    def build(about: About, words: Words, _: Phase | None) -> e.Event:
        cause = {"cause": Cause(words["cause"])} if words.get("cause") else {}
        return kind(**about, leg=ChannelId(f"{CONTACT}.{what}.{words['n']}"), **cause)

    return build


def _timed_out(about: About, words: Words, phase: Phase | None) -> e.Event:
    until = deadline(phase) if phase else None
    return e.TimedOut(**about, until=BEGAN + float(words["at"]) if words["at"] else until or 0.0)


def _customer_found(about: About, words: Words, _: Phase | None) -> e.Event:
    """``caller is nobody`` is somebody whom nobody knows; his contacts before came a day apart."""
    known = words["id"] != "nobody"
    customer = Customer(
        id=words["id"] or "",
        tier=words["tier"] or "",
        tags=tuple(filter(None, (words["tags"] or "").split(","))),
        agent=AgentId(words["agent"] or ""),
    )
    arrivals = tuple(BEGAN - 86_400.0 * (n + 0.5) for n in range(int(words["times"] or 0)))
    return e.CustomerFound(
        **about,
        key=effect_of(CONTACT, 0),
        customer=customer if known else Customer(),
        history=History(arrivals=arrivals, last_outcome=words["outcome"] or ""),
    )


def _resynced(about: About, words: Words, _: Phase | None) -> e.Event:
    def ids(name: str) -> frozenset[str]:
        listed = (words[name] or "").split(",")
        return frozenset(_long(short.strip()) for short in listed if short.strip())

    return e.Resynced(
        **about,
        observed=e.Observed(
            channels=ids("channels"),
            answered=ids("answered"),
            bridged=ids("bridged"),
            bridges=ids("bridges"),
            playbacks=ids("playing"),
            in_fallback=ids("fallback"),
        ),
    )


def _channel(short: str | None) -> ChannelId:
    return ChannelId(_long(short or "caller"))


def _long(short: str) -> str:
    if short.startswith("sw-"):
        return short
    return CALLER if short == "caller" else f"{CONTACT}.{short}"


_CAUSE = r"(?P<cause>[a-z_]+)"
_EVENTS: tuple[tuple[str, Callable[[About, Words, Phase | None], e.Event]], ...] = (
    (r"arrives (?P<dialled>\S+) from (?P<caller>\S+)(?: of agent (?P<agent>\S+))?", _arrived),
    (r"caller leaves", lambda a, w, p: e.CallerLeft(**a, channel=CALLER, cause=Cause.NORMAL)),
    (r"the house closes", lambda a, w, p: e.HouseCloses(**a)),
    (r"somebody else leaves", lambda a, w, p: e.CallerLeft(**a, channel="sw-9.9", cause=Cause.NORMAL)),
    (
        r"(?P<who>agent\.\d+|sw-\S+) presses (?P<digit>\S)",
        lambda a, w, p: e.DigitPressed(**a, channel=_channel(w["who"]), digit=w["digit"] or ""),
    ),
    (r"key (?P<digit>\S)", lambda a, w, p: e.DigitPressed(**a, channel=CALLER, digit=w["digit"] or "")),
    (
        r"prompt (?P<n>\d+) over",
        lambda a, w, p: e.PromptFinished(**a, playback=PlaybackId(f"{CONTACT}.play.{w['n']}")),
    ),
    (
        r"prompt (?P<n>\d+) fails",
        lambda a, w, p: e.PromptFailed(
            **a, playback=PlaybackId(f"{CONTACT}.play.{w['n']}"), reason="no file"
        ),
    ),
    (
        r"place (?P<n>\d+) offered to (?P<agent>\d+)",
        lambda a, w, p: e.AgentOffered(
            **a, place=PlaceId(f"{CONTACT}.place.{w['n']}"), agent=AgentId(w["agent"] or "")
        ),
    ),
    (r"agent (?P<n>\d+) rings", _leg(e.AgentRang, "agent")),
    (r"agent (?P<n>\d+) answers", _leg(e.AgentAnswered, "agent")),
    (rf"agent (?P<n>\d+) refuses: {_CAUSE}", _leg(e.AgentRefused, "agent")),
    (
        r"agent (?P<n>\d+) redirects to (?P<target>\S+)",
        lambda a, w, p: e.AgentRedirected(
            **a, leg=ChannelId(f"{CONTACT}.agent.{w['n']}"), target=w["target"] or ""
        ),
    ),
    (rf"agent (?P<n>\d+) leaves: {_CAUSE}", _leg(e.AgentLeft, "agent")),
    (r"number (?P<n>\d+) answers", _leg(e.NumberAnswered, "number")),
    (rf"number (?P<n>\d+) refuses: {_CAUSE}", _leg(e.NumberRefused, "number")),
    (rf"number (?P<n>\d+) leaves: {_CAUSE}", _leg(e.NumberLeft, "number")),
    (r"(?P<who>caller|agent\.\d+|sw-\S+) holds", lambda a, w, p: e.Held(**a, channel=_channel(w["who"]))),
    (
        r"(?P<who>caller|agent\.\d+|sw-\S+) retrieves",
        lambda a, w, p: e.Retrieved(**a, channel=_channel(w["who"])),
    ),
    (
        r"agent (?P<n>\d+) transfers to (?P<target>\S+)",
        lambda a, w, p: e.TransferAsked(
            **a, leg=ChannelId(f"{CONTACT}.agent.{w['n']}"), target=w["target"] or ""
        ),
    ),
    (
        r"agent (?P<agent>\d+) comes on (?P<channel>sw-\S+) to (?P<purpose>\w+)(?: (?P<target>\d+))?",
        lambda a, w, p: e.AgentCame(
            **a,
            channel=_channel(w["channel"]),
            agent=AgentId(w["agent"] or ""),
            purpose=w["purpose"] or "",
            target=w["target"] or "",
        ),
    ),
    (
        rf"(?P<leg>sw-\S+) leaves: {_CAUSE}",
        lambda a, w, p: e.AgentLeft(**a, leg=_channel(w["leg"]), cause=Cause(w["cause"] or "")),
    ),
    (r"taken in by (?P<host>\S+)", lambda a, w, p: e.TakenIn(**a, host=ContactId(w["host"] or ""))),
    (r"turned away", lambda a, w, p: e.TurnedAway(**a)),
    (
        r"(?P<leg>\S+) asks to join (?P<channel>\S+)",
        lambda a, w, p: e.JoinAsked(**a, leg=_channel(w["leg"]), channel=_channel(w["channel"])),
    ),
    (
        r"agent (?P<agent>\d+) is (?P<state>\w+)(?: for (?P<reason>[^,]+))?(?:, (?P<waiting>\d+) wait)?",
        lambda a, w, p: e.AgentChanged(
            **a,
            agent=AgentId(w["agent"] or ""),
            state=w["state"] or "",
            reason=w["reason"] or "",
            waiting=int(w["waiting"] or 0),
        ),
    ),
    (
        r"agent (?P<agent>\d+) has (?P<has>a|no) PIN",
        lambda a, w, p: e.PinFound(**a, agent=AgentId(w["agent"] or ""), exists=w["has"] == "a"),
    ),
    (
        r"agent (?P<agent>\d+) talks to (?P<talk>\S+) of (?P<queue>\S+)",
        lambda a, w, p: e.TalkFound(
            **a,
            agent=AgentId(w["agent"] or ""),
            talk=ContactId(w["talk"] or ""),
            leg=ChannelId(f"{w['talk']}.agent.1"),
            queue=w["queue"] or "",
        ),
    ),
    (
        r"agent (?P<agent>\d+) talks to nobody",
        lambda a, w, p: e.TalkFound(**a, agent=AgentId(w["agent"] or "")),
    ),
    (
        r"reachable:(?P<agents>[ \d]*)",
        lambda a, w, p: e.ReachableFound(**a, agents=tuple(map(AgentId, (w["agents"] or "").split()))),
    ),
    (
        r"snoop (?P<n>\d+) starts",
        lambda a, w, p: e.SnoopStarted(**a, snoop=_channel(f"snoop.{w['n']}")),
    ),
    (r"snoop (?P<n>\d+) ends", lambda a, w, p: e.SnoopEnded(**a, snoop=_channel(f"snoop.{w['n']}"))),
    (
        r"secret (?P<n>\d+) begun",
        lambda a, w, p: e.SecretBegun(**a, handle=SecretHandle(f"{CONTACT}.secret.{w['n']}")),
    ),
    (
        r"secret (?P<n>\d+) of (?P<length>\d+) digits",
        lambda a, w, p: e.SecretCollected(
            **a, handle=SecretHandle(f"{CONTACT}.secret.{w['n']}"), length=int(w["length"] or 0)
        ),
    ),
    (
        r"secret (?P<n>\d+) is (?P<verdict>right|wrong)",
        lambda a, w, p: e.SecretChecked(
            **a, handle=SecretHandle(f"{CONTACT}.secret.{w['n']}"), ok=w["verdict"] == "right"
        ),
    ),
    (
        r"caller is (?P<id>\S+)(?: of tier (?P<tier>\S+))?(?: with tags (?P<tags>\S+))?"
        r"(?: of agent (?P<agent>\d+))?(?:, (?P<times>\d+) contacts? before)?(?:, last (?P<outcome>\w+))?",
        _customer_found,
    ),
    (r"time is up(?: of (?P<at>[\d.]+))?", _timed_out),
    (
        r"command (?P<command>\w+) fails: (?P<about>\S+)",
        lambda a, w, p: e.CommandFailed(
            **a, command=w["command"] or "", about=_long(w["about"] or ""), reason="refused"
        ),
    ),
    (
        r"server is back: channels (?P<channels>[^;]*)(?:; answered (?P<answered>[^;]*))?"
        r"(?:; bridged (?P<bridged>[^;]*))?(?:; bridges (?P<bridges>[^;]*))?"
        r"(?:; playing (?P<playing>[^;]*))?(?:; fallback has (?P<fallback>[^;]*))?",
        _resynced,
    ),
)


def shown(command: Command) -> str:
    """A command as a transcript shows it."""
    values = (_field(field, getattr(command, field)) for field in command.__struct_fields__)
    return " ".join((_words(type(command).__name__), *(value for value in values if value)))


def _field(name: str, value: object) -> str:
    """A flag is told by its name, and only when it is set; so is a later time than the one before it."""
    if name == "entered" and isinstance(value, float):
        return f"entered {value - BEGAN:g}" if value else ""
    return (name if value else "") if isinstance(value, bool) else _value(value)


def _phase(phase: Phase) -> str:
    told = [_words(type(phase).__name__)]
    for field in ("outcome", "queue", "agent", "code", "mode", "colleague"):
        told += [str(value)] if (value := getattr(phase, field, "")) else []
    if position := getattr(phase, "position", None):
        told.append(f"at {position.node}")
    until = deadline(phase)
    return " ".join(told) + (f", until {until - BEGAN:g}" if until is not None else "")


def _value(value: object) -> str:
    match value:
        case str() as text:
            return _short(text)
        case float() if value >= BEGAN:
            return f"since {value - BEGAN:g}"
        case int() | float():
            return f"{value:g}"
        case Prompt(text=text, language=language, pace=pace):
            return f"{language} “{text}”" + (f" at pace {pace:g}" if pace != 1 else "")
        case tuple():
            return " ".join(_value(item) for item in value)
        case dict():
            return "{" + ", ".join(f"{key} ≥ {level}" for key, level in value.items()) + "}"
        case _:
            return msgspec.json.encode(value).decode()


def _short(text: str) -> str:
    return (
        "caller"
        if text == CALLER
        else text.removeprefix(f"{ContactId(CONTACT)}.").replace(CONTACT, "contact")
    )


def _words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
