"""The local end: the address from which a server is reached, and UDP ports that are free."""

import errno
import os
import socket

_TRIES = 20


def address_towards(server: str) -> str:
    """The local address from which ``HOST:PORT`` is reached; the loopback for no server."""
    host, _, port = server.partition(":")
    if not host:
        return "127.0.0.1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((host, int(port or "5060")))
        return str(probe.getsockname()[0])


def free_port(address: str, wanted: int = 0) -> int:
    """The port ``wanted`` when UDP and TCP may have it on that address; any such port for 0.

    Raises OSError when it is taken.
    """
    for _ in range(_TRIES if not wanted else 1):
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream,
        ):
            datagrams.bind((address, wanted))
            port = int(datagrams.getsockname()[1])
            try:
                stream.bind((address, port))
            except OSError:
                continue
            return port
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
