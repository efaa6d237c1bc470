"""The moment at which two begin to hear each other, found in packets."""

import pytest

from ivr.bench import meeting
from ivr.bench.rows import Times
from ivr.bench.sip import messages
from ivr.bench.voices import AGENT, CALLER, said, voice
from ivr.bench.wire import Packet
from tests.bench.said import AGENT as AGENTS_PORT
from tests.bench.said import CALLER as CALLERS_PORT
from tests.bench.said import PBX, answer, request, ring

EAR, OWN = 50_000, 60_000
"""Where the caller's telephone and the agent's want their sound."""

TO_PBX, FROM_PBX = 45_002, 45_004


def rtp(at: int, source: int, target: int, sound: bytes) -> Packet:
    return Packet(at * 1000, source, target, bytes(12) + sound)


def call() -> list[Packet]:
    """A caller, an agent who answers at 100 ms, and a BYE at 600 ms."""
    who = "From: <sip:11@127.0.0.1>;tag=1\r\nAuthorization: Digest x\r\n"
    return [
        request(1000, CALLERS_PORT, "INVITE 4000", "c1", 2, who, f"m=audio {EAR} RTP/AVP 8\r\n"),
        answer(4000, PBX, "200 OK", "c1", "2 INVITE", "m=audio 45002 RTP/AVP 8\r\n"),
        ring(90_000, "a1", "8001", "11"),
        answer(100_000, AGENTS_PORT, "200 OK", "a1", "7 INVITE", f"m=audio {OWN} RTP/AVP 8\r\n"),
        request(130_000, PBX, "BYE caller", "c1", 3),
    ]


def spoken() -> list[Packet]:
    """Both speak from 100 ms on; what the agent says at 105 ms and the caller at 110 ms is heard first."""
    agent = [rtp(100_000 + 5000 * n, OWN, TO_PBX, voice(AGENT, n)) for n in range(20)]
    caller = [rtp(100_000 + 5000 * n, EAR, FROM_PBX, voice(CALLER, n)) for n in range(20)]
    music = [rtp(20_000 * n, TO_PBX, EAR, bytes(range(160))) for n in range(1, 7)]
    heard = [
        rtp(121_000, TO_PBX, EAR, b"".join(voice(AGENT, n) for n in range(1, 5))),
        rtp(126_000, FROM_PBX, OWN, b"".join(voice(CALLER, n) for n in range(2, 6))),
    ]
    return agent + caller + music + heard


def times(measure: Times) -> list[float]:
    packets = sorted([*call(), *spoken()], key=lambda packet: packet.at)
    return measure(messages(packets, PBX), packets, PBX)


def test_a_voice_tells_its_number_and_nobody_elses_sound_is_taken_for_it() -> None:
    assert said(bytes(12) + voice(AGENT, 3), AGENT) == 3
    assert said(bytes(12) + voice(AGENT, 63) + voice(AGENT, 64), AGENT) == 63
    assert said(bytes(12) + voice(AGENT, 3), CALLER) is None
    assert said(bytes(12) + bytes(range(160)), CALLER) is None
    assert said(b"", AGENT) is None


@pytest.mark.parametrize(
    ("measure", "milliseconds"),
    [
        (meeting.until_both_are_heard, 10.0),
        (meeting.until_both_hear, 26.0),
        (meeting.lost_of_agent, 5.0),
        (meeting.music_beyond, 0.0),
        (meeting.longest_gaps, 20.0),
    ],
)
def test_the_times_of_a_meeting(measure: Times, milliseconds: float) -> None:
    assert times(measure) == [milliseconds]
