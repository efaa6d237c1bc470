"""Bytes from the manager interface cut into whole frames, without any I/O."""

import codecs

from ivr.asterisk.ami.errors import FrameTooLongError

_LINE_END = "\r\n"
_FRAME_END = "\r\n\r\n"
_BANNER = "Asterisk Call Manager/"


class Frames:
    """Collects bytes until a frame (lines up to an empty one) is complete.

    Characters cut in two by a packet are put together; bytes that are no UTF-8 become U+FFFD.
    """

    def __init__(self, longest: int = 1_000_000) -> None:
        """``longest`` is how many characters may wait for the end of their frame."""
        self._longest = longest
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, data: bytes) -> list[str]:
        """The frames that these bytes complete, in order.  Raises ``FrameTooLongError``."""
        self._rest += self._decoder.decode(data)
        if self._rest.startswith(_BANNER) and _LINE_END in self._rest:
            self._rest = self._rest.partition(_LINE_END)[2]
        *frames, self._rest = self._rest.split(_FRAME_END)
        if len(self._rest) > self._longest:
            raise FrameTooLongError(f"{len(self._rest)} characters without the end of a frame")
        return [frame.strip() for frame in frames]
