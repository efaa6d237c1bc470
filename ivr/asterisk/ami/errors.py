"""What can go wrong between us and Asterisk's manager interface, as one tree of errors."""


class AmiError(Exception):
    """Any failure of the manager interface.  ``action`` is the AMI action that was to be done."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


class LinkDownError(AmiError):
    """There is no logged-in link, or it was lost before the answer came.

    ``sent`` tells whether Asterisk may have seen the action; it is never sent again by itself.
    """

    def __init__(self, action: str, *, sent: bool) -> None:
        super().__init__(action)
        self.sent = sent

    def __str__(self) -> str:
        when = "the link was lost before the answer" if self.sent else "there is no link to Asterisk"
        return f"AMI {self.action}: {when}; read the state again after the next log-in"


class ActionTimedOutError(AmiError):
    """Asterisk did not answer an action in time; the link is dropped and made anew."""

    def __init__(self, action: str, seconds: float) -> None:
        super().__init__(action)
        self.seconds = seconds

    def __str__(self) -> str:
        return f"AMI {self.action}: no answer within {self.seconds:g} s; is Asterisk stopped or overloaded?"


class ActionRefusedError(AmiError):
    """Asterisk answered an action with an error; ``reason`` is its own sentence."""

    def __init__(self, action: str, reason: str) -> None:
        super().__init__(action)
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"AMI {self.action}: Asterisk refused it ({self.reason}); see the user's classes in manager.conf"
        )


class ActionNotAllowedError(AmiError):
    """Somebody tried to send an action that is not among ours."""

    def __str__(self) -> str:
        return f"AMI {self.action}: not on the list of actions in ivr/asterisk/ami/actions.py"


class BadFieldError(AmiError, ValueError):
    """A field of an action cannot be sent; nothing was."""

    def __init__(self, action: str, field: str, why: str) -> None:
        super().__init__(action)
        self.field = field
        self.why = why

    def __str__(self) -> str:
        return f"AMI {self.action}: field {self.field} {self.why}; clean the value before sending it"


class FrameTooLongError(Exception):
    """The other end sends without end: it is no Asterisk, or it is broken."""
