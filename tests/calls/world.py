"""A telephone world in plain memory and virtual time: it carries commands out as a real one would.

What happens in it is told to each contact's inbox in order.  Assertions in here are promises that the
core makes with every single command; those that hold when all is told are in ``test_properties``.
"""

from collections import deque
from itertools import count

import msgspec
from msgspec.structs import replace

import routing
from ivr.calls.advance import advance, begin
from ivr.calls.caller.visited import CALLER_LEFT, ONWARD, OVER, SERVED, Visit, visits
from ivr.calls.own_call.guests import as_told_to
from ivr.calls.phases import Ended, Phase, deadline
from ivr.dialplan.edition import Edition
from ivr.queueing.changes import RoutingCommand
from ivr.server.finding import Finding
from ivr.server.hosting import Hosting
from ivr.server.hosts import Hosts
from ivr.server.queueing import Queueing
from ivr.server.shifts import shift_of, standing_of
from ivr.telephony import commands as c
from ivr.telephony import events as e
from ivr.telephony.causes import Cause
from ivr.telephony.ids import (
    AgentId,
    BridgeId,
    ChannelId,
    ContactId,
    PlaybackId,
    SecretHandle,
    contact_of_caller,
    is_agent_leg,
    is_number_leg,
    is_snoop,
    owner,
)

PHASES = msgspec.json.Decoder(Phase)
EVENTS = msgspec.json.Decoder(e.Event)
STEPS_UNTIL_QUIET = 500
OURS = (e.AgentOffered, e.AgentCame, e.TakenIn, e.TurnedAway)
"""What no link to the telephones can lose."""
WITH_A_PIN = "8002"
"""The agent who has one; his second try is right."""


class StillQueueing(Queueing):
    """The server's queueing; the world lets its time pass by itself."""

    def _wake_when_due(self) -> None:
        pass


class Line:
    """What there is of one contact: its phase, its inbox, and its telephones, bridges and sounds."""

    def __init__(self, arrived: e.Arrived) -> None:
        self.id = arrived.contact
        self.caller = arrived.channel
        self.phase: Phase | None = None
        self.inbox: deque[e.Event] = deque([arrived])
        self.journal: list[tuple[bytes, bytes, bytes]] = []
        self.there = True
        self.legs: dict[ChannelId, bool] = {}
        self.rings_until: dict[ChannelId, float] = {}
        self.agents: dict[ChannelId, AgentId] = {}
        self.bridges: dict[BridgeId, set[ChannelId]] = {}
        self.playing: PlaybackId | None = None
        self.told: dict[ChannelId, PlaybackId] = {}
        self.music = False
        self.music_of_legs: set[ChannelId] = set()
        self.used: set[str] = set()
        self.robbed = False
        self.clings = False
        self.secret: SecretHandle | None = None
        self.snoops: dict[ChannelId, ChannelId] = {}

    @property
    def waits(self) -> bool:
        """Whether something is left to be told."""
        return bool(self.inbox) and not isinstance(self.phase, Ended)

    def observed(self) -> e.Observed:
        """What a resync finds."""
        callers = {self.caller} if self.there else set()
        return e.Observed(
            channels=frozenset(callers | self.legs.keys()),
            answered=frozenset(leg for leg, up in self.legs.items() if up),
            bridged=frozenset(channel for inside in self.bridges.values() for channel in inside),
            bridges=frozenset(self.bridges),
            playbacks=frozenset({self.playing, *self.told.values()} - {None}),
        )


class World:
    """Everything outside the core, and the loop that drives it."""

    def __init__(self, edition: Edition) -> None:
        self.now = 1000.0
        self.edition = edition
        self.lines: dict[ContactId, Line] = {}
        self._numbers = count(1)
        self.hosts = Hosts()
        self._start()
        for agent in edition.centre.agents:
            self.queueing.apply(routing.SignedIn(agent))

    def _start(self) -> None:
        centre = self.edition.centre
        self.queueing = StillQueueing(lambda: centre, self.deliver, lambda: self.now)
        for agent in centre.agents:
            self.queueing.apply(routing.PhoneChanged(agent, True))

    # What happens

    def arrive(self, dialled: str, agent: str | None, clings: bool) -> None:
        """A call comes in; one that clings is not gone when it is hung up for the first time."""
        channel = ChannelId(f"sw-{next(self._numbers)}.1")
        line = Line(
            e.Arrived(
                contact=contact_of_caller(channel),
                at=self.now,
                channel=channel,
                caller="13800138000",
                caller_name="",
                dialled=dialled,
                agent=AgentId(agent) if agent else None,
            )
        )
        line.clings = clings
        self.lines[line.id] = line

    def deliver(self, event: e.Event) -> None:
        """An event reaches the inbox of its contact, or of the one that has taken it in."""
        host = self.hosts.host_of(event.contact)
        told = as_told_to(host, event) if host is not None else event
        if told is not None and told.contact in self.lines:
            self.lines[told.contact].inbox.append(told)

    def leave(self, line: Line) -> None:
        """The caller's channel ends."""
        if line.there:
            line.there, line.playing, line.music = False, None, False
            self._empty(line, line.caller)
            self.deliver(e.CallerLeft(contact=line.id, at=self.now, channel=line.caller, cause=Cause.NORMAL))

    def pick_up(self, line: Line, leg: ChannelId) -> None:
        """The party on a ringing leg answers."""
        line.legs[leg] = True
        line.rings_until.pop(leg, None)
        kind = e.AgentAnswered if is_agent_leg(leg) else e.NumberAnswered
        self.deliver(kind(contact=line.id, at=self.now, leg=leg))

    def drop(self, line: Line, leg: ChannelId, cause: Cause, picked_up: bool = False) -> None:
        """A leg ends; ``picked_up`` says that it had been answered, whether that was told or not."""
        up = line.legs.pop(leg) or picked_up
        line.told.pop(leg, None)
        line.rings_until.pop(leg, None)
        line.music_of_legs.discard(leg)
        self._empty(line, leg)
        self._end_snoops(leg)
        if is_snoop(leg):
            self.deliver(e.SnoopEnded(contact=line.id, at=self.now, snoop=leg))
            return
        kinds = (e.NumberLeft, e.NumberRefused) if is_number_leg(leg) else (e.AgentLeft, e.AgentRefused)
        self.deliver(kinds[0 if up else 1](contact=line.id, at=self.now, leg=leg, cause=cause))

    def redirect(self, line: Line, leg: ChannelId, target: str) -> None:
        """The telephone on a ringing leg sends the call elsewhere; only an agent's is heard."""
        if is_agent_leg(leg):
            self.deliver(e.AgentRedirected(contact=line.id, at=self.now, leg=leg, target=target))
        self.drop(line, leg, Cause.DECLINED)

    def _end_snoops(self, leg: ChannelId) -> None:
        """Whoever hears a channel that ends hears nothing more."""
        for line in self.lines.values():
            for snoop in [snoop for snoop, heard in line.snoops.items() if heard == leg]:
                del line.snoops[snoop]
                if snoop in line.legs:
                    self.drop(line, snoop, Cause.NORMAL)

    def end_prompt(self, line: Line, fails: bool = False) -> None:
        """The prompt being heard ends, or turns out not to be playable."""
        playback, line.playing = line.playing, None
        assert playback is not None
        self._tell_end(line, playback, fails)

    def end_told(self, line: Line, leg: ChannelId) -> None:
        """What the party on a leg of ours hears is over."""
        self._tell_end(line, line.told.pop(leg), fails=False)

    def _tell_end(self, line: Line, playback: PlaybackId, fails: bool) -> None:
        if fails:
            self.deliver(e.PromptFailed(contact=line.id, at=self.now, playback=playback, reason="no file"))
        else:
            self.deliver(e.PromptFinished(contact=line.id, at=self.now, playback=playback))

    def pass_time(self, seconds: float) -> None:
        """Time goes on; telephones stop ringing by themselves and wrap-ups end."""
        self.now += seconds
        for line in self.lines.values():
            for leg in [leg for leg, until in line.rings_until.items() if until <= self.now]:
                self.drop(line, leg, Cause.NO_ANSWER)
        self.queueing.apply(routing.TimePassed())

    def next_deadline(self) -> float | None:
        """The earliest time at which somebody's wait ends."""
        dues = [
            deadline(line.phase)
            for line in self.lines.values()
            if line.phase is not None and not isinstance(line.phase, Ended)
        ]
        return min((due for due in dues if due is not None), default=None)

    # What we are told of it

    def lose_link(self) -> None:
        """The line to the telephones was lost, and with it all that they told; it is back."""
        for line in self.lines.values():
            if line.phase is not None:
                line.inbox = deque(event for event in line.inbox if isinstance(event, OURS))
        self._resync()

    def restart(self) -> None:
        """The server was killed, and lives again: the board anew, from phases and shifts."""
        shifts = [standing_of(shift_of(standing)) for standing in self.queueing.board.agents()]
        for line in self.lines.values():
            if line.phase is not None:
                line.inbox.clear()
        centre = self.edition.centre
        self.hosts = Hosts()
        self.queueing = StillQueueing(lambda: centre, self.deliver, lambda: self.now)
        living = [line.phase for line in self.lines.values() if not isinstance(line.phase, Ended)]
        self.queueing.apply(self.queueing.restored([phase for phase in living if phase], shifts))
        self._resync()
        for line in self.lines.values():
            if line.phase is not None and not isinstance(line.phase, Ended):
                for guest in self.hosts.note(None, line.phase):
                    self._take_in(guest, line)
        for agent in centre.agents:
            self.queueing.apply(routing.PhoneChanged(agent, True))

    def _take_in(self, guest: ChannelId, host: Line) -> None:
        """The guest's channel is the host's from now on, and his own contact is over."""
        own = self.lines[contact_of_caller(guest)]
        if own.there:
            own.there = False
            host.legs[guest] = True
        elif guest not in host.legs:
            host.inbox.append(e.AgentLeft(contact=host.id, at=self.now, leg=guest, cause=Cause.GONE))
        own.inbox.appendleft(e.TakenIn(contact=own.id, at=self.now, host=host.id))

    def _visit(self, line: Line, visit: c.Visit) -> None:
        phases = [other.phase for other in self.lines.values() if other.phase is not None]
        living = [phase for phase in phases if not isinstance(phase, Ended)]
        board, centre = self.queueing.board, self.edition.centre
        Hosting(lambda: living, board, lambda: centre, self.deliver, lambda: self.now).visit(line.id, visit)

    def _resync(self) -> None:
        for line in self.lines.values():
            if isinstance(line.phase, Ended):
                self._end_strays(line)
            elif line.phase is not None:
                line.inbox.appendleft(e.Resynced(contact=line.id, at=self.now, observed=line.observed()))

    def _end_strays(self, line: Line) -> None:
        """What the server itself ends of a contact that is over (``ivr.server.resyncing``)."""
        line.legs.clear()
        line.bridges.clear()
        line.there = False

    # The loop

    def settle(self) -> None:
        """Let every contact act until nothing is left to be told and no wait is over."""
        for _ in range(STEPS_UNTIL_QUIET):
            line = next((line for line in self.lines.values() if line.waits or self._is_due(line)), None)
            if line is None:
                return
            self.act(line)
        raise AssertionError(f"no end of events: {line.phase}")

    def _check_visits(self, ended: tuple[Visit, ...]) -> None:
        """Each node was left by one of its own ways, and one that there is."""
        for visit in ended:
            plan = self.edition.dialplans.get(visit.dialplan)
            ways = {
                SERVED,
                CALLER_LEFT,
                OVER,
                ONWARD,
                "back",
                *(plan.ways.get(visit.node, {}) if plan else ()),
            }
            assert plan is None or visit.node in plan.nodes, visit
            assert plan is None or set(visit.exit.split("|")) <= ways, visit

    def act(self, line: Line, commands: int | None = None) -> None:
        """The contact takes its next event; only so many of the commands are carried out."""
        if not line.waits and not self._is_due(line):
            return
        event = line.inbox.popleft() if line.inbox else self._timed_out(line)
        if line.phase is None:
            assert isinstance(event, e.Arrived)
            transition = begin(event, self.edition)
        else:
            transition = advance(line.phase, event, self.edition)
        if line.phase and isinstance(event, e.TimedOut) and event.until == deadline(line.phase):
            assert transition.phase != line.phase, "the same time-out would come again without end"
        before = line.phase
        self._check_visits(visits(before, event, transition.phase, self.edition.dialplans))
        self._keep(line, event, transition.phase, transition.commands)
        if commands is not None and commands < len(transition.commands):
            line.robbed = True
        for guest in self.hosts.note(before, transition.phase):
            self._take_in(guest, line)
        if isinstance(transition.phase, Ended):
            self.hosts.forget(line.id)
        for command in transition.commands[:commands]:
            self._perform(line, command)

    def _is_due(self, line: Line) -> bool:
        due = deadline(line.phase) if line.phase else None
        return due is not None and due <= self.now

    def _timed_out(self, line: Line) -> e.TimedOut:
        due = deadline(line.phase) if line.phase else None
        assert due is not None
        return e.TimedOut(contact=line.id, at=max(self.now, due), until=due)

    def _keep(self, line: Line, event: e.Event, phase: Phase, commands: tuple[c.Command, ...]) -> None:
        stored = msgspec.json.encode(phase)
        assert PHASES.decode(stored) == phase
        line.journal.append((msgspec.json.encode(event), stored, msgspec.json.encode(commands)))
        line.phase = PHASES.decode(stored)

    # What is done

    def _perform(self, line: Line, command: c.Command) -> None:
        match command:
            case c.Play():
                self._play(line, command)
            case c.StopPlayback(playback=playback) if playback == line.playing:
                self.end_prompt(line)
            case c.StopPlayback(playback=playback) if playback in line.told.values():
                self.end_told(line, next(leg for leg, told in line.told.items() if told == playback))
            case c.StartMusic(channel=line.caller) | c.StopMusic(channel=line.caller):
                line.music = line.there and isinstance(command, c.StartMusic)
            case c.StartMusic(channel=leg) if leg in line.legs:
                line.music_of_legs.add(leg)
            case c.StopMusic(channel=leg):
                line.music_of_legs.discard(leg)
            case c.Ring() | c.Dial():
                self._ring(line, command)
            case c.Visit():
                self._visit(line, command)
            case c.TurnAway(channel=channel):
                self.deliver(e.TurnedAway(contact=contact_of_caller(channel), at=self.now))
            case c.OpenBridge(bridge=bridge):
                line.bridges.setdefault(bridge, set())
            case c.Bridge():
                self._bridge(line, command)
            case c.Unbridge(bridge=bridge, channel=channel):
                line.bridges.get(bridge, set()).discard(channel)
            case c.CloseBridge(bridge=bridge):
                line.bridges.pop(bridge, None)
            case c.HangUp(channel=channel) | c.Dismiss(channel=channel) if channel in line.legs:
                self.drop(line, channel, Cause.NORMAL)
            case c.HangUp(channel=line.caller) if line.clings:
                line.clings = False
            case c.HangUp(channel=line.caller) | c.GoToFallback():
                self.leave(line)
            case c.FindPin(agent=agent):
                has = agent == WITH_A_PIN
                self.deliver(e.PinFound(contact=line.id, at=self.now, agent=agent, exists=has))
            case c.CollectSecret(handle=handle):
                line.secret = handle
            case c.CheckPin(handle=handle):
                ok = handle.endswith(".2")
                self.deliver(e.SecretChecked(contact=line.id, at=self.now, handle=handle, ok=ok))
            case c.FindTalk() | c.FindReachable():
                phases = [other.phase for other in self.lines.values() if other.phase is not None]
                finding = Finding(lambda: phases, self.queueing.board, self.deliver, lambda: self.now)
                finding.perform(line.id, command)
            case c.Snoop():
                self._snoop(line, command)
            case c.ChangeAgent(agent=agent):
                self.deliver(e.AgentChanged(contact=line.id, at=self.now, agent=agent, state="ready"))
            case _ if isinstance(command, RoutingCommand):
                self.queueing.perform(command)
            case _:
                pass

    def _play(self, line: Line, play: c.Play) -> None:
        assert play.playback not in line.used, f"{play.playback} is used twice"
        line.used.add(play.playback)
        if play.channel != line.caller:
            self._tell(line, play)
            return
        if not line.there:
            return
        assert line.playing is None or line.robbed, f"{play.playback} over {line.playing}"
        assert not line.music or line.robbed, f"{play.playback} over music"
        inside = any(line.caller in bridge for bridge in line.bridges.values())
        assert not inside or line.robbed, f"{play.playback} in a bridge"
        # What is played to a channel ends its music.
        line.playing, line.music = play.playback, False

    def _tell(self, line: Line, play: c.Play) -> None:
        if play.channel in line.legs:
            assert line.legs[play.channel], f"{play.channel} has not answered"
            assert play.channel not in line.told or line.robbed, f"{play.playback} over {line.told}"
            line.told[play.channel] = play.playback

    def _ring(self, line: Line, ring: c.Ring | c.Dial) -> None:
        assert ring.leg not in line.used, f"{ring.leg} is used twice"
        line.used.add(ring.leg)
        line.legs[ring.leg] = False
        line.rings_until[ring.leg] = self.now + ring.seconds
        if isinstance(ring, c.Ring):
            line.agents[ring.leg] = ring.agent

    def _snoop(self, line: Line, snoop: c.Snoop) -> None:
        assert snoop.snoop not in line.used, f"{snoop.snoop} is used twice"
        line.used.add(snoop.snoop)
        about = {"contact": line.id, "at": self.now}
        if any(snoop.channel in other.legs for other in self.lines.values()):
            line.legs[snoop.snoop] = True
            line.snoops[snoop.snoop] = snoop.channel
            self.deliver(e.SnoopStarted(**about, snoop=snoop.snoop))
        else:
            self.deliver(e.CommandFailed(**about, command="Snoop", about=snoop.snoop, reason="404"))

    def _bridge(self, line: Line, bridge: c.Bridge) -> None:
        present = {line.caller} if line.there else set()
        if not set(bridge.channels) <= present | line.legs.keys():
            return
        if bridge.bridge not in line.bridges:
            self.deliver(
                e.CommandFailed(
                    contact=line.id, at=self.now, command="Bridge", about=bridge.bridge, reason="404"
                )
            )
            return
        for channel in bridge.channels:
            assert line.legs.get(channel, True), f"{channel} has not answered"
            assert channel not in line.told or line.robbed, f"{line.told} goes on in the bridge"
            assert channel != line.caller or line.playing is None or line.robbed, "the prompt delays the talk"
            line.bridges[bridge.bridge].add(channel)

    def _empty(self, line: Line, channel: ChannelId) -> None:
        for inside in line.bridges.values():
            inside.discard(channel)


def told_again(event: e.Event, at: float) -> e.Event:
    """The same event once more, later."""
    return replace(event, at=at)


def contact_of_place(place: str | None) -> ContactId | None:
    """The contact that a place in line belongs to."""
    return owner(place) if place else None
