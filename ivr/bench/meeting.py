"""Meeting: what the packets say of the moment at which caller and agent begin to hear each other.

All times are in milliseconds.  Both speak without a pause (``ivr.bench.voices``): the caller since he was
answered, the agent from a moment after the 200 on with which his telephone picks up.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from ivr.bench.sip import Message
from ivr.bench.voices import AGENT, CALLER, said
from ivr.bench.wire import Packet

_MILLISECOND = 1_000_000
_FIRST_MOMENTS = 400 * _MILLISECOND


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's answer: when it was (nanoseconds), and where each of the two is sent sound (UDP ports).

    ``to_caller`` and ``to_agent`` are the first packets of the other's voice that came, if any did.
    """

    at: int
    caller: int
    agent: int
    to_caller: Packet | None
    to_agent: Packet | None


def meetings(told: Sequence[Message], packets: Sequence[Packet], port: int) -> Iterator[Meeting]:
    """Every agent's answer to a caller."""
    callers = {
        message.caller: message.audio
        for message in told
        if message.method == "INVITE" and not message.status and message.target == port and message.audio
    }
    rung = {
        message.call: message.caller
        for message in told
        if message.method == "INVITE" and not message.status and message.source == port
    }
    for message in told:
        answers = message.method == "INVITE" and message.status == 200 and message.target == port
        if answers and rung.get(message.call) in callers:
            caller = callers[rung[message.call]]
            yield Meeting(
                at=message.at,
                caller=caller,
                agent=message.audio,
                to_caller=_first(packets, message.at, caller, AGENT),
                to_agent=_first(packets, message.at, message.audio, CALLER),
            )


def until_both_hear(told: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
    """Each agent's 200 to the first packet of the other's voice that reaches the later of the two."""
    return [
        _between(one.at, max(one.to_caller.at, one.to_agent.at))
        for one in meetings(told, packets, port)
        if one.to_caller and one.to_agent
    ]


def until_both_are_heard(told: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
    """Each agent's 200 to the moment from which on all that either says is heard by the other."""
    times = []
    for one in meetings(told, packets, port):
        spoken = [_spoken(packets, one.to_caller, one.agent), _spoken(packets, one.to_agent, one.caller)]
        if None not in spoken:
            times.append(max(_between(one.at, packet.at) for packet in spoken if packet))
    return times


def lost_of_agent(told: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
    """How much of the agent's first words the caller does not hear."""
    times = []
    for one in meetings(told, packets, port):
        heard = _spoken(packets, one.to_caller, one.agent)
        first = next((packet for packet in packets if packet.source == one.agent), None)
        if heard and first:
            times.append(_between(first.at, heard.at))
    return times


def music_beyond(told: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
    """The agent's first word to the last sound of anything else that reaches the caller; 0 if none does."""
    times = []
    for one in meetings(told, packets, port):
        if one.to_caller is None:
            continue
        began = one.to_caller.at
        others = [
            packet.at
            for packet in packets
            if packet.target == one.caller
            and began < packet.at < began + _FIRST_MOMENTS
            and said(packet.payload, AGENT) is None
        ]
        times.append(_between(began, others[-1]) if others else 0.0)
    return times


def longest_gaps(told: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
    """The longest time without sound of each caller, from his 200 to the end of the talk."""
    ends = {message.call: message.at for message in told if message.method == "BYE" and not message.status}
    calls = {
        message.call: message.at
        for message in told
        if message.method == "INVITE" and message.status == 200 and message.source == port
    }
    asked = {message.call: message.audio for message in told if message.audio and not message.status}
    times = []
    for call, since in calls.items():
        until = ends.get(call)
        if until is None or call not in asked:
            continue
        heard = [p.at for p in packets if p.target == asked[call] and since < p.at < until]
        times.append(max(_between(*pair) for pair in pairwise((since, *heard, until))))
    return times


def _first(packets: Sequence[Packet], since: int, ear: int, whose: int) -> Packet | None:
    return next(
        (
            packet
            for packet in packets
            if packet.target == ear and packet.at > since and said(packet.payload, whose) is not None
        ),
        None,
    )


def _spoken(packets: Sequence[Packet], heard: Packet | None, mouth: int) -> Packet | None:
    """The packet with which the first piece of what was heard was spoken."""
    if heard is None:
        return None
    whose = AGENT if said(heard.payload, AGENT) is not None else CALLER
    number = said(heard.payload, whose)
    return next(
        (
            packet
            for packet in reversed(packets)
            if packet.at <= heard.at and packet.source == mouth and said(packet.payload, whose) == number
        ),
        None,
    )


def _between(earlier: int, later: int) -> float:
    return (later - earlier) / _MILLISECOND
