"""Meeting: what the packets say of the moment at which caller and agent begin to hear each other.

All times are in milliseconds.  Both speak without a pause: the caller long before, the agent from the
200 on with which his telephone picks up (``ivr.bench.voices``).
"""

from collections.abc import Iterator, Sequence

import msgspec

from ivr.bench.sip import Message
from ivr.bench.voices import AGENT, CALLER, said
from ivr.bench.wire import Packet

_MILLISECOND = 1_000_000
_PACKET = 20.0


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's answer: when it was (nanoseconds), and where each of the two is sent sound (UDP ports)."""

    at: int
    caller: int
    agent: int


def meetings(told: Sequence[Message], port: int) -> Iterator[Meeting]:
    """Every agent's answer."""
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
            yield Meeting(at=message.at, caller=callers[rung[message.call]], agent=message.audio)


def until_both_hear(told: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
    """Each agent's 200 to the first packet of the other's voice that reaches the later of the two."""
    times = []
    for meeting in meetings(told, port):
        heard = [_first(meeting, packets, ear) for ear in (meeting.caller, meeting.agent)]
        if None not in heard:
            times.append(max(_since(meeting, packet) for packet in heard if packet))
    return times


def lost_of_agent(told: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
    """How much of the agent's first words the caller does not hear."""
    times = []
    for meeting in meetings(told, port):
        heard = _first(meeting, packets, meeting.caller)
        number = said(heard.payload, AGENT) if heard else None
        if number is not None:
            times.append(number * _PACKET)
    return times


def lost_of_caller(told: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
    """How much of what the caller says from the agent's 200 on the agent does not hear."""
    times = []
    for meeting in meetings(told, port):
        heard = _first(meeting, packets, meeting.agent)
        number = said(heard.payload, CALLER) if heard else None
        sent = [packet for packet in packets if packet.source == meeting.caller and packet.at >= meeting.at]
        spoken = [said(packet.payload, CALLER) for packet in sent]
        if number is not None and number in spoken:
            times.append(spoken.index(number) * _PACKET)
    return times


def music_beyond(told: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
    """The agent's first word to the last sound of anything else that reaches the caller; 0 if none does."""
    times = []
    for meeting in meetings(told, port):
        heard = _first(meeting, packets, meeting.caller)
        if heard is None:
            continue
        # The survey or the next menu is not meant: only what still comes within the talk's first moments.
        other = [
            packet
            for packet in packets
            if packet.target == meeting.caller
            and heard.at < packet.at < heard.at + 90 * _MILLISECOND
            and said(packet.payload, AGENT) is None
        ]
        times.append((other[-1].at - heard.at) / _MILLISECOND if other else 0.0)
    return times


def _first(meeting: Meeting, packets: Sequence[Packet], ear: int) -> Packet | None:
    """The first packet of the other's voice at this ear, after the answer."""
    voice = AGENT if ear == meeting.caller else CALLER
    return next(
        (
            packet
            for packet in packets
            if packet.target == ear and packet.at > meeting.at and said(packet.payload, voice) is not None
        ),
        None,
    )


def _since(meeting: Meeting, packet: Packet) -> float:
    return (packet.at - meeting.at) / _MILLISECOND
