"""The lines between a telephone and who drives it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phones import happenings as h
from ivr.phones import orders as o
from ivr.phones.lines import LineSplitter, line_of, read_happening, read_order, read_spec


def test_an_order_is_one_line_of_json() -> None:
    assert line_of(o.Press(digits="12")) == b'{"order":"Press","digits":"12","by_info":false,"call":0}\n'


def test_a_happening_is_one_line_of_json() -> None:
    line = b'{"happening":"DigitHeard","digit":"1","by_info":false,"at":1.5,"call":2}\n'
    assert line_of(h.DigitHeard(at=1.5, call=2, digit="1", by_info=False)) == line


@pytest.mark.parametrize("kind", o.Order.__args__, ids=lambda kind: kind.__name__)
def test_every_order_comes_back_as_it_was(kind: type[o.Order]) -> None:
    texts = {
        name: "8001" for name in kind.__struct_fields__ if name in ("number", "digits", "target", "path")
    }
    order = kind(call=3, **texts)  # type: ignore[arg-type]
    assert read_order(line_of(order)) == order


def test_a_description_comes_back_with_any_name() -> None:
    spec = o.PhoneSpec(user="8001", password="geheim\n", name='张伟 "A"', rtp_first=32000, rtp_last=32010)
    assert read_spec(line_of(spec)) == spec
    assert line_of(spec).count(b"\n") == 1


def test_a_description_does_not_show_its_password() -> None:
    assert "geheim" not in repr(o.PhoneSpec(user="8001", password="geheim"))


@pytest.mark.parametrize("line", [b"{", b'{"order":"Dance"}', b'{"order":"Press"}', b"[]"])
def test_a_line_that_is_no_order_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        read_order(line)


def test_a_line_that_is_no_happening_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        read_happening(b'{"happening":"Answered","at":1.0}')


@given(st.lists(st.binary(min_size=1).filter(lambda line: line.strip() and b"\n" not in line)), st.data())
def test_lines_come_whole_however_they_are_cut(lines: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(line + b"\n" for line in lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    splitter = LineSplitter()
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert [line for piece in pieces for line in splitter.feed(piece)] == lines
