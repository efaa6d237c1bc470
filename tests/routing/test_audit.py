"""The audit agrees with every evening of the board, finds whatever is swapped, and names its exceptions."""

from itertools import pairwise

from msgspec.structs import replace

from routing import (
    Agent,
    AgentsChanged,
    AgentStanding,
    AgentState,
    Applied,
    Board,
    CallAnswered,
    CallGone,
    CallQueued,
    CallTaken,
    Change,
    Chapter,
    Offer,
    OfferMissed,
    Relaxation,
    Restored,
    TalkEnded,
    checkpoint_of,
)
from routing.audit import audited
from routing.findings import Audited, Fault, Impossible, Passed, Passing
from tests.routing.evening import Evening

ZHANG = Agent("zhang", {"repair": 5, "agent:zhang": 1})
LI = Agent("li", {"repair": 1, "agent:li": 1})
REPAIR = {"repair": 1}


def evening(seed: int, steps: int = 250) -> Chapter:
    life = Evening(seed)
    begin = checkpoint_of(life.board)
    before = len(life.history)
    for _ in range(steps):
        life.step()
    return Chapter(begin, tuple(life.history[before:]))


def test_of_forty_evenings_of_the_board_nothing_is_unexplained() -> None:
    offers, reasons = 0, set[Passed]()
    for seed in range(40):
        result = audited([evening(seed)], 0.0, 1e9)
        assert result.violations() == (), seed
        offers += result.offers
        reasons |= result.counts.keys()
    assert offers > 1000
    assert {Passed.LACKS_SKILL, Passed.NAMED_AGENT, Passed.RELAXES_LATER} <= reasons


def test_two_offers_that_are_swapped_are_found_in_every_evening() -> None:
    for seed in range(20):
        chapter = evening(seed)
        at = [index for index, applied in enumerate(chapter.applied) if applied.offers]
        for first, second in pairwise(at):
            one, other = chapter.applied[first].offers[0], chapter.applied[second].offers[0]
            if one.call == other.call:
                continue
            applied = list(chapter.applied)
            for index, call in ((first, other.call), (second, one.call)):
                offers = applied[index].offers
                applied[index] = replace(applied[index], offers=(replace(offers[0], call=call), *offers[1:]))
            assert audited([replace(chapter, applied=tuple(applied))], 0.0, 1e9).violations(), (seed, first)


def told(*history: tuple[float, Change, tuple[Offer, ...]]) -> Audited:
    """The audit of a board with Zhang and Li that took and answered this."""
    begin = checkpoint_of(Board({agent.id: agent for agent in (ZHANG, LI)}))
    return audited([Chapter(begin, tuple(Applied(*one) for one in history))], 0.0, 1e9)


def call(name: str, since: float, needs: dict[str, int] = REPAIR, *relax: Relaxation) -> CallQueued:
    return CallQueued(name, "repair", needs, since=since, relax=relax)


def to(name: str, agent: Agent = LI) -> tuple[Offer, ...]:
    return (Offer(name, agent.id),)


def test_a_call_served_before_an_earlier_one_is_unexplained() -> None:
    result = told((10.0, call("a", 10.0), ()), (11.0, call("b", 11.0), ()), (12.0, CallGone("x"), to("b")))
    assert result.violations() == (Passing(12.0, Offer("b", "li"), "a", Passed.UNEXPLAINED),)


def test_a_point_of_priority_is_ten_minutes() -> None:
    urgent = replace(call("b", 609.0), priority=1)
    assert (
        told((10.0, call("a", 10.0), ()), (609.0, urgent, ()), (610.0, CallGone("x"), to("b"))).exceptions
        == ()
    )
    late = replace(call("b", 611.0), priority=1)
    assert told((10.0, call("a", 10.0), ()), (611.0, late, ()), (612.0, CallGone("x"), to("b"))).violations()


def test_each_reason_is_named() -> None:
    waits_for_zhang = call("a", 10.0, {"agent:zhang": 1})
    relaxes = call("a", 10.0, {"repair": 3}, Relaxation(60.0, REPAIR))
    for first, why in (
        (waits_for_zhang, Passed.NAMED_AGENT),
        (call("a", 10.0, {"team:gold": 1}), Passed.TEAM),
        (relaxes, Passed.RELAXES_LATER),
        (call("a", 10.0, {"agent:zhang": 1}, Relaxation(60.0, REPAIR)), Passed.NAMED_AGENT),
    ):
        result = told((10.0, first, ()), (11.0, call("b", 11.0), to("b")))
        assert [passing.why for passing in result.exceptions] == [why]
        assert result.violations() == ()
    relaxed = told((10.0, relaxes, ()), (61.0, call("b", 11.0), to("b")))
    assert [passing.why for passing in relaxed.violations() if isinstance(passing, Passing)] == [
        Passed.UNEXPLAINED
    ]
    skills = told((10.0, call("a", 10.0, {"repair": 3}), ()), (11.0, call("b", 11.0), to("b")))
    assert (skills.counts, skills.exceptions) == ({Passed.LACKS_SKILL: 1}, ())


def test_a_call_that_was_missed_keeps_its_place_before_later_ones() -> None:
    missed = told(
        (10.0, call("a", 10.0), to("a")),
        (11.0, OfferMissed("li", "a", "no_answer"), ()),
        (12.0, call("b", 12.0), to("b")),
    )
    assert [passing.passed for passing in missed.violations() if isinstance(passing, Passing)] == ["a"]


def test_what_somebody_took_by_hand_is_named() -> None:
    by_hand = CallTaken("li", call("b", 11.0))
    taken = told((10.0, call("a", 10.0), ()), (11.0, call("b", 11.0), ()), (12.0, by_hand, ()))
    assert [passing.why for passing in taken.exceptions] == [Passed.TAKEN]


def test_an_offer_that_came_before_the_change_it_was_told_with_is_none_of_its_doing() -> None:
    gone = told(
        (10.0, call("a", 10.0), ()), (11.0, call("b", 11.0), ()), (12.0, CallGone("a"), (*to("a"), *to("b")))
    )
    assert gone.violations() == ()
    waits = (10.0, call("a", 10.0), ())
    by_hand = CallTaken("li", call("a", 10.0))
    assert told(waits, (12.0, by_hand, to("a", ZHANG))).violations() == ()


def test_a_named_agent_who_misses_his_call_leaves_it_to_the_others_at_once() -> None:
    named = call("a", 10.0, {"agent:zhang": 1}, Relaxation(60.0, REPAIR))
    result = told(
        (10.0, named, to("a", ZHANG)),
        (11.0, OfferMissed("zhang", "a", "no_answer"), ()),
        (12.0, call("b", 12.0), to("b")),
    )
    assert len(result.violations()) == 1


def test_who_comes_in_the_moment_of_an_offer_or_by_a_restart_is_told_apart() -> None:
    came = told((10.0, call("b", 12.0), ()), (11.0, call("a", 10.0), to("b")))
    assert [passing.why for passing in came.exceptions] == [Passed.UNEXPLAINED]
    talk = replace(call("t", 1.0), wrap_up_seconds=5.0)
    wrapped_up = told(
        (1.0, talk, to("t")),
        (2.0, CallAnswered("li", "t"), ()),
        (6.0, TalkEnded("li", "t"), ()),
        (10.0, call("b", 12.0), ()),
        (11.0, call("a", 10.0), to("b")),
    )
    assert [passing.why for passing in wrapped_up.exceptions] == [Passed.SAME_MOMENT]
    standing = AgentStanding("zhang", AgentState.TALKING, 5.0, "t", signed_in=True, reachable=True)
    calls = (call("a", 10.0), call("t", 1.0))
    restored = told((10.0, call("b", 12.0), ()), (11.0, Restored((standing,), calls), to("b")))
    assert [passing.why for passing in restored.exceptions] == [Passed.RESTORED]


def test_an_offer_that_cannot_be_is_a_fault() -> None:
    unknown = told((10.0, CallGone("x"), to("a")))
    assert [fault.why for fault in unknown.faults] == [Impossible.NOT_IN_LINE]
    unable = told((10.0, call("a", 10.0, {"repair": 3}), to("a")))
    assert [fault.why for fault in unable.faults] == [Impossible.NOT_ABLE]
    twice = told((10.0, call("a", 10.0), to("a")), (11.0, call("b", 11.0), to("b")))
    assert twice.violations() == (Fault(11.0, Offer("b", "li"), Impossible.TWO_CALLS),)


def test_a_talk_is_over_when_it_is_ended_and_by_nothing_else() -> None:
    begin = ((10.0, call("a", 10.0), to("a")), (11.0, CallAnswered("li", "a"), ()))
    stale: tuple[Change, ...] = (
        CallGone("a"),
        OfferMissed("li", "a", "no_answer"),
        CallTaken("zhang", call("a", 10.0)),
        call("a", 99.0),
        TalkEnded("zhang", "a"),
    )
    for change in stale:
        assert told(*begin, (12.0, change, ()), (13.0, call("b", 13.0), to("b"))).faults
    assert not told(*begin, (12.0, TalkEnded("li", "a"), ()), (13.0, call("b", 13.0), to("b"))).faults


def test_skills_that_were_edited_hold_from_then_on() -> None:
    edited = AgentsChanged({"li": Agent("li", {"repair": 9})})
    history = ((10.0, call("a", 10.0, {"repair": 3}), ()), (11.0, edited, to("a")))
    assert told(*history).violations() == ()


def test_offers_of_another_day_are_followed_and_not_judged() -> None:
    begin = checkpoint_of(Board({"li": LI}))
    chapter = Chapter(begin, (Applied(10.0, call("a", 10.0)), Applied(11.0, call("b", 11.0), to("b"))))
    chapter = replace(chapter, applied=(*chapter.applied, Applied(12.0, CallGone("x"), to("a"))))
    assert audited([chapter], 12.0, 13.0).violations() == (
        Fault(12.0, Offer("a", "li"), Impossible.TWO_CALLS),
    )
    assert audited([chapter], 20.0, 30.0).offers == 0
