"""Lines of a queue_log: ``epoch|callid|queue|agent|EVENT|data…``, as Asterisk's own queues write them."""

import re

import msgspec

from ivr.dialplan.messages import Message

_NOBODY = "NONE"
_EXTENSION = re.compile(r"[A-Za-z0-9]+/([0-9]{2,10})\b")


class Line(msgspec.Struct, frozen=True):
    """One line: ``at`` in epoch seconds, ``call`` and ``agent`` empty where it names none."""

    at: float
    call: str
    queue: str
    agent: str
    event: str
    data: tuple[str, ...]

    def number(self, index: int) -> float:
        """A number among the data; 0 where there is none."""
        try:
            return float(self.data[index])
        except (IndexError, ValueError):
            return 0.0

    def text(self, index: int) -> str:
        """A text among the data; empty where there is none."""
        return self.data[index] if index < len(self.data) else ""


def line_in(text: str) -> Line | Message:
    """The line, or what is wrong with it."""
    fields = text.rstrip("\r\n").split("|")
    if len(fields) < 5:
        return Message(
            f"只有 {len(fields)} 个字段，应至少 5 个：时间|呼叫|队列|坐席|事件",
            f"{len(fields)} fields, at least 5 are needed: epoch|callid|queue|agent|EVENT",
        )
    try:
        at = float(fields[0])
    except ValueError:
        return Message(f"“{fields[0]}” 不是时间（秒）", f"“{fields[0]}” is no time in seconds")
    call, queue, agent, event = fields[1:5]
    return Line(at, _named(call), _named(queue), _extension(agent), event.upper(), tuple(fields[5:]))


def _named(field: str) -> str:
    return "" if field == _NOBODY else field


def _extension(field: str) -> str:
    """``PJSIP/8001``, ``SIP/8001-0a`` and ``Local/8001@agents/n`` are agent 8001; others keep their name."""
    found = _EXTENSION.match(field)
    return found[1] if found else _named(field)
