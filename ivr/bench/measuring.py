"""Measuring: what the packets of a block say about its times.  All times are in milliseconds."""

from collections.abc import Iterator, Sequence

import msgspec

from ivr.bench.sip import Message
from ivr.bench.wire import Packet

_MILLISECOND = 1_000_000


class Ring(msgspec.Struct, frozen=True):
    """An agent's telephone was called: when (nanoseconds), whose, for which caller, in which SIP call."""

    at: int
    agent: str
    caller: str
    call: str


def setup_times(said: Sequence[Message], port: int) -> list[float]:
    """Each caller's INVITE, the one that proves who he is, to the 200 that answers it (SRD, RFC 6076)."""
    asked = {message.call: message for message in _arrivals(said, port)}
    return [
        _between(asked[message.call].at, message.at)
        for message in said
        if _answers(message, port) and message.call in asked
    ]


def queued_to_rung(said: Sequence[Message], port: int) -> list[float]:
    """Each caller's 200, from which on he waits, to the first INVITE to an agent (Q2R, idle agent)."""
    numbers = {message.call: message.caller for message in _arrivals(said, port)}
    waits = {
        numbers[message.call]: message.at
        for message in said
        if _answers(message, port) and message.call in numbers
    }
    return _first_rings(said, port, waits)


def arrived_to_rung(said: Sequence[Message], port: int) -> list[float]:
    """Each caller's authorised INVITE to the first INVITE to an agent for him: the whole way in."""
    return _first_rings(said, port, {message.caller: message.at for message in _arrivals(said, port)})


def freed_to_rung(said: Sequence[Message], port: int, at_once: int) -> list[float]:
    """Each agent's BYE to the next INVITE to that agent (Q2R, all busy), in the order of the BYEs.

    Only while the house is full counts: from the ``at_once``-th arrival to the last.
    """
    rings = list(_rings(said, port))
    agents = {ring.call: ring.agent for ring in rings}
    arrived = [message.at for message in _arrivals(said, port)]
    times: list[float] = []
    for message in said:
        if not _hangs_up(message, port) or message.call not in agents:
            continue
        if len(arrived) < at_once or not arrived[at_once - 1] <= message.at <= arrived[-1]:
            continue
        agent = agents[message.call]
        following = next((ring for ring in rings if ring.agent == agent and ring.at > message.at), None)
        if following is not None:
            times.append(_between(message.at, following.at))
    return times


def digit_responses(said: Sequence[Message], packets: Sequence[Packet], port: int) -> list[float]:
    """Each caller's INFO to the first packet of sound after it.  There must be silence before the digit."""
    sound = {message.call: message.audio for message in said if _answers(message, port)}
    pressed = {
        sound[message.call]: message.at
        for message in said
        if message.method == "INFO" and not message.status and message.call in sound
    }
    heard: dict[int, int] = {}
    for packet in packets:
        if packet.at > pressed.get(packet.source, packet.at):
            heard.setdefault(packet.source, packet.at)
    return [_between(at, heard[audio]) for audio, at in pressed.items() if audio in heard]


def _arrivals(said: Sequence[Message], port: int) -> Iterator[Message]:
    for message in said:
        if (
            message.method == "INVITE"
            and not message.status
            and message.target == port
            and message.authorized
        ):
            yield message


def _answers(message: Message, port: int) -> bool:
    return message.method == "INVITE" and message.status == 200 and message.source == port


def _hangs_up(message: Message, port: int) -> bool:
    return message.method == "BYE" and not message.status and message.target == port


def _rings(said: Sequence[Message], port: int) -> Iterator[Ring]:
    for message in said:
        if message.method == "INVITE" and not message.status and message.source == port:
            yield Ring(message.at, message.user, message.caller, message.call)


def _first_rings(said: Sequence[Message], port: int, since: dict[str, int]) -> list[float]:
    first: dict[str, int] = {}
    for ring in _rings(said, port):
        first.setdefault(ring.caller, ring.at)
    return [_between(at, first[caller]) for caller, at in since.items() if caller in first]


def _between(earlier: int, later: int) -> float:
    return (later - earlier) / _MILLISECOND
