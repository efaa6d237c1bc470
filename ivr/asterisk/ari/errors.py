"""Errors of ARI: what went wrong with a request, or with the link that was to carry it."""


class AriError(Exception):
    """Something went wrong between us and Asterisk."""


class LinkLostError(AriError):
    """The link to Asterisk is down, or went down before the answer came; it is being made anew."""

    def __init__(self, request: str) -> None:
        self.request = request
        super().__init__(request)

    def __str__(self) -> str:
        return f"{self.request}: no link to Asterisk; it is tried again until Asterisk is back."


class UnansweredError(AriError):
    """Asterisk did not answer a request in time."""

    def __init__(self, request: str, seconds: float) -> None:
        self.request = request
        self.seconds = seconds
        super().__init__(request, seconds)

    def __str__(self) -> str:
        return f"{self.request}: no answer from Asterisk within {self.seconds:g} s."


class RefusedError(AriError):
    """Asterisk answered a request with a status that we cannot go on with."""

    def __init__(self, request: str, status: int, reason: str) -> None:
        self.request = request
        self.status = status
        self.reason = reason
        super().__init__(request, status, reason)

    def __str__(self) -> str:
        return f"{self.request}: Asterisk answered {self.status} {self.reason}".rstrip()
