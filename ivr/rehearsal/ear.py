"""The ear of a simulated caller: what sounds on his line, since when nothing does, and whose turn it is."""

from ivr.telephony.ids import PlaybackId

SECONDS_OF_SILENCE = 2.0
"""Nobody waits longer without a sound, unless it is his turn."""


class Ear:
    """What the caller hears.

    ``quiet_since`` is None while there is a sound (epoch seconds else); ``sounds`` counts those begun.
    """

    def __init__(self, now: float) -> None:
        self.quiet_since: float | None = now
        self.sounds = 0
        self.playing: PlaybackId | None = None
        self.music = False
        self.voice = False
        self.longest_dead = 0.0
        self._dead_since: float | None = None

    def play(self, playback: PlaybackId) -> None:
        """A prompt begins."""
        self.playing = playback
        self.sounds += 1

    def start_music(self) -> None:
        """Music begins."""
        self.music = True
        self.sounds += 1

    def meet(self) -> None:
        """Somebody speaks with him."""
        self.voice = True
        self.sounds += 1

    def notice(self, now: float, callers_turn: bool) -> None:
        """Take note of the line as it is from now on."""
        sounds = self.playing is not None or self.music or self.voice
        if sounds:
            self.quiet_since = None
        elif self.quiet_since is None:
            self.quiet_since = now
        self._listen_for_silence(now, dead=not sounds and not callers_turn)

    def _listen_for_silence(self, now: float, dead: bool) -> None:
        if self._dead_since is not None:
            self.longest_dead = max(self.longest_dead, now - self._dead_since)
        if not dead:
            self._dead_since = None
        elif self._dead_since is None:
            self._dead_since = now
