"""What a service manager is told, and by whom."""

import socket
from pathlib import Path

import pytest

from ivr.server.notifying import READY, Notifier, reloading


@pytest.fixture
def ear(tmp_path: Path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as listening:
        listening.bind(str(tmp_path / "notify"))
        yield listening


def heard(ear: socket.socket) -> list[str]:
    words = []
    while True:
        try:
            words.append(ear.recv(100).decode())
        except BlockingIOError:
            return words


def test_the_socket_that_was_named_is_told(ear: socket.socket):
    Notifier({"NOTIFY_SOCKET": ear.getsockname()}).tell(READY)
    assert heard(ear) == ["READY=1"]


def test_an_abstract_socket_is_told_too():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as listening:
        listening.bind("")  # the kernel gives it an abstract name
        name = "@" + listening.getsockname().decode().removeprefix("\0")
        Notifier({"NOTIFY_SOCKET": name}).tell(READY)
        assert heard(listening) == ["READY=1"]


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": "/nowhere/notify"}])
def test_where_nobody_listens_nothing_happens(environment: dict[str, str]):
    Notifier(environment).tell(READY)


def test_signs_of_life_are_given_three_times_as_often_as_they_are_looked_for(ear: socket.socket):
    notifier = Notifier({"NOTIFY_SOCKET": ear.getsockname(), "WATCHDOG_USEC": "3000000"})
    for tenth in range(31):
        notifier.alive(100 + tenth / 10)
    assert heard(ear) == ["WATCHDOG=1"] * 4


@pytest.mark.parametrize("watched", [{}, {"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}])
def test_nobody_who_watches_another_process_or_none_is_given_signs(
    ear: socket.socket, watched: dict[str, str]
):
    Notifier({"NOTIFY_SOCKET": ear.getsockname()} | watched).alive(100.0)
    assert heard(ear) == []


def test_reading_anew_is_told_with_its_time():
    word, time = reloading().split("\n")
    assert word == "RELOADING=1"
    assert int(time.removeprefix("MONOTONIC_USEC=")) > 0
