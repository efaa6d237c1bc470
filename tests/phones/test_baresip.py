"""Telephones on baresip: the same happenings, and a plain word where an order is beyond it."""

from pathlib import Path

import numpy as np
import pytest

from ivr.phones import happenings as h
from ivr.phones.baresip.sound import Player, Recorder
from ivr.phones.errors import OrderRefusedError
from ivr.phones.listening import dominant_frequency, read_wav, tone, write_wav
from ivr.phones.orders import Hold, PhoneSpec, Retrieve
from ivr.phones.phone import Phone
from ivr.phones.steps import take
from tests.phones.telephones import SOON, connect, two_telephones


@pytest.fixture(autouse=True)
def baresip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCHROOM_PHONES", "baresip")


async def test_a_call_is_heard_held_taken_back_and_ended(tmp_path: Path) -> None:
    write_wav(tmp_path / "high.wav", tone(1000, 0.5))
    heard = str(tmp_path / "heard.wav")
    async with (
        Phone(PhoneSpec(user="anna", name='Anna "A"', heard=heard)) as anna,
        Phone(PhoneSpec(user="bert")) as bert,
    ):
        await anna.call(bert.uri)
        incoming = await bert.wait_for(h.Incoming, within=SOON)
        assert (incoming.caller, incoming.caller_name, incoming.dialled) == ("anna", 'Anna "A"', "bert")
        await bert.answer()
        assert (await anna.wait_for(h.MediaActive, within=SOON)).codec == "pcma"
        await bert.say(tmp_path / "high.wav")
        await bert.wait_for(h.SaidAll, within=SOON)
        await take(anna, [Hold(), Retrieve()])
        assert (await bert.wait_for(h.Held, within=SOON)).by_us is False
        ended = await anna.hang_up()
        assert (ended.code, ended.packets_heard > 20) == (200, True)
        assert (await bert.wait_for(h.Ended, within=SOON)).code == 200
        await anna.wait_for(h.Recorded, within=SOON)
    assert dominant_frequency(*read_wav(Path(heard))) == pytest.approx(1000, abs=5)


async def test_what_baresip_cannot_do_is_said_with_a_remedy() -> None:
    async with two_telephones() as (anna, bert):
        await anna.call(bert.uri)
        await bert.wait_for(h.Incoming, within=SOON)
        await bert.refuse(603)
        with pytest.raises(OrderRefusedError, match="refuses calls with 486 alone, not with 603; use pjsua2"):
            await bert.wait_for(h.Ended, within=SOON)
        await bert.answer()
        await bert.press("5", by_info=True)
        with pytest.raises(OrderRefusedError, match="as RFC 4733 events alone, not as SIP INFO; use pjsua2"):
            await bert.wait_for(h.Ended, within=SOON)


async def test_two_calls_are_offered_to_each_other_and_the_refusal_is_told() -> None:
    async with two_telephones() as (anna, bert), Phone(PhoneSpec(user="carl")) as carl:
        await connect(anna, bert)
        await connect(anna, carl)
        assert anna.current == 2
        await anna.join(1)
        news = await anna.wait_for(h.TransferNews, within=SOON, where=lambda news: news.final)
        assert news.code == 603
        assert (await anna.wait_for(h.Held, within=SOON)).by_us


def test_a_file_is_played_at_the_rate_of_the_call(tmp_path: Path) -> None:
    write_wav(tmp_path / "tone.wav", tone(500, 0.1, rate=8000), 8000)
    player = Player(str(tmp_path / "tone.wav"), loop=False)
    played = np.concatenate([player.take(320, 16000, 1) for _ in range(6)])
    assert played.size == 1600
    assert player.over
    assert dominant_frequency(played / 32768, 16000) == pytest.approx(500, abs=10)


def test_a_loop_begins_again_and_is_never_over(tmp_path: Path) -> None:
    write_wav(tmp_path / "tone.wav", tone(500, 0.1))
    player = Player(str(tmp_path / "tone.wav"), loop=True)
    assert player.take(2000, 8000, 2).size == 4000
    assert not player.over


def test_only_files_that_telephones_play_are_taken(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    write_wav(tmp_path / "nothing.wav", tone(500, 0.0))
    with pytest.raises(OSError, match=r"nothing\.wav: only WAV files of 16-bit PCM, mono"):
        Player(str(tmp_path / "nothing.wav"), loop=False)
    with pytest.raises(OSError, match=r"empty\.wav: only WAV"):
        Player(str(tmp_path / "empty.wav"), loop=False)


def test_a_recording_runs_with_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("ivr.phones.baresip.sound.time.time", lambda: now)
    recorder = Recorder(tmp_path / "heard.wav")
    recorder.write(np.full(800, 1000, dtype=np.int16), 100.1)
    now = 101.0
    recorder.close()
    samples, rate = read_wav(tmp_path / "heard.wav")
    assert (samples.size, rate) == (8000, 8000)
    assert not samples[800:].any()


def test_what_comes_late_is_recorded_without_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.phones.baresip.sound.time.time", lambda: 100.0)
    recorder = Recorder(tmp_path / "heard.wav")
    recorder.write(np.zeros(0, dtype=np.int16), 100.5)
    recorder.write(np.full(4000, 1000, dtype=np.int16), 100.5)
    recorder.close()
    assert read_wav(tmp_path / "heard.wav")[0].all()
