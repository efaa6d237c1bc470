"""Orders: what a telephone's process is told to do, one JSON line each.

The first line is a ``PhoneSpec``, every further line one ``Order``.  ``call`` is the number the
telephone gave a call (1, 2, …); 0 is the newest one.
"""

import msgspec


class PhoneSpec(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who a telephone is, where it registers, and which ports and codecs it uses.

    ``server`` is ``HOST:PORT``; empty for a telephone that speaks to others directly by SIP URI.
    ``caller`` is the number shown to who is called, when it is not ``user``.  ``address`` is the local
    address; empty takes the one that reaches the server.  ``port`` is the local SIP port, 0 takes a free one.
    RTP ports are ``rtp_first`` to ``rtp_last``, 0 takes free ones.  ``codecs`` are names out of
    ``pcma pcmu g722 gsm speex``, best first, no others are offered.  ``heard`` is a WAV file to be
    written with what the telephone hears (8 kHz mono; the second call's has ``-2`` added to its name, and
    so on); ``log`` a file for the SIP messages, which hold personal data.
    """

    user: str
    password: str = ""
    server: str = ""
    name: str = ""
    caller: str = ""
    address: str = ""
    port: int = 0
    rtp_first: int = 0
    rtp_last: int = 0
    codecs: tuple[str, ...] = ("pcma", "pcmu")
    heard: str = ""
    log: str = ""

    def __repr__(self) -> str:
        return f"PhoneSpec(user={self.user!r}, server={self.server!r}, port={self.port})"


class _Order(msgspec.Struct, frozen=True, kw_only=True, tag_field="order"):
    call: int = 0


class Register(_Order, frozen=True, tag=True):
    """Register at the server."""


class Unregister(_Order, frozen=True, tag=True):
    """Take the registration back."""


class Call(_Order, frozen=True, tag=True):
    """Call a number at the server, or a whole SIP URI."""

    number: str


class Answer(_Order, frozen=True, tag=True):
    """Pick up a ringing call."""


class Refuse(_Order, frozen=True, tag=True):
    """Refuse a ringing call with a SIP code, 300 to 699."""

    code: int = 486


class HangUp(_Order, frozen=True, tag=True):
    """End a call, whatever it is doing."""


class Press(_Order, frozen=True, tag=True):
    """Press digits, as RFC 4733 events or as SIP INFO."""

    digits: str
    by_info: bool = False


class Hold(_Order, frozen=True, tag=True):
    """Put the other party on hold."""


class Retrieve(_Order, frozen=True, tag=True):
    """Take the other party back from hold."""


class Transfer(_Order, frozen=True, tag=True):
    """Send the other party to a number or SIP URI by a blind REFER, and hang up once that is done."""

    target: str


class Join(_Order, frozen=True, tag=True):
    """Bring the parties of two calls together by a REFER with Replaces, and leave once that is done.

    It is sent in ``call`` and names the dialog of the call ``other``.
    """

    other: int = 0


class Say(_Order, frozen=True, tag=True):
    """Play a WAV file (16-bit PCM, mono) into the call, once or over and over, in place of any other."""

    path: str
    loop: bool = False


class Hush(_Order, frozen=True, tag=True):
    """Stop what is being played."""


class Quit(_Order, frozen=True, tag=True):
    """End all calls, take the registration back, complete the recordings and leave."""


Order = (
    Register
    | Unregister
    | Call
    | Answer
    | Refuse
    | HangUp
    | Press
    | Hold
    | Retrieve
    | Transfer
    | Join
    | Say
    | Hush
    | Quit
)
