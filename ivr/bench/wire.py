"""The wire: packets on the loopback interface with the kernel's own time stamps."""

import ctypes
import socket
import struct
import threading
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

import msgspec

_ETHERNET = 14
_UDP = 8
_TIMESTAMP_NANOSECONDS = 35
_BIG_BUFFER = 33
_ATTACH_FILTER = 26
_ROOM = 64 << 20
_PACKET_LEVEL, _STATISTICS = 263, 6
_COMING = 0
"""The kernel shows each loopback packet twice: as it goes and as it comes."""

_LOAD_HALF, _LOAD_BYTE, _LOAD_HALF_X, _LOAD_HEADER = 0x28, 0x30, 0x48, 0xB1
_IF_EQUAL, _IF_GREATER, _IF_AT_LEAST, _RETURN = 0x15, 0x25, 0x35, 0x06


class WireError(Exception):
    """The packets cannot be seen."""

    def __str__(self) -> str:
        return "packets on the loopback interface cannot be seen: run the benchmark as root (CAP_NET_RAW)"


class Packet(msgspec.Struct, frozen=True):
    """One UDP packet.  ``at`` is in nanoseconds since the epoch, by the kernel."""

    at: int
    source: int
    target: int
    payload: bytes


class PortRange(msgspec.Struct, frozen=True):
    """UDP ports from ``first`` to ``last``, both among them."""

    first: int
    last: int


class Wire:
    """Keeps every UDP packet from or to the ports, from the context's begin to its end.

    Raises WireError when this process may not look.  ``lost`` is, after the end, how many packets the
    kernel had no room for.
    """

    lost = 0

    def __init__(self, ports: Sequence[PortRange]) -> None:
        self._frames: list[tuple[int, bytes]] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._read, name="wire")
        self._ports = ports

    def __enter__(self) -> Self:
        try:
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(0x0800))
        except PermissionError as error:
            raise WireError from error
        _attach(self._socket, filter_of(self._ports))
        self._socket.setsockopt(socket.SOL_SOCKET, _BIG_BUFFER, _ROOM)
        self._socket.setsockopt(socket.SOL_SOCKET, _TIMESTAMP_NANOSECONDS, 1)
        self._socket.bind(("lo", 0))
        self._socket.settimeout(0.1)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()
        _, self.lost = struct.unpack("II", self._socket.getsockopt(_PACKET_LEVEL, _STATISTICS, 8))
        self._socket.close()

    def packets(self) -> list[Packet]:
        """What was seen, in order."""
        return [packet_of(at, frame) for at, frame in self._frames]

    def _read(self) -> None:
        while True:
            try:
                frame, told, _, address = self._socket.recvmsg(65535, 128)
            except TimeoutError:
                # Only an empty line ends the reading: what came before the end is still taken.
                if self._ending.is_set():
                    return
                continue
            if address[2] == _COMING:
                self._frames.append((_stamp(told), frame))


def packet_of(at: int, frame: bytes) -> Packet:
    """The UDP packet in an Ethernet frame that holds one."""
    start = _ETHERNET + (frame[_ETHERNET] & 15) * 4
    source, target = struct.unpack("!HH", frame[start : start + 4])
    return Packet(at, source, target, frame[start + _UDP :])


def filter_of(ports: Iterable[PortRange]) -> list[tuple[int, int, int, int]]:
    """The kernel's filter (classic BPF) that lets through UDP from or to the ports, and nothing else."""
    ranges = list(ports)
    checks = 4 * len(ranges)
    refuse = 5 + 2 + checks
    program = [
        (_LOAD_HALF, 0, 0, 12),
        (_IF_EQUAL, 0, refuse - 2, 0x0800),
        (_LOAD_BYTE, 0, 0, 23),
        (_IF_EQUAL, 0, refuse - 4, 17),
        (_LOAD_HEADER, 0, 0, _ETHERNET),
    ]
    for offset in (_ETHERNET, _ETHERNET + 2):
        program.append((_LOAD_HALF_X, 0, 0, offset))
        for wanted in ranges:
            program.append((_IF_AT_LEAST, 0, 1, wanted.first))
            # Not beyond the last: it is one of ours, on to the accepting return at the end.
            program.append((_IF_GREATER, 0, refuse - len(program), wanted.last))
    return [*program, (_RETURN, 0, 0, 0), (_RETURN, 0, 0, 65535)]


def _attach(wire: socket.socket, program: Sequence[tuple[int, int, int, int]]) -> None:
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    wire.setsockopt(
        socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HL", len(program), ctypes.addressof(code))
    )


def _stamp(told: Sequence[tuple[int, int, bytes]]) -> int:
    seconds, nanoseconds = struct.unpack("qq", told[0][2][:16])
    return int(seconds) * 1_000_000_000 + int(nanoseconds)
