"""Which SIP engine the telephones have: pjsua2 where it is installed, else baresip, else none."""

import importlib
import importlib.util
import os
from typing import Protocol, cast

from ivr.phones.happenings import Happening
from ivr.phones.orders import Order, PhoneSpec

_DEVICES = {"pjsua2": "ivr.phones.device", "baresip": "ivr.phones.baresip.device"}


class Device(Protocol):
    """A telephone with its engine, as its process drives it."""

    def turn(self, milliseconds: int) -> None:
        """Let the engine work once, about that long."""

    def obey(self, order: Order) -> None:
        """Carry an order out, or tell why not."""

    def close(self) -> None:
        """End all calls, take the registration back, complete the recordings, shut down."""


class Engine(Protocol):
    """The module of an engine's telephone."""

    def Device(self, spec: PhoneSpec, tell: "Tell") -> Device:  # noqa: N802  # it is a class
        """A telephone, up and listening."""

    def why_not(self, error: Exception) -> str:
        """What an error of the engine says."""


class Tell(Protocol):
    """Tells a happening to whoever drives the telephone."""

    def __call__(self, happening: Happening, /) -> None: ...


def installed() -> str | None:
    """The package of the engine that telephones of this interpreter have, or None.

    ``SWITCHROOM_PHONES`` in the environment names the one to take where both are installed.
    """
    wanted = os.environ.get("SWITCHROOM_PHONES")
    packages = [wanted] if wanted in _DEVICES else list(_DEVICES)
    return next((package for package in packages if importlib.util.find_spec(package) is not None), None)


def load() -> Engine:
    """The engine's module.  Raises ModuleNotFoundError when there is none."""
    package = installed()
    if package is None:
        raise ModuleNotFoundError(f"none of {', '.join(_DEVICES)} is installed")
    return cast(Engine, importlib.import_module(_DEVICES[package]))
