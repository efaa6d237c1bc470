"""For real: the callers of dialplans call over SIP, one after the other, and are judged as in rehearsal."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import ivr
from ivr.demo.heard import found_in
from ivr.demo.stage import Stage
from ivr.dialplan.callers import staff, steps
from ivr.dialplan.callers.caller import AN_ORDINARY_MORNING
from ivr.dialplan.messages import Message
from ivr.phones import answering, orders
from ivr.phones import happenings as h
from ivr.phones import steps as by_phone
from ivr.phones.errors import PhoneError
from ivr.phones.listening import tone, write_wav
from ivr.phones.phone import Phone
from ivr.rehearsal import moments as m
from ivr.rehearsal.actor import SECONDS_OF_QUIET
from ivr.rehearsal.judging import as_wanted
from ivr.rehearsal.part import A_NUMBER_OF_OURS, Part
from ivr.rehearsal.verdict import Verdict
from ivr.storage.store import Store
from ivr.storage.values import ContactFilter, ContactRecord
from ivr.telephony.numbers import WITHHELD, normal

SECONDS_ON_THE_LINE = 120.0
SECONDS_TO_FILE = 10.0
AGENTS_VOICE = 440.0


def why_not(part: Part) -> Message | None:
    """Why this caller can call on the virtual clock alone; None if he can call for real."""
    wanted = part.wanted
    if wanted is None or part.dials == A_NUMBER_OF_OURS:
        return Message("没有号码通向这个对话方案", "no number leads to his dialplan")
    if wanted.at != AN_ORDINARY_MORNING:
        return Message("指定了时间", "he calls at a certain time")
    if part.caller == WITHHELD:
        return Message("不显示号码", "he does not tell his number")
    if part.who is not None or part.systems or part.secret:
        return Message("需要客户资料或业务系统", "he needs customers or other systems")
    return None


async def call_for_real(parts: Sequence[Part], stage: Stage) -> AsyncIterator[Verdict]:
    """What becomes of each caller on a stage that is open; each begins when the one before is through."""
    async with Store.open(stage.settings.database, ivr.__version__) as store:
        for number, part in enumerate(parts, start=1):
            heard = stage.folder / "heard" / f"caller-{number}.wav"
            await asyncio.to_thread(_make_room, heard)
            since = time.time()
            trouble = await _call(stage, part, heard)
            record = await _filed(store, part, since)
            yield await asyncio.to_thread(_verdict, stage, part, record, heard, trouble)


async def _call(stage: Stage, part: Part, heard: Path) -> Message | None:
    """Let him call, with his agents on duty; what kept him from his steps, if anything did."""
    spec = orders.PhoneSpec(
        user="carrier",
        password=stage.secrets.carrier,
        server=stage.sip,
        caller=part.caller,
        heard=str(heard),
    )
    async with _on_duty(stage, part), Phone(spec) as phone:
        try:
            await phone.call(part.dials)
            await phone.wait_for(h.Answered, within=10.0)
            await by_phone.take(phone, _by_phone(part.steps))
            trouble = None
        except (PhoneError, TimeoutError) as error:
            trouble = Message(f"没有做完：{error}", f"he could not do everything: {error}")
        await phone.hang_up()
    return trouble


@asynccontextmanager
async def _on_duty(stage: Stage, part: Part) -> AsyncIterator[None]:
    """The agents of his part register and sign in, serve, and sign out, which ends their wrap-up too."""
    codes = part.edition.centre.feature_codes
    async with AsyncExitStack() as around:
        phones = [
            await around.enter_async_context(
                Phone(orders.PhoneSpec(user=agent, password=stage.secrets.agents[agent], server=stage.sip))
            )
            for agent in part.staff
        ]
        await asyncio.gather(*(phone.register() for phone in phones))
        await asyncio.gather(*(_dial(phone, codes["sign_in"]) for phone in phones))
        serving = [
            asyncio.create_task(
                answering.run_agent_phone(phone, (_behaviour(stage, does),), answering.Tally())
            )
            for phone, does in zip(phones, part.staff.values(), strict=True)
        ]
        try:
            yield
        finally:
            for task in serving:
                task.cancel()
            await asyncio.gather(*serving, return_exceptions=True)
            await asyncio.gather(*(_dial(phone, codes["sign_out"]) for phone in phones))


async def _dial(phone: Phone, code: str) -> None:
    await phone.call(code)
    await by_phone.stay(phone, 10.0)


def _behaviour(stage: Stage, does: staff.Behaviour) -> answering.Behaviour:
    match does:
        case staff.Answers(after=after, talks=talks):
            return answering.Answers(after=after, talks=talks, say=str(_voice(stage)))
        case staff.Declines():
            return answering.Refuses(after=0.5)
        case staff.DoesNotAnswer():
            return answering.NeverAnswers()


def _voice(stage: Stage) -> Path:
    path = stage.folder / "voices" / f"{AGENTS_VOICE:g}.wav"
    if not path.exists():
        write_wav(path, tone(AGENTS_VOICE, 2.0))
    return path


def _by_phone(acts: Sequence[steps.Step]) -> tuple[by_phone.Step, ...]:
    """The steps as a real telephone takes them; after the last one he stays on the line."""
    done: list[by_phone.Step] = []
    over = by_phone.UntilQuiet(SECONDS_OF_QUIET)
    for number, act in enumerate(acts):
        match act:
            case steps.Press(keys=keys):
                right_away = number > 0 and isinstance(acts[number - 1], steps.Wait)
                done += [] if right_away else [over]
                done.append(orders.Press(digits=keys))
            case steps.Wait(seconds=seconds):
                done.append(by_phone.Wait(seconds))
            case steps.SayNothing():
                done += [over, by_phone.UntilSound()]
            case steps.HangUp():
                return (*done, orders.HangUp())
            case steps.UntilAt():
                pass
    return (*done, by_phone.Stay(SECONDS_ON_THE_LINE))


async def _filed(store: Store, part: Part, since: float) -> ContactRecord | None:
    """His contact's record, once it is there."""
    caller = normal(part.caller, part.edition.centre.numbering())
    until = time.monotonic() + SECONDS_TO_FILE
    while time.monotonic() < until:
        records = await store.search(ContactFilter(caller=caller, since=since - 1))
        if records:
            return records[0]
        await asyncio.sleep(0.1)
    return None


def _verdict(
    stage: Stage, part: Part, record: ContactRecord | None, heard: Path, trouble: Message | None
) -> Verdict:
    assert part.wanted is not None
    moments = _moments(stage, part, record, heard) if record is not None else ()
    faults = [trouble] if trouble is not None else []
    if record is None:
        faults.append(Message("没有这次通话的记录", "there is no record of his contact"))
    else:
        faults += as_wanted(part.wanted, moments, part.edition.centre)
    return Verdict(
        name=part.name,
        dialplan=part.dialplan,
        written=True,
        dials=part.dials,
        caller=part.caller,
        at=record.arrived_at if record is not None else part.at,
        steps=part.steps,
        moments=moments,
        faults=tuple(faults),
    )


def _moments(stage: Stage, part: Part, record: ContactRecord, heard: Path) -> tuple[m.Moment, ...]:
    """What he met, by the contact's record and by what was found in all that he heard."""
    met: list[m.Moment] = []
    for passed in record.path:
        dialplan, slash, node = passed.rpartition("/")
        met.append(m.Came(0.0, dialplan if slash else part.dialplan, node))
    if record.queue:
        met.append(m.Waited(0.0, record.queue))
    if record.agent:
        met.append(m.Met(record.wait_seconds, record.agent))
    met += found_in(heard, part, record.language, stage.settings.prompts)
    met.sort(key=lambda moment: moment.at)
    return (*met, m.Ended(round(record.ended_at - record.arrived_at, 3), record.outcome))


def _make_room(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
