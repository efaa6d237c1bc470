"""A line: one simulated caller's telephone, and what becomes of every command for him."""

from ivr.calls.advance import advance, begin
from ivr.calls.phases import Ended, InDialplan, Phase, Surveying, deadline
from ivr.calls.transition import Transition
from ivr.rehearsal import moments as m
from ivr.rehearsal.actor import Act, Actor, HangUpNow, Listen, LookAgain, PressNow
from ivr.rehearsal.ear import Ear
from ivr.rehearsal.house import House
from ivr.rehearsal.legs import Leg, Legs
from ivr.rehearsal.noting import of_command, of_event
from ivr.rehearsal.part import Part
from ivr.rehearsal.secrets import Secrets
from ivr.rehearsal.systems import Systems
from ivr.rehearsal.walk import entered, position_of
from ivr.telephony import commands as c
from ivr.telephony import events as e
from ivr.telephony.causes import Cause
from ivr.telephony.ids import AgentId, ChannelId, ContactId, PlaybackId, contact_of_caller

MOST_EVENTS_AT_ONCE = 200
"""More than that at one moment are a loop that waits for nothing."""


class LoopError(Exception):
    """Events follow each other without end, and no time passes."""


class Line:
    """One caller: his telephone, his phase, and the moments that he lived through."""

    def __init__(self, house: House, part: Part, number: int) -> None:
        self.part = part
        self.phase: Phase | None = None
        self.moments: list[m.Moment] = []
        self.ear = Ear(house.now)
        self.actor = Actor(part.steps, house.now)
        self._house = house
        self._began = house.now
        self._channel = ChannelId(f"rehearsal-{number}.1")
        self._contact: ContactId = contact_of_caller(self._channel)
        self._there = True
        self._legs = Legs(house, self._contact, self._heard_of_leg)
        self._systems = Systems(house, part, self._contact, self.deliver, self._moment)
        self._secrets = Secrets(self._contact)
        self._played: dict[PlaybackId, int] = {}
        self._looks_at: float | None = None
        self._at_once = 0
        self._last_at = house.now
        house.take_in(self._contact, self.deliver)

    def call(self) -> None:
        """The caller calls."""
        arrived = e.Arrived(
            contact=self._contact,
            at=self._house.now,
            channel=self._channel,
            caller=self.part.caller,
            caller_name="",
            dialled=self.part.dials,
        )
        self._house.at(self._house.now, lambda: self._take(begin(arrived, self._house.edition)))

    @property
    def over(self) -> bool:
        """Whether the contact has ended."""
        return isinstance(self.phase, Ended)

    def deliver(self, event: e.Event) -> None:
        """Something happened to the contact.  Raises LoopError."""
        if self.phase is None or self.over:
            return
        self._count(event.at)
        if isinstance(event, e.MessageRecorded | e.MessageFailed):
            self.ear.voice = False
        self._take(advance(self.phase, event, self._house.edition))

    def _heard_of_leg(self, agent: AgentId, event: e.Event) -> None:
        self._moment(of_event(event, agent, self._at()))
        self.deliver(event)

    # What the contact makes of it

    def _take(self, transition: Transition) -> None:
        before, self.phase = self.phase, transition.phase
        for dialplan, node in entered(before, transition.phase, self._house.edition):
            self._moment(m.Came(self._at(), dialplan, node, self.actor.done, self.actor.typed))
        for command in transition.commands:
            self._moment(of_command(command, self._at()))
            self._perform(command)
        if isinstance(transition.phase, Ended):
            self._moment(m.Ended(self._at(), transition.phase.outcome))
        self._look()
        self._wait_for_deadline(before)

    def _count(self, at: float) -> None:
        self._at_once = self._at_once + 1 if at == self._last_at else 0
        self._last_at = at
        if self._at_once > MOST_EVENTS_AT_ONCE:
            raise LoopError

    def _wait_for_deadline(self, before: Phase | None) -> None:
        until = deadline(self.phase) if self.phase is not None else None
        if until is None or (before is not None and deadline(before) == until):
            return
        self._house.at(until, lambda: self._time_out(until))

    def _time_out(self, until: float) -> None:
        if self.phase is not None and deadline(self.phase) == until:
            self.deliver(e.TimedOut(contact=self._contact, at=self._house.now, until=until))

    # What the caller makes of it

    def _look(self) -> None:
        now = self._house.now
        self.ear.notice(now, self._callers_turn())
        if self.over or not self._there:
            return
        self._do(self.actor.act(self.ear, self._node(), now))

    def _do(self, act: Act) -> None:
        match act:
            case PressNow(key):
                self._house.at(self._house.now, lambda: self._press(key))
            case HangUpNow():
                self._house.at(self._house.now, self._leave)
            case LookAgain(at) if at != self._looks_at:
                self._looks_at = at
                self._house.at(at, self._look)
            case LookAgain() | Listen():
                pass

    def _press(self, key: str) -> None:
        if not self._there:
            return
        now = self._house.now
        of_secret = self._secrets.press(key, now)
        self._moment(m.Pressed(self._at(), key if of_secret is None else m.A_SECRET_KEY))
        pressed = e.DigitPressed(contact=self._contact, at=now, channel=self._channel, digit=key)
        for event in (pressed,) if of_secret is None else of_secret:
            self.deliver(event)
        self._look()

    def _leave(self) -> None:
        if self._there:
            self._moment(m.LeftTheLine(self._at()))
            self._gone()

    def _gone(self) -> None:
        self._there = False
        if self.ear.playing is not None:
            self._end_prompt(self.ear.playing, whole=False)
        self.ear.voice = self.ear.music = False
        self.deliver(
            e.CallerLeft(contact=self._contact, at=self._house.now, channel=self._channel, cause=Cause.NORMAL)
        )

    def _callers_turn(self) -> bool:
        """Whether the house waits for him: silence is his then."""
        if self.over or not self._there or self.phase is None:
            return True
        match self.phase:
            case InDialplan(position=position) | Surveying(position=position):
                return position.until is not None and (position.awaiting is None or self._asks_secret())
            case _:
                return False

    def _asks_secret(self) -> bool:
        position = position_of(self.phase)
        return position is not None and position.awaiting == self._secrets.awaited

    def _node(self) -> tuple[str, str] | None:
        position = position_of(self.phase)
        return (position.dialplan, position.node) if position is not None else None

    # What is done for him

    def _perform(self, command: c.Command) -> None:
        match command:
            case c.Play():
                self._play(command)
            case c.StopPlayback(playback=playback):
                self._end_prompt(playback, whole=False)
            case c.StartMusic(channel=self._channel):
                self.ear.start_music()
            case c.StopMusic(channel=self._channel):
                self.ear.music = False
            case c.Ring(leg=leg, agent=agent, seconds=seconds):
                does = self._house.staff.get(agent, self.part.outside)
                self._legs.call(Leg(leg, agent, does), seconds)
            case c.Dial(leg=leg, seconds=seconds):
                self._legs.call(Leg(leg, AgentId(""), self.part.outside), seconds)
            case c.Bridge(channels=channels):
                self._bridge(channels)
            case c.CloseBridge():
                self.ear.voice = False
            case c.Unbridge(channel=self._channel):
                self.ear.voice = False
            case c.HangUp(channel=self._channel):
                if self._there:
                    self._house.at(self._house.now, self._gone)
            case c.HangUp(channel=channel):
                self._legs.hang_up(channel)
            case c.CollectSecret(handle=handle, most=most):
                self._secrets.ask(handle, most)
            case c.ForgetSecret(handle=handle):
                self._secrets.forget(handle, self._house.now)
            case c.RecordMessage():
                self.ear.meet()
                self._ask(command)
            case _ if isinstance(command, c.EffectCommand):
                self._ask(command)
            case (
                c.Enqueue()
                | c.Dequeue()
                | c.MarkRinging()
                | c.Seat()
                | c.Take()
                | c.ReleaseMissed()
                | c.ReleaseToWrapUp()
            ):
                self._house.perform(command)
            case _:
                # What is left concerns recordings, audits, and calls that agents make themselves.
                pass

    def _ask(self, command: c.EffectCommand) -> None:
        node = self._node()
        self._systems.perform(command, node[1] if node is not None else "", self._secrets.digits)

    def _play(self, play: c.Play) -> None:
        seconds = sum(self._house.room.seconds(prompt) for prompt in play.prompts)
        playback = play.playback
        if play.channel == self._channel:
            self.ear.play(playback)
            self.ear.music = False
            self._played[playback] = len(self.moments)
            position = position_of(self.phase)
            asked = position is not None and position.playing == playback
            self._moment(m.Heard(self._at(), position.node if asked and position else "", play.prompts))
        self._house.at(self._house.now + seconds, lambda: self._end_prompt(playback, whole=True))

    def _end_prompt(self, playback: PlaybackId, whole: bool) -> None:
        place = self._played.pop(playback, None)
        if self.ear.playing == playback:
            self.ear.playing = None
        if place is None:
            return
        heard = self.moments[place]
        assert isinstance(heard, m.Heard)
        self.moments[place] = m.Heard(
            heard.at, heard.node, heard.prompts, self._at() - heard.at, whole or heard.whole
        )
        finished = e.PromptFinished(contact=self._contact, at=self._house.now, playback=playback)
        self._house.at(self._house.now, lambda: self.deliver(finished))

    def _bridge(self, channels: tuple[ChannelId, ...]) -> None:
        for channel in channels:
            if self._legs.bring_together(channel):
                self.ear.meet()
                self._moment(m.Met(self._at(), self._legs.agent_of(channel)))

    # What is written down

    def _at(self) -> float:
        return round(self._house.now - self._began, 3)

    def _moment(self, moment: m.Moment | None) -> None:
        if moment is not None:
            self.moments.append(moment)
