"""Promises: what holds for every caller, whatever he does."""

from collections.abc import Iterator

from ivr.calls.outcomes import Outcome
from ivr.dialplan.messages import Message
from ivr.rehearsal.ear import SECONDS_OF_SILENCE
from ivr.rehearsal.line import Line
from ivr.rehearsal.moments import Ended

LOOPS = Message(
    "在同一时刻不停循环，不等待任何东西", "events go round and round at one moment, waiting for nothing"
)

_NO_END = Message("通话没有结束", "the call does not end")
_FALLBACK = Message(
    "对话方案走不下去，来电转到了故障接听", "the dialplan cannot go on: the caller is in the fallback"
)


def raised(error: str) -> Message:
    """The promise that nothing is raised was broken."""
    return Message(f"程序出错：{error}", f"the dialplan's code raised: {error}")


def broken(line: Line) -> Iterator[Message]:
    """The promises that were not kept to the caller of the line."""
    last = line.moments[-1] if line.moments else None
    if not isinstance(last, Ended):
        yield _NO_END
    elif last.outcome == Outcome.FALLBACK:
        yield _FALLBACK
    silence = line.ear.longest_dead
    if silence > SECONDS_OF_SILENCE:
        yield Message(
            f"等待时有 {silence:.1f} 秒没有任何声音", f"he waits for {silence:.1f} s without any sound"
        )
