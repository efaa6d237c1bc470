"""The sound of one call: a player, a recorder and a level meter; in the telephone's own process only."""

import time
from collections.abc import Callable
from pathlib import Path

import pjsua2

from ivr.phones import happenings as h

Tell = Callable[[h.Happening], None]

_LOUD = 3  # of pjsua2's signal level, 0 to 255 on a logarithmic scale
_QUIET_SECONDS = 0.3


class Sound:
    """What a call says and hears.  ``null`` is the null device, ``heard`` a file to write or empty."""

    def __init__(self, number: int, tell: Tell, null: pjsua2.AudioMedia, heard: str) -> None:
        self.tell = tell
        self._number = number
        self._null = null
        self._heard = heard
        self._audio: pjsua2.AudioMedia | None = None
        self._player: Player | None = None
        self._recorder: pjsua2.AudioMediaRecorder | None = None
        self._loud = False
        self._loud_at = 0.0

    def connect(self, audio: pjsua2.AudioMedia) -> None:
        """Wire the call's audio, which is a new one after each negotiation."""
        self._audio = audio
        self._null.startTransmit(audio)
        audio.startTransmit(self._null)  # the level is measured only while somebody listens
        if self._player is not None:
            self._player.startTransmit(audio)
        if self._heard and self._recorder is None:
            self._record()
        if self._recorder is not None:
            audio.startTransmit(self._recorder)

    def disconnect(self) -> None:
        """The call has no audio for now."""
        self._audio = None

    def say(self, path: str, loop: bool) -> None:
        """Play a file in place of any other; when there is no audio yet, as soon as there is."""
        with Path(path).open("rb"):
            pass  # pjsua2's own complaint would not name the file
        self.hush()
        player = Player(lambda: None if loop else self._said_all(path))
        player.createPlayer(path, 0 if loop else pjsua2.PJMEDIA_FILE_NO_LOOP)
        self._player = player
        if self._audio is not None:
            player.startTransmit(self._audio)

    def hush(self) -> None:
        """Stop what is being played."""
        self._player = None

    def listen(self, now: float) -> None:
        """Compare the level with silence, and tell a change; to be called some fifty times a second."""
        if self._audio is None:
            return
        if self._audio.getTxLevel() >= _LOUD:
            self._loud_at = now
            if not self._loud:
                self._loud = True
                self.tell(h.SoundBegan(at=now, call=self._number))
        elif self._loud and now - self._loud_at > _QUIET_SECONDS:
            self._loud = False
            self.tell(h.SoundEnded(at=self._loud_at, call=self._number))

    def close(self) -> str:
        """Let go of everything.  Answers the file that was written, or nothing."""
        written = self._heard if self._recorder is not None else ""
        self._player = self._recorder = self._audio = None
        return written

    def _said_all(self, path: str) -> None:
        self.tell(h.SaidAll(at=time.time(), call=self._number, path=path))

    def _record(self) -> None:
        Path(self._heard).parent.mkdir(parents=True, exist_ok=True)
        self._recorder = pjsua2.AudioMediaRecorder()
        self._recorder.createRecorder(self._heard)
        # The null device's silence keeps the file running while the call is on hold: its time is the clock's.
        self._null.startTransmit(self._recorder)
        self.tell(h.RecordingBegan(at=time.time(), call=self._number, path=self._heard))


class Player(pjsua2.AudioMediaPlayer):  # type: ignore[misc]  # pjsua2 has no types
    """A player that tells its end; of a loop, the end of each turn."""

    def __init__(self, at_end: Callable[[], None]) -> None:
        super().__init__()
        self._at_end = at_end

    def onEof2(self) -> None:  # noqa: N802  # pjsua2's name
        """The file has been played."""
        self._at_end()
