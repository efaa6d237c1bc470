"""A redis-server of a test's own, that can be killed, frozen and started again."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path


class RedisServer:
    """Listens on a free port of this machine and keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self, *options: str) -> None:
        """Start it, and return when it answers."""
        where = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder))
        self._process = subprocess.Popen(("redis-server", *where, *options), stdout=subprocess.DEVNULL)
        for _ in range(500):
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 0.1) as link,
            ):
                link.settimeout(1)
                link.sendall(b"PING\r\n")
                if link.recv(7) == b"+PONG\r\n":
                    return
            time.sleep(0.01)
        raise AssertionError("redis-server does not answer")

    def freeze(self) -> None:
        """Let it stand still."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self._process.pid, signal.SIGCONT)

    def kill(self) -> None:
        """Kill it with no warning."""
        self._process.kill()
        self._process.wait()
