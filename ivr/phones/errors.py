"""What goes wrong with a telephone, with the facts as attributes."""

import platform
import sys

from ivr.phones.happenings import Ended, OrderFailed, RegistrationFailed


class PhoneError(Exception):
    """Something went wrong with a telephone."""


class PhonesUnavailableError(PhoneError):
    """There is no SIP engine for this interpreter."""

    def __str__(self) -> str:
        python = f"{platform.python_implementation()} {platform.python_version()}"
        return (
            "telephones need the package pjsua2-python or baresip-python, and this environment "
            f"({python} on {platform.machine()} {sys.platform}) has neither. "
            "With CPython 3.11 to 3.14 on Linux install switchroom[phones]. Elsewhere run the telephone from "
            "such an environment (--server HOST:PORT), on another machine if need be, or use any softphone"
        )


class PhoneGoneError(PhoneError):
    """The telephone's process ended by itself, or never came up."""

    def __init__(self, user: str, exit_code: int | None, said: str) -> None:
        self.user, self.exit_code, self.said = user, exit_code, said
        super().__init__(user, exit_code, said)

    def __str__(self) -> str:
        said = self.said.strip() or "it said nothing; give it a log file to learn more"
        return f"telephone {self.user}: its process is gone (exit code {self.exit_code}): {said}"


class NothingHappenedError(PhoneError):
    """What was waited for did not happen in time."""

    def __init__(self, user: str, waited_for: str, seconds: float, seen: tuple[str, ...]) -> None:
        self.user, self.waited_for, self.seconds, self.seen = user, waited_for, seconds, seen
        super().__init__(user, waited_for, seconds, seen)

    def __str__(self) -> str:
        seen = ", ".join(self.seen) or "nothing"
        wanted = f"no {self.waited_for} within {self.seconds:g} s"
        return f"telephone {self.user}: {wanted}; what happened was: {seen}"


class CallOverError(PhoneError):
    """The call ended while something else was waited for."""

    def __init__(self, user: str, ended: Ended) -> None:
        self.user, self.ended = user, ended
        super().__init__(user, ended)

    def __str__(self) -> str:
        return f"telephone {self.user}: call {self.ended.call} is over: {self.ended.code} {self.ended.reason}"


class OrderRefusedError(PhoneError):
    """The telephone could not do what it was told."""

    def __init__(self, user: str, failed: OrderFailed) -> None:
        self.user, self.failed = user, failed
        super().__init__(user, failed)

    def __str__(self) -> str:
        return f"telephone {self.user}: {self.failed.order} failed: {self.failed.reason}"


class NotRegisteredError(PhoneError):
    """The server did not accept the registration."""

    def __init__(self, user: str, server: str, failed: RegistrationFailed) -> None:
        self.user, self.server, self.failed = user, server, failed
        super().__init__(user, server, failed)

    def __str__(self) -> str:
        answer = f"{self.failed.code} {self.failed.reason}"
        remedy = "check user and password" if self.failed.code in (401, 403, 404) else "check that it is up"
        return f"telephone {self.user}: {self.server} refused the registration: {answer}; {remedy}"
