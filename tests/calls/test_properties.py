"""Several contacts, the real board and a simulated telephone world: what holds whatever happens.

What happens is drawn mostly from what each phase expects; stale, repeated and reordered events, lost
links, kills of the server with commands half done, and hang-ups at any moment are mixed in.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import routing
from ivr.calls.advance import advance, begin
from ivr.calls.phases import (
    Connected,
    Dialling,
    Ended,
    Introducing,
    Leaving,
    Phase,
    Ringing,
    Talking,
    Waiting,
    deadline,
)
from ivr.telephony import events as e
from ivr.telephony.causes import Cause
from ivr.telephony.ids import ChannelId
from tests.calls.transcript import edition
from tests.calls.world import EVENTS, Line, World, contact_of_place, told_again

EDITION = edition()
AGENTS = sorted(EDITION.centre.agents)
CALLS = (*(("4001", None),) * 8, *(("4002", None),) * 2, *(("4003", None),) * 6, *(("4004", None),) * 3)
RARE_CALLS = (
    ("4999", None),
    ("*13", "8001"),
    ("*142", "8001"),
    ("4001", "8001"),
    ("*11", "8001"),
    *(("*11", "8002"),) * 2,
)
TARGETS = ("4003", "4004", "8001", "8002", "0900666")
WITH_A_LEG = Ringing | Talking | Dialling | Connected
BOUNDED = 20.0


class CallsUnderAnyEvents(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World(EDITION)

    # Rules are chosen evenly: the usual ones are there several times.

    @rule(call=st.sampled_from(CALLS + RARE_CALLS), clings=st.booleans(), data=st.data())
    def somebody_calls(self, call: tuple[str, str | None], clings: bool, data: Any) -> None:
        if len(self.living()) < 4:
            self.world.arrive(*call, clings)
        self.go_on(data)

    def something_expected(self, data: Any) -> None:
        if self.living():
            self.happen(self.somebody(data), data)
        self.go_on(data)

    expected_1 = rule(data=st.data())(something_expected)
    expected_2 = rule(data=st.data())(something_expected)
    expected_3 = rule(data=st.data())(something_expected)
    expected_4 = rule(data=st.data())(something_expected)
    expected_5 = rule(data=st.data())(something_expected)
    expected_6 = rule(data=st.data())(something_expected)

    @rule(data=st.data())
    def a_wait_ends(self, data: Any) -> None:
        due = self.world.next_deadline()
        if due is not None:
            self.world.pass_time(max(0.0, due - self.world.now))
        self.go_on(data)

    @rule(seconds=st.sampled_from((0.5, 3.0, 10.0, 40.0)), data=st.data())
    def time_passes(self, seconds: float, data: Any) -> None:
        self.world.pass_time(seconds)
        self.go_on(data)

    @rule(really=st.sampled_from((False, False, True)), data=st.data())
    def a_caller_hangs_up(self, really: bool, data: Any) -> None:
        lines = [line for line in self.living() if line.there]
        if lines and really:
            self.world.leave(data.draw(st.sampled_from(lines)))
        self.go_on(data)

    @rule(agent=st.sampled_from(AGENTS), data=st.data())
    def an_agent_changes(self, agent: str, data: Any) -> None:
        changes = (
            routing.Paused(agent, "tea"),
            routing.SignedOut(agent),
            routing.PhoneChanged(agent, False),
        )
        back = (routing.PhoneChanged(agent, True), routing.SignedIn(agent), routing.Ready(agent))
        for change in data.draw(st.sampled_from((back, back, *((one,) for one in changes)))):
            self.world.queueing.apply(change)
        self.go_on(data)

    @rule(data=st.data())
    def something_is_told_again(self, data: Any) -> None:
        lines = [line for line in self.living() if len(line.journal) > 1]
        if not lines:
            return
        line = data.draw(st.sampled_from(lines))
        event = EVENTS.decode(data.draw(st.sampled_from(line.journal))[0])
        gone = isinstance(event, e.CallerLeft) and line.there
        # An offer comes from the board itself, which makes each once.
        if not isinstance(event, e.Resynced | e.Arrived | e.AgentOffered) and not gone:
            line.inbox.append(told_again(event, self.world.now))
        self.go_on(data)

    @precondition(lambda self: self.living())
    @rule(really=st.sampled_from((False, False, True)), data=st.data())
    def the_house_closes(self, really: bool, data: Any) -> None:
        line = self.somebody(data)
        if really:
            self.world.deliver(e.HouseCloses(contact=line.id, at=self.world.now))
        self.go_on(data)

    @rule(data=st.data())
    def something_is_told_out_of_turn(self, data: Any) -> None:
        for line in self.living():
            if line.phase is not None:
                line.inbox.rotate(data.draw(st.integers(0, 1)))
        self.go_on(data)

    @precondition(lambda self: self.living())
    @rule(hangs_up=st.booleans(), data=st.data())
    def the_link_is_lost(self, hangs_up: bool, data: Any) -> None:
        line = self.somebody(data)
        if hangs_up:
            self.world.leave(line)
        else:
            self.happen(line, data)
        self.world.lose_link()
        self.go_on(data)

    @precondition(lambda self: self.living())
    @rule(commands=st.sampled_from((0, 0, 1, 2, 3, 4)), data=st.data())
    def the_server_is_killed(self, commands: int, data: Any) -> None:
        self.world.settle()
        if self.living():
            line = self.somebody(data)
            self.happen(line, data)
            self.world.act(line, commands)
        self.world.restart()
        self.go_on(data)

    # What may well happen next

    def somebody(self, data: Any) -> Line:
        """Any living contact, mostly one with a telephone rung or talked to."""
        lines = self.living()
        return data.draw(st.sampled_from(lines + [line for line in lines if line.legs] * 2))

    def happen(self, line: Line, data: Any) -> None:
        """One of the things that a telephone in this phase may well do."""
        choices = [*self.of_the_prompt(line), *self.of_the_caller(line), *self.of_the_secret(line)]
        for leg, up in line.legs.items():
            choices += self.of_a_talk(line, leg) if up else self.of_ringing(line, leg)
        if choices:
            data.draw(st.sampled_from(choices))()

    def of_the_prompt(self, line: Line) -> list[Callable[[], None]]:
        if line.playing is None:
            return []
        over = partial(self.world.end_prompt, line)
        told = [partial(self.world.end_told, line, leg) for leg in line.told]
        return [over, over, partial(self.world.end_prompt, line, fails=True), *told]

    def of_the_caller(self, line: Line) -> list[Callable[[], None]]:
        keys = "" if not line.there else "5" if line.legs or isinstance(line.phase, Waiting) else "11112278*#"
        return [
            self.told(e.DigitPressed(contact=line.id, at=self.world.now, channel=line.caller, digit=key))
            for key in keys
        ]

    def of_the_secret(self, line: Line) -> list[Callable[[], None]]:
        if line.secret is None or not line.there:
            return []
        about = {"contact": line.id, "at": self.world.now, "handle": line.secret}
        return [self.told(e.SecretBegun(**about)), *[self.told(e.SecretCollected(**about, length=4))] * 3]

    def of_ringing(self, line: Line, leg: ChannelId) -> list[Callable[[], None]]:
        world, about = self.world, {"contact": line.id, "at": self.world.now}
        command = type(line.phase).__name__.replace("Ringing", "Ring").replace("Dialling", "Dial")
        return [
            *[partial(world.pick_up, line, leg)] * 5,
            partial(world.drop, line, leg, Cause.BUSY),
            partial(world.drop, line, leg, Cause.GONE, picked_up=True),
            self.told(e.CommandFailed(**about, command=command, about=leg, reason="no answer")),
            self.told(e.AgentRang(**about, leg=leg)),
        ]

    def of_a_talk(self, line: Line, leg: ChannelId) -> list[Callable[[], None]]:
        about = {"contact": line.id, "at": self.world.now}
        return [
            *[partial(self.world.drop, line, leg, Cause.NORMAL)] * 3,
            *[self.told(e.Held(**about, channel=leg))] * 3,
            *[self.told(e.Retrieved(**about, channel=leg))] * 2,
            *(self.told(e.TransferAsked(**about, leg=leg, target=target)) for target in TARGETS),
        ]

    def told(self, event: e.Event) -> Callable[[], None]:
        return partial(self.world.deliver, event)

    def go_on(self, data: Any) -> None:
        """Mostly everything is told at once; sometimes one contact takes one event, or nobody any."""
        match data.draw(st.sampled_from(("all", "all", "all", "one", "none"))):
            case "all":
                self.world.settle()
            case "one" if lines := [line for line in self.living() if line.waits]:
                self.world.act(data.draw(st.sampled_from(lines)))

    def living(self) -> list[Line]:
        return [line for line in self.world.lines.values() if not isinstance(line.phase, Ended)]

    def quiet(self) -> bool:
        return not any(line.waits for line in self.living())

    # What holds at every moment

    @invariant()
    def every_wait_has_an_end(self) -> None:
        for line in self.living():
            if line.phase is not None and not isinstance(line.phase, Talking | Connected):
                assert deadline(line.phase) is not None, line.phase

    # What holds when everything has been told

    @invariant()
    def when_all_is_told_all_is_well(self) -> None:
        if not self.quiet():
            return
        self.whoever_hung_up_has_ended()
        self.nothing_is_left_of_earlier_phases()
        self.nobody_is_in_silence()
        self.an_agent_has_at_most_one_call()
        self.the_board_agrees_with_the_calls()
        self.no_able_ready_agent_is_beside_a_waiting_call()

    def whoever_hung_up_has_ended(self) -> None:
        for line in self.world.lines.values():
            assert line.there != isinstance(line.phase, Ended), (line.there, line.phase)

    def nothing_is_left_of_earlier_phases(self) -> None:
        for line in self.world.lines.values():
            own = {line.phase.leg} if isinstance(line.phase, WITH_A_LEG) else set()
            bridges = {line.phase.bridge} if isinstance(line.phase, WITH_A_LEG) else set()
            assert line.legs.keys() == own, (line.legs, line.phase)
            assert line.bridges.keys() == bridges, (line.bridges, line.phase)

    def nobody_is_in_silence(self) -> None:
        for line in self.living():
            match line.phase:
                case Introducing():
                    assert line.playing, line.phase
                    assert not line.music, line.phase
                case Waiting() | Ringing() | Dialling():
                    assert line.music, line.phase
                case Talking() | Connected() as phase:
                    assert line.bridges[phase.bridge] == {line.caller, phase.leg}, line.bridges
                    held = isinstance(phase, Talking) and phase.contact.talks[-1].held_since is not None
                    assert line.music == held, phase
                case Leaving():
                    pass  # he is being hung up; what he still hears until then is nobody's concern
                case phase:
                    assert not line.music, phase
                    waits = deadline(phase) or 0.0
                    assert line.playing or waits <= self.world.now + BOUNDED, phase

    def an_agent_has_at_most_one_call(self) -> None:
        lines = self.world.lines.values()
        legs = Counter(line.agents[leg] for line in lines for leg in line.legs if leg in line.agents)
        assert not [agent for agent, calls in legs.items() if calls > 1], legs

    def the_board_agrees_with_the_calls(self) -> None:
        for standing in self.world.queueing.board.agents():
            contact = contact_of_place(standing.call)
            phase = self.world.lines[contact].phase if contact else None
            assert not contact or (isinstance(phase, Ringing | Talking) and phase.agent == standing.agent)
        in_line = {call.call for call in self.world.queueing.board.waiting()}
        assert in_line == {line.phase.place for line in self.living() if isinstance(line.phase, Waiting)}

    def no_able_ready_agent_is_beside_a_waiting_call(self) -> None:
        board, agents = self.world.queueing.board, EDITION.centre.agents
        ready = [s.agent for s in board.agents() if s.state is routing.AgentState.READY]
        for call in board.waiting():
            assert not [agent for agent in ready if routing.can_take(agents[agent].skills, call.needs)], call

    # What holds in the end

    def teardown(self) -> None:
        """Every journal, told again from what was stored, gives the same phases and commands."""
        for line in self.world.lines.values():
            phase: Phase | None = None
            for event, kept, commands in line.journal:
                told = EVENTS.decode(event)
                transition = advance(phase, told, EDITION) if phase else begin(told, EDITION)
                phase = transition.phase
                assert msgspec.json.encode(phase) == kept
                assert msgspec.json.encode(transition.commands) == commands


CallsUnderAnyEvents.TestCase.settings = settings(
    max_examples=80, stateful_step_count=80, deadline=None, suppress_health_check=list(HealthCheck)
)
test_calls_under_any_events = CallsUnderAnyEvents.TestCase
