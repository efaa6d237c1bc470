"""The filter that the kernel runs, and the packets in its frames."""

import struct

import pytest

from ivr.bench.wire import Packet, PortRange, filter_of, packet_of


def frame(source: int, target: int, payload: bytes = b"", *, protocol: int = 17, kind: int = 0x0800) -> bytes:
    """An Ethernet frame with an IPv4 packet that has options, 24 bytes of head."""
    ethernet = bytes(12) + struct.pack("!H", kind)
    internet = bytes([0x46]) + bytes(8) + bytes([protocol]) + bytes(14)
    return ethernet + internet + struct.pack("!HHHH", source, target, 8 + len(payload), 0) + payload


def passes(ports: list[PortRange], data: bytes) -> bool:
    """What the kernel would do with the frame: classic BPF, as far as the filter uses it."""
    program, at, value, index = filter_of(ports), 0, 0, 0
    while True:
        code, if_true, if_false, operand = program[at]
        at += 1
        match code:
            case 0x28:
                value = int.from_bytes(data[operand : operand + 2], "big")
            case 0x30:
                value = data[operand]
            case 0x48:
                value = int.from_bytes(data[index + operand : index + operand + 2], "big")
            case 0xB1:
                index = 4 * (data[operand] & 15)
            case 0x15:
                at += if_true if value == operand else if_false
            case 0x25:
                at += if_true if value > operand else if_false
            case 0x35:
                at += if_true if value >= operand else if_false
            case 0x06:
                return operand > 0
            case _:
                raise AssertionError(f"unknown step {code:#x}")


PORTS = [PortRange(5060, 5060), PortRange(45000, 45010)]


@pytest.mark.parametrize("port", [5060, 45000, 45005, 45010])
def test_a_packet_from_or_to_a_wanted_port_passes(port: int) -> None:
    assert passes(PORTS, frame(port, 9))
    assert passes(PORTS, frame(9, port))


@pytest.mark.parametrize("port", [1, 5059, 5061, 44999, 45011, 65535])
def test_a_packet_between_other_ports_does_not_pass(port: int) -> None:
    assert not passes(PORTS, frame(port, 9))
    assert not passes(PORTS, frame(9, port))


def test_what_is_not_udp_does_not_pass() -> None:
    assert not passes(PORTS, frame(5060, 5060, protocol=6))


def test_what_is_not_ipv4_does_not_pass() -> None:
    assert not passes(PORTS, frame(5060, 5060, kind=0x86DD))


def test_the_payload_begins_after_the_options_of_the_head() -> None:
    assert packet_of(7, frame(5060, 9, b"hello")) == Packet(7, 5060, 9, b"hello")
