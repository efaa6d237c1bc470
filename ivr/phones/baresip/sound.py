"""The sound of one call on baresip: player, recorder and level meter; in the telephone's own process only."""

import contextlib
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from baresip.audio import AudioInfo, CallAudio
from baresip.errors import AudioNotActive, AudioRestarted

from ivr.phones import happenings as h

Tell = Callable[[h.Happening], None]
Samples = npt.NDArray[np.int16]

_RATE = 8000
_LOUD = 24.0  # of 32768, the mean without sign: the noise of A-law's own silence is below
_QUIET_SECONDS = 0.3
_AHEAD_SECONDS = 0.08
_MISSING_SECONDS = 0.1
_LATE_SECONDS = 1.0
_READ_BYTES = 32768
# For now: the next turn finds new ones, or the call is over.
_NO_STREAMS = (AudioNotActive, AudioRestarted)


class Sound:
    """What a call says and hears.  ``heard`` is a file to write or empty."""

    def __init__(self, number: int, tell: Tell, heard: str) -> None:
        self.tell = tell
        self._number = number
        self._heard = heard
        self._audio: CallAudio | None = None
        self._player: Player | None = None
        self._recorder: Recorder | None = None
        self._loud = False
        self._loud_at = 0.0

    def connect(self, audio: CallAudio) -> None:
        """The call's audio flows from now on."""
        self._audio = audio
        if self._heard and self._recorder is None:
            self._recorder = Recorder(Path(self._heard))
            self.tell(h.RecordingBegan(at=time.time(), call=self._number, path=self._heard))
        elif self._recorder is not None:
            self._recorder.catch_up(time.time())

    def disconnect(self) -> None:
        """The call has no audio for now."""
        self._audio = None

    def say(self, path: str, loop: bool) -> None:
        """Play a file in place of any other; when there is no audio yet, as soon as there is."""
        self.hush()
        self._player = Player(path, loop)

    def hush(self) -> None:
        """Stop what is being played."""
        if self._player is not None and self._audio is not None:
            with contextlib.suppress(*_NO_STREAMS):
                self._audio.flush_tx()
        self._player = None

    def turn(self, now: float) -> None:
        """Say and hear what is due; to be called some fifty times a second."""
        heard = np.zeros(0, dtype=np.int16)
        if self._audio is not None:
            with contextlib.suppress(*_NO_STREAMS):
                heard = self._exchange(self._audio)
        if self._recorder is not None:
            self._recorder.write(heard, now)
        self._listen(heard, now)

    def close(self) -> str:
        """Let go of everything.  Answers the file that was written, or nothing."""
        self._player = self._audio = None
        if self._recorder is None:
            return ""
        self._recorder.close()
        return self._heard

    def _exchange(self, audio: CallAudio) -> Samples:
        info = audio.info()
        if self._player is not None and info.tx_ready:
            self._say(audio, info, self._player)
        if not info.rx_ready:
            return np.zeros(0, dtype=np.int16)
        read = np.frombuffer(audio.read(_READ_BYTES), dtype=np.int16)
        return _at_our_rate(read, info.rx_sample_rate, info.rx_channels)

    def _say(self, audio: CallAudio, info: AudioInfo, player: "Player") -> None:
        bytes_a_second = info.tx_sample_rate * info.tx_channels * 2
        wanted = int(_AHEAD_SECONDS * info.tx_sample_rate) - info.tx_buffered // (2 * info.tx_channels)
        if wanted > 0:
            audio.write(player.take(wanted, info.tx_sample_rate, info.tx_channels).tobytes())
        if player.over and info.tx_buffered < bytes_a_second * 0.01:
            self._player = None
            self.tell(h.SaidAll(at=time.time(), call=self._number, path=player.path))

    def _listen(self, heard: Samples, now: float) -> None:
        if heard.size and np.mean(np.abs(heard.astype(np.int32))) >= _LOUD:
            self._loud_at = now
            if not self._loud:
                self._loud = True
                self.tell(h.SoundBegan(at=now, call=self._number))
        elif self._loud and now - self._loud_at > _QUIET_SECONDS:
            self._loud = False
            self.tell(h.SoundEnded(at=self._loud_at, call=self._number))


class Player:
    """A WAV file (16-bit PCM, mono) given out in pieces, once or over and over."""

    def __init__(self, path: str, loop: bool) -> None:
        with Path(path).open("rb") as file:
            self._samples, self._rate = _read(file, path)
        self.path = path
        self._loop = loop
        self._place = 0.0

    @property
    def over(self) -> bool:
        """Whether all of it was given out, and it is not to begin again."""
        return not self._loop and self._place >= self._samples.size

    def take(self, count: int, rate: int, channels: int) -> Samples:
        """The next ``count`` frames, at that rate and with that many channels; fewer at the end."""
        step = self._rate / rate
        places = self._place + step * np.arange(count)
        self._place += step * count
        if self._loop:
            places %= self._samples.size
            self._place %= self._samples.size
        else:
            places = places[places < self._samples.size]
        taken = np.interp(places, np.arange(self._samples.size), self._samples)
        return np.repeat(np.round(taken).astype(np.int16), channels)


class Recorder:
    """A WAV file that runs with the clock: what is missing, as on hold, is silence."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = wave.open(str(path), "wb")  # noqa: SIM115  # it stays open for the call
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(_RATE)
        self._began = time.time()
        self._written = 0

    def write(self, heard: Samples, now: float) -> None:
        """Add what was heard by ``now``; what is long missing does not come late, but not at all."""
        self._add(heard)
        self._fill(now, _LATE_SECONDS)

    def catch_up(self, now: float) -> None:
        """Add silence for what is missing: nothing more comes of what was before."""
        self._fill(now, _MISSING_SECONDS)

    def close(self) -> None:
        """Complete the file."""
        self.catch_up(time.time())
        self._file.close()

    def _fill(self, now: float, tolerated: float) -> None:
        missing = round((now - self._began) * _RATE) - self._written
        if missing > tolerated * _RATE:
            self._add(np.zeros(missing, dtype=np.int16))

    def _add(self, samples: Samples) -> None:
        self._file.writeframesraw(samples.tobytes())
        self._written += samples.size


def _read(file: BinaryIO, path: str) -> tuple[Samples, int]:
    try:
        with wave.open(file) as sound:
            plain = (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
            samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype=np.int16) if plain else None
            rate = sound.getframerate()
    except (wave.Error, EOFError):
        samples, rate = None, 0
    if samples is None or not samples.size:
        raise OSError(f"{path}: only WAV files of 16-bit PCM, mono, with sound in them can be played")
    return samples, rate


def _at_our_rate(samples: Samples, rate: int, channels: int) -> Samples:
    """Samples of any call as 8 kHz mono: the mean of each group that makes one of ours."""
    group = channels * max(1, rate // _RATE)
    whole = samples[: samples.size // group * group]
    return whole if group == 1 else whole.reshape(-1, group).mean(axis=1).astype(np.int16)
