"""Several contacts, the real board and a simulated telephone world: what holds whatever happens.

What happens is drawn mostly from what each phase expects; stale, repeated and reordered events, lost
links, kills of the server with commands half done, and hang-ups at any moment are mixed in.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import routing
from ivr.calls.advance import advance, begin
from ivr.calls.belongings import bridges_of, legs_of
from ivr.calls.phases import (
    CallingColleague,
    Connected,
    Consulting,
    Conversing,
    Dialling,
    Ended,
    InDialplan,
    Introducing,
    Leaving,
    Parked,
    Phase,
    Ringing,
    Supervising,
    Surveying,
    Talking,
    Waiting,
    deadline,
)
from ivr.calls.talks import is_held
from ivr.telephony import events as e
from ivr.telephony.causes import Cause
from ivr.telephony.ids import ChannelId, is_snoop
from tests.calls.transcript import edition
from tests.calls.world import EVENTS, Line, World, contact_of_place, told_again

EDITION = edition()
AGENTS = sorted(EDITION.centre.agents)
CALLS = (
    *(("4001", None),) * 8,
    *(("4002", None),) * 2,
    *(("4003", None),) * 6,
    *(("4004", None),) * 3,
    *(("4005", None),) * 3,
)
RARE_CALLS = (
    ("4999", None),
    ("*13", "8001"),
    ("*142", "8001"),
    ("4001", "8001"),
    ("*11", "8001"),
    *(("*11", "8002"),) * 2,
    *(("*318001", "8002"),) * 3,
    *(("*18", "8001"),) * 2,
    *(("8002", "8001"), ("7002", "8001"), ("13912345678", "8001"), ("8001", "8002")) * 2,
    *(("*16", "8001"), ("*16", "8002"), ("*168001", "8002"), ("*17", "8001"), ("*178001", "8002")) * 2,
)
TARGETS = ("4003", "4004", "8001", "8002", "7002", "7003", "7004", "13912345678", "0900666")
CODES = (
    *(f"*21{target}#" for target in TARGETS),
    *(f"*22{target}#" for target in TARGETS),
    "*23",
    "*24",
    "*25",
    "*26",
    "*27",
    "*28",
)
SUPERVISING = ("*31", "*31", "*32", "*33", "*34")
OF_AGENTS_ALONE = CallingColleague | Conversing
BOUNDED = 20.0
WALKS = 300
CHANCE = st.randoms(use_true_random=True)
"""Chance that hypothesis repeats but does not bend."""


def _alone_on_hold(phase: Talking | Connected) -> set[ChannelId]:
    """Who hears music because the caller holds him."""
    apart = isinstance(phase, Talking) and phase.apart
    return set() if phase.contact.on_hold_since is None or phase.others or apart else {phase.leg}


def is_talking(line: Line, agent: str) -> bool:
    """Whether this agent talks in the contact."""
    return isinstance(line.phase, Talking) and line.phase.agent == agent


class CallsUnderAnyEvents(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World(EDITION)

    # Rules are chosen evenly: the usual ones are there several times.

    @rule(call=st.sampled_from(CALLS + RARE_CALLS), clings=st.booleans(), chance=CHANCE)
    def somebody_calls(self, call: tuple[str, str | None], clings: bool, chance: Random) -> None:
        if len(self.living()) < 4:
            self.world.arrive(*call, clings)
        self.go_on(chance)

    @precondition(lambda self: any(is_talking(line, "8001") for line in self.living()))
    @rule(code=st.sampled_from(SUPERVISING), chance=CHANCE)
    def a_supervisor_listens(self, code: str, chance: Random) -> None:
        if len(self.living()) < 5:
            self.world.arrive(f"{code}8001", "8002", False)
        self.go_on(chance)

    def something_expected(self, chance: Random) -> None:
        if self.living():
            self.happen(self.somebody(chance), chance)
        self.go_on(chance)

    expected_1 = rule(chance=CHANCE)(something_expected)
    expected_2 = rule(chance=CHANCE)(something_expected)
    expected_3 = rule(chance=CHANCE)(something_expected)
    expected_4 = rule(chance=CHANCE)(something_expected)
    expected_5 = rule(chance=CHANCE)(something_expected)
    expected_6 = rule(chance=CHANCE)(something_expected)

    @rule(chance=CHANCE)
    def a_wait_ends(self, chance: Random) -> None:
        due = self.world.next_deadline()
        if due is not None:
            self.world.pass_time(max(0.0, due - self.world.now))
        self.go_on(chance)

    @rule(seconds=st.sampled_from((0.5, 3.0, 10.0, 40.0)), chance=CHANCE)
    def time_passes(self, seconds: float, chance: Random) -> None:
        self.world.pass_time(seconds)
        self.go_on(chance)

    @rule(really=st.sampled_from((False, False, True)), chance=CHANCE)
    def a_caller_hangs_up(self, really: bool, chance: Random) -> None:
        lines = [line for line in self.living() if line.there]
        if lines and really:
            self.world.leave(chance.choice(lines))
        self.go_on(chance)

    @rule(agent=st.sampled_from(AGENTS), chance=CHANCE)
    def an_agent_changes(self, agent: str, chance: Random) -> None:
        changes = (
            routing.Paused(agent, "tea"),
            routing.SignedOut(agent),
            routing.PhoneChanged(agent, False),
        )
        back = (routing.PhoneChanged(agent, True), routing.SignedIn(agent), routing.Ready(agent))
        for change in chance.choice((back, back, *((one,) for one in changes))):
            self.world.queueing.apply(change)
        self.go_on(chance)

    @rule(chance=CHANCE)
    def something_is_told_again(self, chance: Random) -> None:
        lines = [line for line in self.living() if len(line.journal) > 1]
        if not lines:
            return
        line = chance.choice(lines)
        event = EVENTS.decode(chance.choice(line.journal)[0])
        gone = isinstance(event, e.CallerLeft) and line.there
        # An offer comes from the board itself, which makes each once.
        if not isinstance(event, e.Resynced | e.Arrived | e.AgentOffered) and not gone:
            line.inbox.append(told_again(event, self.world.now))
        self.go_on(chance)

    @precondition(lambda self: self.living())
    @rule(really=st.sampled_from((False, False, True)), chance=CHANCE)
    def the_house_closes(self, really: bool, chance: Random) -> None:
        line = self.somebody(chance)
        if really:
            self.world.deliver(e.HouseCloses(contact=line.id, at=self.world.now))
        self.go_on(chance)

    @rule(chance=CHANCE)
    def something_is_told_out_of_turn(self, chance: Random) -> None:
        for line in self.living():
            if line.phase is not None:
                line.inbox.rotate(chance.randint(0, 1))
        self.go_on(chance)

    @precondition(lambda self: self.living())
    @rule(hangs_up=st.booleans(), chance=CHANCE)
    def the_link_is_lost(self, hangs_up: bool, chance: Random) -> None:
        line = self.somebody(chance)
        if hangs_up:
            self.world.leave(line)
        else:
            self.happen(line, chance)
        self.world.lose_link()
        self.go_on(chance)

    @precondition(lambda self: self.living())
    @rule(commands=st.sampled_from((0, 0, 1, 2, 3, 4)), chance=CHANCE)
    def the_server_is_killed(self, commands: int, chance: Random) -> None:
        self.world.settle()
        if self.living():
            line = self.somebody(chance)
            self.happen(line, chance)
            self.world.act(line, commands)
        self.world.restart()
        self.go_on(chance)

    # What may well happen next

    def somebody(self, chance: Random) -> Line:
        """Any living contact, mostly one with a telephone rung or talked to."""
        lines = self.living()
        return chance.choice(lines + [line for line in lines if line.legs] * 2)

    def happen(self, line: Line, chance: Random) -> None:
        """One of the things that a telephone in this phase may well do."""
        choices = [*self.of_the_prompt(line), *self.of_the_caller(line), *self.of_the_secret(line)]
        for leg, up in line.legs.items():
            if is_snoop(leg):
                choices.append(partial(self.world.drop, line, leg, Cause.NORMAL))
            else:
                choices += self.of_a_talk(line, leg) if up else self.of_ringing(line, leg)
        if choices:
            chance.choice(choices)()

    def of_the_prompt(self, line: Line) -> list[Callable[[], None]]:
        if line.playing is None:
            return []
        over = partial(self.world.end_prompt, line)
        told = [partial(self.world.end_told, line, leg) for leg in line.told]
        return [over, over, partial(self.world.end_prompt, line, fails=True), *told]

    def of_the_caller(self, line: Line) -> list[Callable[[], None]]:
        keys = self.keys_of(line) if line.there else ""
        about = {"contact": line.id, "at": self.world.now, "channel": line.caller}
        holds = [self.told(e.Held(**about)), self.told(e.Retrieved(**about))] if line.there else []
        return [*(self.told(e.DigitPressed(**about, digit=key)) for key in keys), *holds]

    def keys_of(self, line: Line) -> str:
        if isinstance(line.phase, Supervising):
            return "456"
        return "5" if line.legs or isinstance(line.phase, Waiting) else "11112278*#"

    def of_the_secret(self, line: Line) -> list[Callable[[], None]]:
        if line.secret is None or not line.there:
            return []
        about = {"contact": line.id, "at": self.world.now, "handle": line.secret}
        return [self.told(e.SecretBegun(**about)), *[self.told(e.SecretCollected(**about, length=4))] * 3]

    def of_ringing(self, line: Line, leg: ChannelId) -> list[Callable[[], None]]:
        world, about = self.world, {"contact": line.id, "at": self.world.now}
        command = type(line.phase).__name__.replace("Ringing", "Ring").replace("Dialling", "Dial")
        command = command.replace("CallingColleague", "Ring")
        return [
            *[partial(world.pick_up, line, leg)] * 5,
            partial(world.drop, line, leg, Cause.BUSY),
            partial(world.drop, line, leg, Cause.GONE, picked_up=True),
            self.told(e.CommandFailed(**about, command=command, about=leg, reason="no answer")),
            self.told(e.AgentRang(**about, leg=leg)),
            *(partial(world.redirect, line, leg, target) for target in TARGETS),
        ]

    def of_a_talk(self, line: Line, leg: ChannelId) -> list[Callable[[], None]]:
        about = {"contact": line.id, "at": self.world.now}
        return [
            *[partial(self.world.drop, line, leg, Cause.NORMAL)] * 3,
            *[self.told(e.Held(**about, channel=leg))] * 3,
            *[self.told(e.Retrieved(**about, channel=leg))] * 2,
            *(self.told(e.TransferAsked(**about, leg=leg, target=target)) for target in TARGETS),
            *(self.pressed(line, leg, code) for code in CODES),
            *(self.told(e.JoinAsked(**about, leg=leg, channel=other)) for other in line.legs),
        ]

    def pressed(self, line: Line, leg: ChannelId, code: str) -> Callable[[], None]:
        def press() -> None:
            for digit in code:
                about = {"contact": line.id, "at": self.world.now}
                self.world.deliver(e.DigitPressed(**about, channel=leg, digit=digit))

        return press

    def told(self, event: e.Event) -> Callable[[], None]:
        return partial(self.world.deliver, event)

    def go_on(self, chance: Random) -> None:
        """Mostly everything is told at once; sometimes one contact takes one event, or nobody any."""
        match chance.choice(("all", "all", "all", "one", "none")):
            case "all":
                self.world.settle()
            case "one" if lines := [line for line in self.living() if line.waits]:
                self.world.act(chance.choice(lines))

    def living(self) -> list[Line]:
        return [line for line in self.world.lines.values() if not isinstance(line.phase, Ended)]

    def quiet(self) -> bool:
        return not any(line.waits for line in self.living())

    # What holds at every moment

    @invariant()
    def every_wait_has_an_end(self) -> None:
        for line in self.living():
            talks = isinstance(line.phase, Talking | Connected | Conversing | Supervising)
            if line.phase is not None and not talks and not getattr(line.phase, "met", False):
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
            own = legs_of(line.phase) if line.phase is not None else ()
            bridges = bridges_of(line.phase) if line.phase is not None else ()
            assert line.legs.keys() == set(own), (line.legs, line.phase)
            assert line.bridges.keys() == set(bridges), (line.bridges, line.phase)

    def nobody_is_in_silence(self) -> None:
        for line in self.living():
            match line.phase:
                case Introducing():
                    assert line.playing, line.phase
                    assert not line.music, line.phase
                case Waiting() | Ringing() | Dialling() | CallingColleague() | Parked():
                    assert line.music, line.phase
                case Supervising(until=None) as phase:
                    assert line.bridges[phase.bridge] == {line.caller, phase.snoop}, line.bridges
                case Conversing() as phase:
                    assert line.bridges[phase.bridge] == {line.caller, phase.leg}, line.bridges
                    assert not line.music, phase
                case Connected() as phase:
                    assert line.bridges[phase.bridge] == {line.caller, *legs_of(phase)}, line.bridges
                    assert not line.music, phase
                    assert line.music_of_legs == _alone_on_hold(phase), phase
                case Talking() as phase:
                    apart = {phase.leg} if phase.apart else set()
                    assert line.bridges[phase.bridge] == {line.caller, *legs_of(phase)} - apart, line.bridges
                    assert line.music == is_held(phase.contact, phase.leg), phase
                    assert line.music_of_legs == apart | _alone_on_hold(phase), phase
                case Consulting(talking=talking, own=own, party=party) as phase:
                    met = party is not None and phase.met
                    first = {talking.leg} if own != talking.leg and not talking.apart else set()
                    assert line.bridges[talking.bridge] == {line.caller, *first}, line.bridges
                    if party is not None:
                        both = {own, party.leg} if met else set()
                        assert line.bridges[phase.bridge] == both, line.bridges
                    assert line.music == is_held(phase.contact, talking.leg), phase
                    assert (own in line.music_of_legs) is not met, phase
                case InDialplan(contact=contact) | Surveying(contact=contact) if contact.on_hold_since:
                    pass  # he does not listen
                case Leaving():
                    pass  # he is being hung up; what he still hears until then is nobody's concern
                case phase:
                    assert not line.music, phase
                    waits = deadline(phase) or 0.0
                    assert line.playing or waits <= self.world.now + BOUNDED, phase

    def an_agent_has_at_most_one_call(self) -> None:
        # His own second line is no call that he was rung for.
        # That an agent talks to a colleague is known to his telephone, and not to the board.
        lines = [line for line in self.world.lines.values() if not isinstance(line.phase, OF_AGENTS_ALONE)]
        legs = Counter(line.agents[leg] for line in lines for leg in line.legs if leg in line.agents)
        assert not [agent for agent, calls in legs.items() if calls > 1], legs

    def the_board_agrees_with_the_calls(self) -> None:
        for standing in self.world.queueing.board.agents():
            contact = contact_of_place(standing.call)
            phase = self.world.lines[contact].phase if contact else None
            assert not contact or standing.agent in agents_of(phase), (standing, phase)
        in_line = {call.call for call in self.world.queueing.board.waiting()}
        assert in_line == {place for line in self.living() if (place := place_in_line(line.phase))}

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


def agents_of(phase: Phase | None) -> set[str]:
    """The agents with whom the contact has to do."""
    match phase:
        case Ringing(agent=agent):
            return {agent}
        case Talking(agent=agent, others=others):
            return {agent, *(party.agent for party in others)}
        case Consulting(talking=talking, party=party):
            return {talking.agent} | ({party.agent} if party else set())
        case _:
            return set()


def place_in_line(phase: Phase | None) -> str | None:
    """The place at which the contact waits for an offer."""
    match phase:
        case Waiting(place=place) | Consulting(place=place, party=None):
            return place
        case _:
            return None


CallsUnderAnyEvents.TestCase.settings = settings(
    max_examples=80, stateful_step_count=80, deadline=None, suppress_health_check=list(HealthCheck)
)
test_calls_under_any_events = CallsUnderAnyEvents.TestCase


class Walk(CallsUnderAnyEvents):
    """A walk at random from the moment that the first caller talks with an agent.

    What hypothesis draws is seldom what comes late in a call; chance alone gets there.
    """

    def talk(self) -> None:
        """Somebody calls and talks with an agent."""
        self.world.arrive("4001", None, clings=False)
        self.world.settle()
        (line,) = self.living()
        about = {"contact": line.id, "at": self.world.now}
        self.world.deliver(e.DigitPressed(**about, channel=line.caller, digit="1"))
        self.world.settle()
        self.world.pick_up(line, next(iter(line.legs)))
        self.world.settle()
        assert isinstance(line.phase, Talking)

    def step(self, chance: Random) -> None:
        """Something happens, mostly what may well happen next."""
        rare: list[Callable[[], None]] = [
            partial(self.somebody_calls, chance.choice(CALLS + RARE_CALLS), False, chance),
            partial(self.a_wait_ends, chance),
            partial(self.time_passes, chance.choice((0.5, 3.0, 10.0)), chance),
            partial(self.a_caller_hangs_up, chance.random() < 0.3, chance),
            partial(self.an_agent_changes, chance.choice(AGENTS), chance),
            partial(self.something_is_told_again, chance),
            partial(self.something_is_told_out_of_turn, chance),
        ]
        if any(is_talking(line, "8001") for line in self.living()):
            rare.append(partial(self.a_supervisor_listens, chance.choice(SUPERVISING), chance))
        if self.living():
            rare += [
                partial(self.the_link_is_lost, chance.random() < 0.3, chance),
                partial(self.the_house_closes, chance.random() < 0.3, chance),
                partial(self.the_server_is_killed, chance.choice((0, 1, 2, 3, 4)), chance),
            ]
        if chance.random() < 0.7:
            self.something_expected(chance)
        else:
            chance.choice(rare)()


def walk(seed: int) -> None:
    """One walk; what holds at every moment is looked at after each step."""
    chance, machine = Random(seed), Walk()
    machine.talk()
    if chance.random() < 0.2:
        machine.a_supervisor_listens("*31", chance)
    for _ in range(40):
        machine.step(chance)
        machine.every_wait_has_an_end()
        machine.when_all_is_told_all_is_well()
    machine.teardown()


@pytest.mark.parametrize("hundreds", range(WALKS // 100))
def test_walks_from_a_talk_onwards(hundreds: int) -> None:
    for seed in range(100 * hundreds, 100 * hundreds + 100):
        try:
            walk(seed)
        except Exception as error:
            error.add_note(f"walk({seed})")
            raise


CallsUnderAnyEvents.TestCase.settings = settings(
    max_examples=80, stateful_step_count=80, deadline=None, suppress_health_check=list(HealthCheck)
)
test_calls_under_any_events = CallsUnderAnyEvents.TestCase
