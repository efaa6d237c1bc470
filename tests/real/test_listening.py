"""What listens: this machine alone is heard; with `lan` the network is too, by SIP and sound alone."""

import os
import socket
from pathlib import Path

import pytest

from ivr.asterisk.installing import find
from ivr.asterisk.instance import Instance, InstanceSpec, prepare
from ivr.asterisk.running import pid_of, start, stop
from tests.real.open_centre import ROOT

_TABLES = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}
"""Of each table of the kernel's, the state of a socket that listens."""

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"


def listening(pid: int) -> set[tuple[str, str, int]]:
    """Protocol, address and port of everything that a process listens on."""
    own = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(link)
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            own.add(target[8:-1])
    found = set()
    for table, state in _TABLES.items():
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            words = line.split()
            if words[9] in own and words[3] == state:
                found.add((table, *_address(words[1])))
    return found


def _asks_dns(protocol: str, address: str, port: int) -> bool:
    """Whether it is a socket from which the SIP side asks for names: at a port that the kernel chose."""
    first, last = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()
    return protocol.startswith("udp") and int(first) <= port <= int(last)


def _address(text: str) -> tuple[str, int]:
    address, _, port = text.partition(":")
    if len(address) > 8:
        return address, int(port, 16)
    return socket.inet_ntoa(bytes.fromhex(address)[::-1]), int(port, 16)


async def _opened(folder: Path, *, lan: bool) -> Instance:
    installation = find(ROOT)
    assert installation is not None
    name = "lan" if lan else "near"
    instance = prepare(
        InstanceSpec(name=name, folder=folder / name, root=installation.root, lan=lan, first_port=25000)
    )
    await start(instance)
    return instance


@pytest.mark.parametrize(("lan", "sip"), [(False, LOOPBACK), (True, EVERYWHERE)], ids=["near", "lan"])
async def test_only_sip_is_open_to_the_network_and_only_where_it_was_asked_for(
    tmp_path: Path, lan: bool, sip: str
) -> None:
    instance = await _opened(tmp_path, lan=lan)
    try:
        pid = pid_of(instance)
        assert pid is not None
        ports = instance.ports
        assert {found for found in listening(pid) if not _asks_dns(*found)} == {
            ("udp", sip, ports.sip),
            ("tcp", sip, ports.sip),
            ("tcp", LOOPBACK, ports.http),
            ("tcp", LOOPBACK, ports.ami),
        }
    finally:
        await stop(instance)
