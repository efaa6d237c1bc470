"""The actions that we send to Asterisk's manager interface: these, and no others."""

import re
from typing import get_args

import msgspec

from ivr.asterisk.ami.errors import ActionNotAllowedError, BadFieldError

_BREAKS_THE_LINE = re.compile(r"[\r\n\0]")
_LONGEST_LINE = 1000  # Asterisk throws a message away when one of its lines passes 1024 bytes


class _Action(msgspec.Struct, frozen=True, rename="pascal", tag_field="Action"):
    pass


class Login(_Action, frozen=True, tag="Login"):
    """Log in; ``events`` are the classes of events that we want to hear."""

    username: str
    secret: str
    events: str

    def __repr__(self) -> str:
        return f"Login(username={self.username!r}, secret=…)"


class Ping(_Action, frozen=True, tag="Ping"):
    """Ask for a sign of life."""


class DeviceStateList(_Action, frozen=True, tag="DeviceStateList"):
    """Ask for the state of every device.  Needs write class ``call`` or ``reporting``."""


class QueueStatus(_Action, frozen=True, tag="QueueStatus"):
    """Ask for the members of a queue; one that does not exist has an empty list."""

    queue: str


class QueueAdd(_Action, frozen=True, tag="QueueAdd"):
    """Add a telephone to a queue.  Needs write class ``agent``, as do the three that follow."""

    queue: str
    interface: str


class QueueRemove(_Action, frozen=True, tag="QueueRemove"):
    """Take a telephone out of a queue."""

    queue: str
    interface: str


class QueuePause(_Action, frozen=True, tag="QueuePause"):
    """Pause a telephone in a queue (``paused`` is ``true``), or end its pause (``false``)."""

    queue: str
    interface: str
    paused: str


class QueueLog(_Action, frozen=True, tag="QueueLog"):
    """Write one line into queue_log; Asterisk puts the time before it."""

    queue: str
    event: str
    uniqueid: str
    interface: str
    message: str


class MixMonitorMute(_Action, frozen=True, tag="MixMonitorMute"):
    """Have a channel's recorder write silence (``state`` 1) or sound (0).  Needs write class ``call``.

    ``channel`` may be the channel's unique id; ``direction`` is ``both``.
    """

    channel: str
    direction: str
    state: str


Action = (
    Login
    | Ping
    | DeviceStateList
    | QueueStatus
    | QueueAdd
    | QueueRemove
    | QueuePause
    | QueueLog
    | MixMonitorMute
)


def name_of(action: Action) -> str:
    """The action's name as Asterisk knows it."""
    return type(action).__name__


def wire(action: Action) -> dict[str, str]:
    """The fields of an action as they go over the wire.

    Raises ``ActionNotAllowedError`` for anything but our own actions, and ``BadFieldError`` for a value that
    would end its line early (and so smuggle in a second action) or that Asterisk would not read.
    """
    if not isinstance(action, get_args(Action)):
        raise ActionNotAllowedError(type(action).__name__)
    fields: dict[str, str] = msgspec.to_builtins(action)
    for field, value in fields.items():
        if _BREAKS_THE_LINE.search(value):
            raise BadFieldError(name_of(action), field, "contains a line break or NUL")
        if len(value.encode()) > _LONGEST_LINE - len(field):
            raise BadFieldError(name_of(action), field, f"is longer than {_LONGEST_LINE} bytes")
    return fields
