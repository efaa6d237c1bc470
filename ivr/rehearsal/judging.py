"""Judging: whether a caller met what his dialplan says that he must meet."""

from collections.abc import Iterator, Sequence

from ivr.dialplan.callers.caller import Caller
from ivr.dialplan.callers.steps import written
from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.messages import Message
from ivr.rehearsal.line import Line
from ivr.rehearsal.moments import Came, Ended, Heard, LeftTheLine, Met, Moment, Waited

LEAST_SECONDS = 1.0
"""A prompt that was cut off sooner was not heard."""


def judge(line: Line) -> Iterator[Message]:
    """Everything that is not as the caller's document wants it."""
    if line.part.wanted is not None:
        yield from _left_undone(line)
        yield from as_wanted(line.part.wanted, line.moments, line.part.edition.centre)


def as_wanted(wanted: Caller, moments: Sequence[Moment], centre: Centre) -> Iterator[Message]:
    """Everything that is not as it is wanted, by what happened to the caller."""
    times: list[float] = []
    yield from _not_heard(wanted, moments, times)
    yield from _heard_after_all(wanted, moments)
    yield from _not_reached(wanted, moments, centre, times)
    if wanted.within is not None and max(times, default=0.0) > wanted.within:
        yield Message(
            f"用了 {max(times):.1f} 秒，超过 {wanted.within:g} 秒",
            f"it took {max(times):.1f} s, more than {wanted.within:g} s",
        )


def _left_undone(line: Line) -> Iterator[Message]:
    if not line.actor.through and not any(isinstance(one, LeftTheLine) for one in line.moments):
        step = written(line.part.steps[min(line.actor.done, len(line.part.steps) - 1)])
        yield Message(
            f"通话结束时还没有做到这一步：{step}", f"the call was over before he could do this: {step}"
        )


def _not_heard(wanted: Caller, moments: Sequence[Moment], times: list[float]) -> Iterator[Message]:
    begin, before = 0, ""
    for what in wanted.heard:
        # Of what is said in one breath several words may be wanted, but nothing twice.
        first = begin + 1 if what == before else begin
        found = next((n for n in range(first, len(moments)) if heard(what, moments[n])), None)
        if found is None:
            early = any(heard(what, one) for one in moments)
            yield (
                Message(f"“{what}”听到得太早，次序不对", f'"{what}" was heard, but too early')
                if early
                else Message(f"没有听到“{what}”", f'"{what}" was not heard')
            )
            continue
        begin, before = found, what
        times.append(moments[found].at)


def _heard_after_all(wanted: Caller, moments: Sequence[Moment]) -> Iterator[Message]:
    for what in wanted.not_heard:
        if any(heard(what, one) for one in moments):
            yield Message(f"不该听到的“{what}”听到了", f'"{what}" was heard, and must not be')


def heard(what: str, moment: Moment) -> bool:
    """Whether it was heard at that moment: what the node of that name says, or these words."""
    if not isinstance(moment, Heard) or not (moment.whole or moment.seconds >= LEAST_SECONDS):
        return False
    return moment.node == what or what in " ".join(prompt.text for prompt in moment.prompts)


def _not_reached(
    wanted: Caller, moments: Sequence[Moment], centre: Centre, times: list[float]
) -> Iterator[Message]:
    where = wanted.reached
    if where.node is not None:
        yield from _missing(
            [one.at for one in moments if isinstance(one, Came) and one.node == where.node],
            Message(f"没有到达节点“{where.node}”", f'he did not come to the node "{where.node}"'),
            times,
        )
    if where.queue is not None:
        yield from _missing(
            [one.at for one in moments if isinstance(one, Waited) and one.queue == where.queue],
            Message(f"没有进入队列“{where.queue}”", f'he did not come into the queue "{where.queue}"'),
            times,
        )
    if where.agent is not None:
        met = [one for one in moments if isinstance(one, Met) and _is(where.agent, one.agent, centre)]
        yield from _missing(
            [one.at for one in met],
            Message(f"没有与坐席“{where.agent}”通话", f'he did not speak with the agent "{where.agent}"'),
            times,
        )
    if where.outcome is not None:
        ended = [one for one in moments if isinstance(one, Ended)]
        outcome = ended[0].outcome if ended else ""
        yield from _missing(
            [one.at for one in ended if one.outcome == where.outcome],
            Message(
                f"结果是 {outcome}，不是 {where.outcome}", f"the outcome is {outcome}, not {where.outcome}"
            ),
            times,
        )


def _missing(found: list[float], told: Message, times: list[float]) -> Iterator[Message]:
    if found:
        times.append(found[0])
    else:
        yield told


def _is(named: str, extension: str, centre: Centre) -> bool:
    agent = centre.agents.get(extension)
    return named == extension or (agent is not None and agent.name == named)
