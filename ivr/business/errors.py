"""Errors of business systems: what went wrong, in words for the log; never with what was sent."""


class BusinessError(Exception):
    """A business system gave no answer, or none that can be used."""

    def __init__(self, service: str, why: str, again: bool) -> None:
        """``again``: it may go better when it is tried again."""
        super().__init__(service, why, again)
        self.service = service
        self.why = why
        self.again = again

    def __str__(self) -> str:
        return f"service {self.service}: {self.why}"


class NothingThereError(BusinessError):
    """The business system answered that there is nothing of this name (404)."""

    def __init__(self, service: str) -> None:
        super().__init__(service, "answered 404: there is no such thing", again=False)
