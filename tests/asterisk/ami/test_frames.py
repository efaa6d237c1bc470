"""Bytes become frames, however the network cuts them."""

import pytest

from ivr.asterisk.ami.errors import FrameTooLongError
from ivr.asterisk.ami.frames import Frames

STREAM = "Asterisk Call Manager/11.0.0\r\nEvent: A\r\nName: 张伟\r\n\r\nEvent: B\r\n\r\n".encode()


@pytest.mark.parametrize("size", range(1, len(STREAM) + 1))
def test_a_stream_cut_anywhere_gives_the_same_frames(size: int) -> None:
    frames = Frames()
    pieces = [STREAM[start : start + size] for start in range(0, len(STREAM), size)]
    assert [frame for piece in pieces for frame in frames.feed(piece)] == [
        "Event: A\r\nName: 张伟",
        "Event: B",
    ]


def test_bytes_that_are_no_text_are_marked_and_lose_nothing_else() -> None:
    assert Frames().feed(b"Event: A\r\nName: x\xffy\r\n\r\n") == ["Event: A\r\nName: x�y"]


def test_a_frame_without_end_is_refused() -> None:
    frames = Frames(longest=10)
    with pytest.raises(FrameTooLongError, match="11 characters without the end"):
        frames.feed(b"x" * 11)
