"""Transcripts: a simulated caller's call as a text that a person reads, in Chinese or English."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from ivr.dialplan.callers.steps import UntilAt, written
from ivr.dialplan.messages import Message
from ivr.rehearsal import moments as m
from ivr.rehearsal.verdict import Verdict


def transcript(verdict: Verdict, language: str, zone: tzinfo) -> str:
    """Who called, what he did and heard, with the seconds since he called, and everything that is wrong."""
    lines = [_head(verdict, zone), *_lines(verdict), *(_fault(fault) for fault in verdict.faults)]
    return "\n".join(line.in_language(language) for line in lines)


def _head(verdict: Verdict, zone: tzinfo) -> Message:
    when = datetime.fromtimestamp(verdict.at, zone)
    at = f"{when:%Y-%m-%d %H:%M:%S %Z}"
    name, caller = verdict.name, verdict.caller or "–"
    steps = ", ".join(written(step) for step in verdict.steps if not isinstance(step, UntilAt)) or "–"
    return Message(
        f"{name.zh}（{verdict.dialplan}）：{at}，{caller} 拨打 {verdict.dials}；步骤：{steps}",
        f"{name.en} ({verdict.dialplan}): {at}, {caller} dials {verdict.dials}; steps: {steps}",
    )


def _lines(verdict: Verdict) -> Iterator[Message]:
    for moment in verdict.moments:
        told = _told(moment)
        time = f"{moment.at:8.1f}  "
        yield Message(time + told.zh, time + told.en)


def _fault(fault: Message) -> Message:
    return Message(f"       ✗  {fault.zh}", f"       ✗  {fault.en}")


def _told(moment: m.Moment) -> Message:
    match moment:
        case m.Came(dialplan=dialplan, node=node):
            return Message(f"到达节点 {node}（{dialplan}）", f"comes to the node {node} ({dialplan})")
        case m.Heard():
            return _heard(moment)
        case m.Pressed(key=key):
            return Message(f"按 {key}", f"presses {key}")
        case m.Waited(queue=queue):
            return Message(f"进入队列 {queue}，听等待音乐", f"waits in the queue {queue}, with music")
        case m.Called(number=number):
            return Message(f"呼叫外线 {number}", f"{number} is called")
        case m.Answered(question=question, answer=answer):
            return Message(f"保存回答：{question} = {answer}", f"his answer is stored: {question} = {answer}")
        case m.Asked(what=what, came_back=came_back):
            return _asked(what, came_back)
        case m.LeftTheLine():
            return Message("挂机", "hangs up")
        case m.Ended(outcome=outcome):
            return Message(f"通话结束：{outcome}", f"the call is over: {outcome}")
        case _:
            return _somebody(moment)


def _heard(heard: m.Heard) -> Message:
    text = " ".join(prompt.text for prompt in heard.prompts)
    if heard.whole:
        return Message(f"听到“{text}”", f"hears “{text}”")
    return Message(
        f"听到“{text}”（{heard.seconds:.1f} 秒后中断）",
        f"hears “{text}” (cut off after {heard.seconds:.1f} s)",
    )


def _asked(what: str, came_back: str) -> Message:
    if came_back:
        return Message(f"{what} 返回：{came_back}", f"{what} comes back: {came_back}")
    return Message(f"查询 {what}", f"{what} is asked")


def _somebody(moment: m.Rang | m.Met | m.Missed | m.Parted) -> Message:
    agent = moment.agent
    zh, en = (f"坐席 {agent}", f"agent {agent}") if agent else ("外线", "the number outside")
    match moment:
        case m.Rang():
            return Message(f"{zh}振铃", f"{en} rings")
        case m.Met():
            return Message(f"{zh}接听，开始通话", f"{en} answers and speaks with him")
        case m.Missed(cause=cause):
            return Message(f"{zh}没有接听（{cause}）", f"{en} does not take it ({cause})")
        case m.Parted():
            return Message(f"{zh}挂机", f"{en} hangs up")
