"""The process of one telephone: ``python -m ivr.phones.telephone``, orders in, happenings out.

It leaves by itself when its input ends, when it is told to quit, and when it hangs.
"""

import faulthandler
import os
import select
import signal
import sys
import time

from ivr.phones.engines import load
from ivr.phones.happenings import Happening, OrderFailed
from ivr.phones.lines import LineSplitter, line_of, read_order, read_spec
from ivr.phones.orders import Order, PhoneSpec, Quit

_TURN_MILLISECONDS = 10
_HANG_SECONDS = 10
_ALIVE_EVERY_SECONDS = 1.0


def main() -> None:
    """Be a telephone until told to quit."""
    # pjsua2 prints on standard output before its log level applies: the lines get a descriptor of their own.
    lines_out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and tells us what to do
    faulthandler.dump_traceback_later(_HANG_SECONDS, exit=True)
    orders = OrderLines(sys.stdin.fileno())
    spec = orders.first()
    if spec is not None:
        _serve(spec, orders, lines_out)
    # The library's own destructors would run now, in an order of Python's choice: leave without them.
    os._exit(0)


def _serve(spec: PhoneSpec, orders: "OrderLines", lines_out: int) -> None:
    engine = load()  # after standard output is out of its reach

    def tell(happening: Happening) -> None:
        _write(lines_out, line_of(happening))

    try:
        device = engine.Device(spec, tell)
    except Exception as error:  # whatever it is, who started us has to know it
        tell(OrderFailed(at=time.time(), order="Open", reason=engine.why_not(error)))
        return
    alive_at = 0.0
    while not orders.ended:
        device.turn(_TURN_MILLISECONDS)
        for order in orders.read():
            device.obey(order)
        if time.monotonic() - alive_at > _ALIVE_EVERY_SECONDS:
            alive_at = time.monotonic()
            faulthandler.dump_traceback_later(_HANG_SECONDS, exit=True)
    device.close()


def _write(descriptor: int, line: bytes) -> None:
    while line:
        line = line[os.write(descriptor, line) :]


class OrderLines:
    """The lines of standard input, read without waiting."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._splitter = LineSplitter()
        self._early: list[bytes] = []
        self.ended = False

    def first(self) -> PhoneSpec | None:
        """Wait for the first line, which says what telephone this is; None when there is none."""
        while not self.ended:
            self._early += self._lines(1.0)
            faulthandler.dump_traceback_later(_HANG_SECONDS, exit=True)
            if self._early:
                return read_spec(self._early.pop(0))
        return None

    def read(self) -> list[Order]:
        """The orders that have come; none is a usual answer."""
        lines, self._early = self._early + self._lines(0), []
        orders = [read_order(line) for line in lines]
        self.ended = self.ended or any(isinstance(order, Quit) for order in orders)
        return orders

    def _lines(self, seconds: float) -> list[bytes]:
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return []
        data = os.read(self._descriptor, 65536)
        self.ended = not data
        return self._splitter.feed(data)


if __name__ == "__main__":
    main()
