"""Tracing: a contact's way in words, with times: what happened, where it led, what was decided on the way."""

from collections.abc import Iterable, Iterator

import msgspec

from ivr.calls.caller.visited import CALLER_LEFT, OVER, SERVED, Visit, visits
from ivr.calls.contact import Contact
from ivr.calls.phases import (
    Connected,
    Consulting,
    Dialling,
    Ended,
    InDialplan,
    Parked,
    Phase,
    Ringing,
    Surveying,
    Talking,
    Waiting,
)
from ivr.dialplan.messages import Message
from ivr.dialplan.step import Carried
from ivr.replay.replaying import Divergence, Replayed
from ivr.telephony import events as e
from ivr.telephony.commands import Command, Play


class Line(msgspec.Struct, frozen=True):
    """One thing that happened (``at``: epoch seconds)."""

    at: float
    text: Message


def trace(steps: Iterable[Replayed | Divergence]) -> Iterator[Line]:
    """The way of a contact, told from the replay of its journal."""
    for step in steps:
        if isinstance(step, Divergence):
            lost = Message("此后的路径无法重现：", "from here on the way cannot be told: ")
            yield Line(step.entry.at, _joined(lost, step.why))
            return
        for text in _told(step):
            yield Line(step.event.at, text)


def _told(step: Replayed) -> Iterator[Message]:
    before, after = step.before, step.transition.phase
    if (happened := _happened(step.event, after.contact)) is not None:
        yield happened
    for visit in visits(before, step.event, after, step.edition.dialplans):
        yield _visited(visit)
    yield from _decided(before, after)
    for command in step.transition.commands:
        if (heard := _heard(command, after)) is not None:
            yield heard
    if (now := _now(before, after)) is not None:
        yield now


def _happened(event: e.Event, contact: Contact) -> Message | None:
    match event:
        case e.Arrived():
            caller = contact.caller or "-"
            return Message(
                f"来电 {caller} → {event.dialled}（版本 {contact.version}）",
                f"a call from {caller} to {event.dialled} (version {contact.version})",
            )
        case e.DigitPressed(channel=contact.channel, digit=digit):
            return Message(f"按键 {digit}", f"pressed {digit}")
        case e.SecretCollected(length=length):
            return Message(
                f"输入了 {length} 位密码（不记录）", f"gave a secret of {length} digits (not kept)"
            )
        case e.CallerLeft():
            return Message("来电者挂机", "the caller hung up")
        case e.AgentLeft():
            return Message("坐席挂机", "the agent hung up")
        case e.AgentRefused():
            return Message("坐席未接", "the agent did not take it")
        case e.FetchFailed(reason=reason) | e.NotifyFailed(reason=reason) | e.MessageFailed(reason=reason):
            return Message(f"外部系统失败：{reason}", f"a business system failed: {reason}")
        case e.Fetched():
            return Message("外部系统已答复", "a business system answered")
        case e.CustomerFound():
            return Message("客户资料已查到", "who calls is known")
        case e.Resynced():
            return Message("服务器恢复后继续", "the server was away and goes on")
        case e.PromptFailed():
            return Message("提示语无法播放", "a prompt could not be played")
        case _:
            return None


def _visited(visit: Visit) -> Message:
    place = f"{visit.dialplan}.{visit.node}"
    match visit.exit:
        case "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "0" | "*" | "#" as key:
            return Message(f"由按键 {key} 离开 {place}", f"left {place} by key {key}")
        case way if way in (SERVED, CALLER_LEFT, OVER):
            return Message(f"{place} 是最后的节点", f"{place} was the last node")
        case way:
            return Message(f"由 {way} 离开 {place}", f"left {place} by {way}")


def _decided(before: Phase | None, after: Phase) -> Iterator[Message]:
    """The rules that fired with this step."""
    known = len(_carried(before).trace) if before is not None else 0
    for one in _carried(after).trace[known:]:
        yield Message(f"规则（{one.node}）：{one.what}", f"rule (at {one.node}): {one.what}")


def _carried(phase: Phase) -> Carried:
    position = getattr(phase, "position", None)
    return position if isinstance(position, Carried) else phase.contact


def _heard(command: Command, after: Phase) -> Message | None:
    """What the caller begins to hear."""
    if not isinstance(command, Play) or command.channel != after.contact.channel:
        return None
    words = " ".join(prompt.text for prompt in command.prompts)
    where = getattr(after, "position", None)
    node = f"{where.dialplan}.{where.node}" if where is not None else "-"
    return Message(f"在 {node} 听到：{words}", f"hears at {node}: {words}")


def _now(before: Phase | None, after: Phase) -> Message | None:
    """What another phase means."""
    if type(before) is type(after):
        return None
    match after:
        case Waiting(queue=queue) if not isinstance(before, Ringing):
            return Message(f"在队列 {queue} 中等待", f"waits in queue {queue}")
        case Ringing(agent=agent) if not isinstance(before, Ringing):
            return Message(f"坐席 {agent} 振铃", f"agent {agent} rings")
        case Talking(agent=agent) if isinstance(before, Ringing):
            return Message(f"与坐席 {agent} 通话", f"talks with agent {agent}")
        case Talking() | Consulting() | Parked():
            return Message(f"通话：{type(after).__name__}", f"the talk: {type(after).__name__}")
        case Dialling():
            return Message("正在呼叫号码", "a number is called for him")
        case Connected():
            return Message("号码已接通", "the number answered")
        case Surveying():
            return Message("进入满意度调查", "is asked how it was")
        case InDialplan() if before is not None and not isinstance(before, InDialplan):
            return Message("回到对话方案", "is back in the dialplan")
        case Ended(outcome=outcome):
            return Message(f"结束：{outcome}", f"over: {outcome}")
        case _:
            return None


def _joined(first: Message, second: Message) -> Message:
    return Message(first.zh + second.zh, first.en + second.en)
