"""Lines: orders and happenings as JSON, one line each, both ways."""

import msgspec

from ivr.phones.happenings import Happening
from ivr.phones.orders import Order, PhoneSpec

_orders: msgspec.json.Decoder[Order] = msgspec.json.Decoder(Order)
_happenings: msgspec.json.Decoder[Happening] = msgspec.json.Decoder(Happening)
_specs = msgspec.json.Decoder(PhoneSpec)


class LineSplitter:
    """Collects bytes as they come and gives back whole lines, without their ends."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that ``data`` completed; empty lines are left out."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [line for line in whole if line.strip()]


def line_of(value: Order | Happening | PhoneSpec) -> bytes:
    """A value as one line with its end."""
    return msgspec.json.encode(value) + b"\n"


def read_order(line: bytes) -> Order:
    """The order on a line; ``msgspec.DecodeError`` says what is wrong with it."""
    return _orders.decode(line)


def read_happening(line: bytes) -> Happening:
    """The happening on a line; ``msgspec.DecodeError`` says what is wrong with it."""
    return _happenings.decode(line)


def read_spec(line: bytes) -> PhoneSpec:
    """The description on the first line; ``msgspec.DecodeError`` says what is wrong with it."""
    return _specs.decode(line)
