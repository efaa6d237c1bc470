"""Two telephones that call one another directly: everything a telephone does, without a server."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvloop

from ivr.phones import happenings as h
from ivr.phones.answering import Answers, NeverAnswers, Refuses, Tally, run_agent_phone
from ivr.phones.calling import make_call
from ivr.phones.errors import (
    CallOverError,
    NothingHappenedError,
    NotRegisteredError,
    OrderRefusedError,
    PhoneGoneError,
    PhonesUnavailableError,
)
from ivr.phones.listening import dominant_frequency, read_wav, rms, tone, tone_share, write_wav
from ivr.phones.orders import Hold, PhoneSpec, Press, Retrieve, Say
from ivr.phones.phone import Phone
from ivr.phones.steps import Stay, Step, UntilQuiet, Wait, take

SOON = 5.0


def spec(user: str, **more: object) -> PhoneSpec:
    first = {"anna": 33000, "bert": 33020, "carl": 33040}[user]
    return PhoneSpec(user=user, rtp_first=first, rtp_last=first + 18, **more)  # type: ignore[arg-type]


@pytest.fixture
async def anna(tmp_path: Path) -> AsyncIterator[Phone]:
    async with Phone(spec("anna", name='Anna "A"', heard=str(tmp_path / "anna.wav"))) as phone:
        yield phone


@pytest.fixture
async def bert(tmp_path: Path) -> AsyncIterator[Phone]:
    async with Phone(spec("bert", heard=str(tmp_path / "bert.wav"))) as phone:
        yield phone


@pytest.fixture
def low(tmp_path: Path) -> Path:
    write_wav(tmp_path / "low.wav", tone(440, 0.6))
    return tmp_path / "low.wav"


@pytest.fixture
def high(tmp_path: Path) -> Path:
    write_wav(tmp_path / "high.wav", tone(1000, 0.6))
    return tmp_path / "high.wav"


async def connect(caller: Phone, called: Phone) -> None:
    await caller.call(called.uri)
    await called.wait_for(h.Incoming, within=SOON)
    await called.answer()
    await caller.wait_for(h.Answered, within=SOON)


async def test_each_hears_what_the_other_says(anna: Phone, bert: Phone, low: Path, high: Path) -> None:
    await connect(anna, bert)
    await asyncio.gather(take(anna, [Say(path=str(low))]), take(bert, [Say(path=str(high))]))
    await anna.lasts(0.3)
    await anna.hang_up()
    await asyncio.gather(*(phone.wait_for(h.Recorded, within=SOON) for phone in (anna, bert)))
    heard_by_anna, rate = read_wav(anna.heard)
    heard_by_bert, _ = read_wav(bert.heard)
    assert rate == 8000
    assert dominant_frequency(heard_by_anna, rate) == pytest.approx(1000, abs=5)
    assert dominant_frequency(heard_by_bert, rate) == pytest.approx(440, abs=5)


async def test_who_calls_and_who_is_called_are_told(anna: Phone, bert: Phone) -> None:
    await anna.call(bert.uri)
    incoming = await bert.wait_for(h.Incoming, within=SOON)
    assert (incoming.caller, incoming.caller_name, incoming.dialled) == ("anna", 'Anna "A"', "bert")


async def test_digits_arrive_in_their_order(anna: Phone, bert: Phone) -> None:
    await connect(anna, bert)
    await anna.press("1#")
    heard = [await bert.wait_for(h.DigitHeard, within=SOON) for _ in range(2)]
    assert [(digit.digit, digit.by_info) for digit in heard] == [("1", False), ("#", False)]


async def test_busy_is_told_to_the_caller(anna: Phone, bert: Phone) -> None:
    await anna.call(bert.uri)
    await bert.wait_for(h.Incoming, within=SOON)
    await bert.refuse()
    assert (await anna.wait_for(h.Ended, within=SOON)).code == 486


async def test_hold_is_seen_by_both_and_time_goes_on_in_the_recording(anna: Phone, bert: Phone) -> None:
    await connect(anna, bert)
    began = await anna.wait_for(h.RecordingBegan, within=SOON)
    await take(anna, [Hold(), Wait(0.5), Retrieve()])
    assert (await bert.wait_for(h.Held, within=SOON)).by_us is False
    ended = await anna.hang_up()
    await anna.wait_for(h.Recorded, within=SOON)
    samples, rate = read_wav(anna.heard)
    assert samples.size / rate == pytest.approx(ended.at - began.at, abs=0.15)


async def test_each_call_of_a_telephone_has_a_recording_of_its_own(anna: Phone, bert: Phone) -> None:
    for _ in range(2):
        await connect(anna, bert)
        await anna.lasts(0.2)
        await bert.hang_up()
        await anna.wait_for(h.Recorded, within=SOON)
    assert anna.heard.name == "anna-2.wav"
    assert read_wav(anna.heard)[0].size
    assert read_wav(anna.heard.with_name("anna.wav"))[0].size


async def test_a_silent_call_still_carries_packets_both_ways(anna: Phone, bert: Phone) -> None:
    await connect(anna, bert)
    await anna.lasts(2.0)
    ended = await anna.hang_up()
    assert ended.packets_heard == pytest.approx(100, abs=10)
    assert ended.packets_sent == pytest.approx(100, abs=10)
    assert ended.packets_lost == 0


async def test_sound_is_told_when_it_begins_and_ends(anna: Phone, bert: Phone, low: Path) -> None:
    await connect(anna, bert)
    assert not anna.hears_sound()
    await bert.say(low)
    began = await anna.wait_for(h.SoundBegan, within=SOON)
    ended = await anna.wait_for(h.SoundEnded, within=SOON)
    assert ended.at - began.at == pytest.approx(0.6, abs=0.1)


async def test_a_loop_is_played_until_it_is_hushed(anna: Phone, bert: Phone, low: Path) -> None:
    await connect(anna, bert)
    await bert.say(low, loop=True)
    await anna.wait_for(h.SoundBegan, within=SOON)
    await anna.lasts(1.2)
    assert anna.hears_sound()
    await bert.hush()
    await anna.wait_for(h.SoundEnded, within=1)
    await anna.hang_up()
    await anna.wait_for(h.Recorded, within=SOON)
    assert tone_share(*read_wav(anna.heard), 440) > 0.5


async def test_a_call_that_ends_while_something_is_awaited_says_so(anna: Phone, bert: Phone) -> None:
    await connect(anna, bert)
    await bert.hang_up()
    with pytest.raises(CallOverError, match="call 1 is over: 200"):
        await anna.wait_for(h.DigitHeard, within=SOON)
    with pytest.raises(CallOverError):
        await anna.lasts(SOON)


async def test_what_does_not_happen_is_named_with_what_did(anna: Phone) -> None:
    with pytest.raises(NothingHappenedError, match=r"no Incoming within 0.05 s; what happened was: Opened"):
        await anna.wait_for(h.Incoming, within=0.05)


async def test_a_file_that_is_not_there_is_refused_with_its_name(anna: Phone, bert: Phone) -> None:
    await connect(anna, bert)
    await anna.say(Path("nowhere.wav"))
    with pytest.raises(OrderRefusedError, match=r"Say failed: .*nowhere\.wav"):
        await anna.wait_for(h.SaidAll, within=SOON)


async def test_an_order_without_a_call_is_refused(anna: Phone) -> None:
    await anna.press("1")
    with pytest.raises(OrderRefusedError, match="Press failed: there is no call"):
        await anna.wait_for(h.Answered, within=SOON)


async def test_a_codec_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(OrderRefusedError, match=r"Open failed: codec morse is not in .*pcma, pcmu"):
        async with Phone(spec("anna", codecs=("morse",))):
            pass


async def test_a_port_that_is_taken_is_told(anna: Phone) -> None:
    taken = int(anna.uri.rpartition(":")[2])
    with pytest.raises(OrderRefusedError, match="Open failed: Address already in use"):
        async with Phone(spec("bert", port=taken)):
            pass


async def test_an_interpreter_without_an_engine_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(PhonesUnavailableError, match=r"CPython 3.11 to 3.14 on Linux install switchroom"):
        async with Phone(spec("anna")):
            pass


async def test_a_telephone_does_not_outlive_who_started_it() -> None:
    program = (
        "import asyncio, os\n"
        "from ivr.phones.orders import PhoneSpec\n"
        "from ivr.phones.phone import Phone\n"
        "async def main():\n"
        "    async with Phone(PhoneSpec(user='anna')) as phone:\n"
        "        print(phone._process._transport.get_pid(), flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    starter = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert starter.stdout is not None
    telephone = os.pidfd_open(int(await starter.stdout.readline()))
    starter.kill()
    await starter.wait()
    gone = asyncio.Event()
    asyncio.get_running_loop().add_reader(telephone, gone.set)
    async with asyncio.timeout(SOON):
        await gone.wait()
    asyncio.get_running_loop().remove_reader(telephone)
    os.close(telephone)


@pytest.mark.parametrize("codec", ["pcma", "pcmu", "g722"])
async def test_a_telephone_offers_its_codec_and_no_other(codec: str, bert: Phone, low: Path) -> None:
    async with (
        Phone(spec("carl", codecs=(codec,))) as carl,
        Phone(spec("anna", codecs=("g722", "pcmu", "pcma"))) as anna,
    ):
        await connect(carl, anna)
        media = await anna.wait_for(h.MediaActive, within=SOON)
        assert media.codec == codec
        await carl.say(low)
        await anna.wait_for(h.SoundBegan, within=SOON)


async def test_telephones_without_a_common_codec_do_not_meet(bert: Phone) -> None:
    async with Phone(spec("carl", codecs=("g722",))) as carl:
        await carl.call(bert.uri)
        assert (await carl.wait_for(h.Ended, within=SOON)).code == 488


async def test_registering_where_nobody_is_fails_with_a_remedy() -> None:
    async with Phone(spec("anna", server="127.0.0.1:21999")) as phone:
        with pytest.raises((NotRegisteredError, NothingHappenedError)):
            await phone.register(within=1.0)


async def test_a_killed_process_is_noticed_by_who_waits(anna: Phone) -> None:
    anna._process._transport.kill()  # type: ignore[union-attr]
    with pytest.raises(PhoneGoneError, match="exit code -9"):
        await anna.wait_for(h.Incoming, within=SOON)


async def test_a_frozen_telephone_is_killed_and_a_call_to_it_left(
    monkeypatch: pytest.MonkeyPatch, anna: Phone
) -> None:
    monkeypatch.setattr("ivr.phones.process._QUIT_SECONDS", 0.2)
    async with Phone(spec("carl")) as carl:
        await connect(anna, carl)
        carl._process._transport.send_signal(signal.SIGSTOP)  # type: ignore[union-attr]
        await anna.hang_up(within=0.5)
    assert carl._process.exit_code == -signal.SIGKILL


async def test_leaving_ends_the_call_and_completes_the_recording(bert: Phone, tmp_path: Path) -> None:
    async with Phone(spec("carl", heard=str(tmp_path / "carl.wav"))) as carl:
        await connect(carl, bert)
        await carl.lasts(0.3)
    assert (await bert.wait_for(h.Ended, within=SOON)).code == 200
    assert read_wav(tmp_path / "carl.wav")[0].size >= 0.2 * 8000
    closed = [event for event in carl.happened if isinstance(event, h.Closed)]
    assert closed[0].cpu_seconds > 0


async def test_a_script_is_done_in_order_and_reported(anna: Phone, bert: Phone, low: Path) -> None:
    tally = Tally()
    serving = run_agent_phone(
        bert, (Answers(after=0.2, say="", talks=None, steps=(Press(digits="5"),)),), tally, calls=1
    )
    steps: list[Step] = [Press(digits="1"), Wait(0.3), Say(path=str(low)), Press(digits="2"), Wait(0.3)]
    report, _ = await asyncio.gather(make_call(anna, bert.uri, steps), serving)
    assert report.whole
    assert report.ended_by_us
    assert report.digits_heard == "5"
    assert report.ring_seconds == pytest.approx(0.2, abs=0.15)
    assert report.talk_seconds > 1.2
    assert rms(read_wav(Path(report.heard))[0]) < 0.01
    digits = [event.digit for event in bert.happened if isinstance(event, h.DigitHeard)]
    assert digits == ["1", "2"]
    assert (tally.rang, tally.answered, tally.hung_up_by_them) == (1, 1, 1)


async def test_a_script_waits_until_a_prompt_is_over(anna: Phone, bert: Phone, low: Path) -> None:
    tally = Tally()
    serving = run_agent_phone(bert, (Answers(steps=(Wait(0.3), Say(path=str(low)))),), tally, calls=1)
    report, _ = await asyncio.gather(make_call(anna, bert.uri, [UntilQuiet(1.0)]), serving)
    assert report.whole
    assert report.talk_seconds == pytest.approx(0.3 + 0.6 + 1.0, abs=0.2)


async def test_a_caller_who_stays_is_hung_up_on_and_that_is_whole(
    anna: Phone, bert: Phone, high: Path
) -> None:
    tally = Tally()
    serving = run_agent_phone(bert, (Answers(talks=0.5, say=str(high)),), tally, calls=1)
    report, _ = await asyncio.gather(make_call(anna, bert.uri, [Stay(SOON)]), serving)
    assert report.whole
    assert not report.ended_by_us
    assert tone_share(*read_wav(Path(report.heard)), 1000) > 0.6
    assert (tally.answered, tally.hung_up_by_us) == (1, 1)
    assert tally.talk_seconds == pytest.approx(0.5, abs=0.1)


async def test_a_call_cut_short_is_reported_as_not_whole(anna: Phone, bert: Phone) -> None:
    serving = run_agent_phone(bert, (Answers(talks=0.2),), Tally(), calls=1)
    report, _ = await asyncio.gather(make_call(anna, bert.uri, [Wait(SOON), Press(digits="1")]), serving)
    assert report.answered
    assert not report.whole
    assert "is over" in report.problem


async def test_agents_refuse_and_let_it_ring_call_by_call(anna: Phone, bert: Phone) -> None:
    tally = Tally()
    async with asyncio.TaskGroup() as group:
        group.create_task(run_agent_phone(bert, (Refuses(after=0.1), NeverAnswers()), tally, calls=2))
        refused = await make_call(anna, bert.uri, [])
        unanswered = await make_call(anna, bert.uri, [], answer_within=0.3)
    assert (refused.code, refused.answered) == (486, False)
    assert (unanswered.code, unanswered.answered) == (487, False)
    assert (tally.rang, tally.refused, tally.missed, tally.answered) == (2, 1, 1, 0)


async def test_a_second_call_at_once_is_counted(anna: Phone, bert: Phone) -> None:
    tally = Tally()
    async with Phone(spec("carl")) as carl, asyncio.TaskGroup() as group:
        group.create_task(run_agent_phone(bert, (Answers(talks=0.5),), tally, calls=2))
        await anna.call(bert.uri)
        await anna.wait_for(h.Answered, within=SOON)
        second = group.create_task(make_call(carl, bert.uri, [Stay(SOON)]))
    assert second.result().whole
    assert (tally.rang, tally.answered, tally.overlapping) == (2, 2, 1)


async def test_a_transfer_is_asked_for_and_its_refusal_told(anna: Phone, bert: Phone) -> None:
    await connect(anna, bert)
    await bert.transfer("sip:carl@127.0.0.1:9")
    news = await bert.wait_for(h.TransferNews, within=SOON, where=lambda news: news.final)
    assert news.code == 603
    await bert.lasts(0.2)


def test_telephones_work_on_uvloop_too() -> None:
    async def call() -> h.Ended:
        async with Phone(spec("anna")) as anna, Phone(spec("bert")) as bert:
            await connect(anna, bert)
            return await anna.hang_up()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(call()).code == 200
