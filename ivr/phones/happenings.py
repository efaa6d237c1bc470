"""Happenings: what a telephone's process tells, one JSON line each.

``at`` is the moment in seconds since the epoch (UTC), taken where it happened; ``call`` the number the
telephone gave the call (1, 2, …).
"""

import msgspec


class Moment(msgspec.Struct, frozen=True, kw_only=True, tag_field="happening"):
    """Anything that happens, at its moment."""

    at: float


class OfCall(Moment, frozen=True, kw_only=True):
    """Something that happened to one call."""

    call: int


class Opened(Moment, frozen=True, tag=True):
    """The telephone is up, at this SIP address."""

    address: str
    port: int


class Registered(Moment, frozen=True, tag=True):
    """The server accepted the registration, for ``expires`` seconds."""

    expires: int


class Unregistered(Moment, frozen=True, tag=True):
    """The registration is taken back."""


class RegistrationFailed(Moment, frozen=True, tag=True):
    """The server refused the registration, or did not answer (code 408 or 503)."""

    code: int
    reason: str


class Calling(OfCall, frozen=True, tag=True):
    """A call to a number has begun."""

    number: str


class Incoming(OfCall, frozen=True, tag=True):
    """Somebody calls; the telephone rings (it has sent 180)."""

    caller: str
    caller_name: str
    dialled: str


class Ringing(OfCall, frozen=True, tag=True):
    """The called party rings (180) or lets something be heard before it answers (183)."""

    code: int


class Answered(OfCall, frozen=True, tag=True):
    """The call is answered, by whichever side was called."""


class MediaActive(OfCall, frozen=True, tag=True):
    """Audio flows both ways, in this codec and clock rate (hertz)."""

    codec: str
    rate: int


class Held(OfCall, frozen=True, tag=True):
    """The call is on hold: by us, or by the other side."""

    by_us: bool


class DigitHeard(OfCall, frozen=True, tag=True):
    """The other side pressed a digit."""

    digit: str
    by_info: bool


class SoundBegan(OfCall, frozen=True, tag=True):
    """Something louder than silence is heard since ``at``."""


class SoundEnded(OfCall, frozen=True, tag=True):
    """Nothing louder than silence is heard since ``at``; told 0.3 s later, to be sure of it."""


class SaidAll(OfCall, frozen=True, tag=True):
    """A WAV file that is played once has come to its end."""

    path: str


class RecordingBegan(OfCall, frozen=True, tag=True):
    """The WAV file of what the call hears begins at this moment."""

    path: str


class Recorded(OfCall, frozen=True, tag=True):
    """The WAV file of what the call heard is complete."""

    path: str


class TransferNews(OfCall, frozen=True, tag=True):
    """What became of a transfer we asked for; ``final`` when nothing more comes."""

    code: int
    reason: str
    final: bool


class Ended(OfCall, frozen=True, tag=True):
    """The call is over, or never came about.

    ``code`` and ``reason`` are SIP's; 200 is a hang-up of an answered call.  Packets are RTP packets.
    """

    code: int
    reason: str
    packets_heard: int = 0
    packets_lost: int = 0
    packets_sent: int = 0


class OrderFailed(Moment, frozen=True, tag=True):
    """An order could not be carried out."""

    order: str
    reason: str


class Closed(Moment, frozen=True, tag=True):
    """The telephone is shut down.  It used this much processor time (seconds) and memory (bytes, at most)."""

    cpu_seconds: float
    peak_bytes: int


Happening = (
    Opened
    | Registered
    | Unregistered
    | RegistrationFailed
    | Calling
    | Incoming
    | Ringing
    | Answered
    | MediaActive
    | Held
    | DigitHeard
    | SoundBegan
    | SoundEnded
    | SaidAll
    | RecordingBegan
    | Recorded
    | TransferNews
    | Ended
    | OrderFailed
    | Closed
)
