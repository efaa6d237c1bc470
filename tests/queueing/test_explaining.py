"""Why her, why not me, why am I still waiting: each told from the history, in both languages."""

from collections.abc import Iterable

import routing
from ivr.queueing.explaining import Explained, at_the_end, explained
from ivr.queueing.telling import cause_in_words, told
from ivr.telephony.ids import ContactId
from routing import (
    Agent,
    CallGone,
    CallQueued,
    Chapter,
    OfferMissed,
    Paused,
    PhoneChanged,
    PhoneUsed,
    Ready,
    SignedIn,
)
from routing.reasons import AgentReasons, Lacks, OfferReasons, WaitReasons
from tests.routing.evening import history_of

CONTACT = ContactId("sw-1-7")
FIRST, SECOND = f"{CONTACT}.place.1", f"{CONTACT}.place.2"
AGENTS = (
    Agent("8001", {"repair": 3, "agent:8001": 1}),
    Agent("8002", {"repair": 1, "agent:8002": 1}),
    Agent("8003", {"repair": 5}),
)


def call(name: str, since: float, needs: dict[str, int]) -> CallQueued:
    return CallQueued(name, "repair", needs, since=since, wrap_up_seconds=5.0)


def chapter(*changes: tuple[float, routing.Change]) -> Chapter:
    """8001 and 8002 are ready, 8003 is not there; then this happens."""
    ready = [
        (moment, change)
        for moment, agent in ((1.0, "8001"), (2.0, "8002"))
        for change in (PhoneChanged(agent, True), SignedIn(agent))
    ]
    return history_of({agent.id: agent for agent in AGENTS}, (*ready, *changes))


def english(all_of: Iterable[Explained], agent: str = "") -> list[str]:
    return [message.en for one in all_of for message in told(one, agent, lambda at: f"{at:g}")]


def test_an_offer_is_told_with_everybody_who_was_or_was_not_a_candidate() -> None:
    history = chapter(
        (10.0, call("sw-1-1.place.1", 9.0, {"repair": 9})), (20.0, call(FIRST, 12.0, {"repair": 1}))
    )
    (offer,) = explained(history, CONTACT)
    assert isinstance(offer.reasons, OfferReasons)
    assert english((offer,)) == [
        f"20 {FIRST} (queue repair) was offered to agent 8001",
        "  needs repair ≥ 1; priority 0; has waited 8.0 s; order 12.000; strategy longest_idle",
        "  1. agent 8001: by the strategy 0, 1.000",
        "  2. agent 8002: by the strategy 0, 2.000",
        "  -  agent 8003: not signed in",
        "  sw-1-1.place.1 stands before, but agent 8001 cannot take it: needs repair ≥ 9, has 3",
    ]


def test_one_agent_hears_why_she_was_not_chosen() -> None:
    history = chapter((20.0, call(FIRST, 12.0, {"repair": 2})))
    assert english(explained(history, CONTACT), "8002")[2:] == ["  -  agent 8002: needs repair ≥ 2, has 1"]
    assert english(explained(history, CONTACT), "8009")[2:] == ["  there is no agent 8009"]


def test_a_call_that_was_missed_and_offered_again_is_told_twice() -> None:
    history = chapter(
        (20.0, call(FIRST, 12.0, {"repair": 1})), (25.0, OfferMissed("8001", FIRST, "no_answer"))
    )
    lines = english(explained(history, CONTACT))
    assert f"25 {FIRST} (queue repair) was offered to agent 8002" in lines
    assert "  -  agent 8001: missed this very call, so he comes after the others" in lines


def test_who_waits_is_told_why_and_an_agent_why_he_has_no_call() -> None:
    history = chapter(
        (10.0, Paused("8001", "tea")),
        (11.0, PhoneUsed("8002", True)),
        (20.0, call(FIRST, 12.0, {"repair": 1})),
    )
    wait, idle = at_the_end(history, CONTACT, "8001", 42.0)
    assert isinstance(wait.reasons, WaitReasons)
    assert isinstance(idle.reasons, AgentReasons)
    assert english((wait, idle)) == [
        f"42 {FIRST} waits: place 1 in queue repair, 0 of all before it",
        "  needs repair ≥ 1; priority 0; has waited 30.0 s; order 12.000; strategy longest_idle",
        "  -  agent 8001: on pause (tea)",
        "  -  agent 8002: his telephone is in a call of its own (talking)",
        "  -  agent 8003: not signed in",
        "42 agent 8001 is given no call",
        "  on pause (tea)",
        f"  {FIRST} is one that he could take",
    ]


def test_who_gave_up_is_told_why_he_waited_until_then() -> None:
    history = chapter((20.0, call(FIRST, 12.0, {"repair": 9})), (31.0, CallGone(FIRST)))
    (wait,) = explained(history, CONTACT)
    assert (wait.at, isinstance(wait.reasons, WaitReasons)) == (31.0, True)
    assert list(at_the_end(history, CONTACT, "8001", 42.0)) == []


def test_other_contacts_and_offers_that_were_taken_back_at_once_are_left_out() -> None:
    history = chapter((20.0, call("sw-1-8.place.1", 12.0, {"repair": 1})), (30.0, Ready("8002")))
    assert list(explained(history, CONTACT)) == []


def test_every_word_has_both_languages() -> None:
    history = chapter((20.0, call(FIRST, 12.0, {"agent:8003": 1})), (25.0, call(SECOND, 12.0, {"team:a": 1})))
    messages = [
        message
        for one in at_the_end(history, CONTACT, "8001", 30.0)
        for message in told(one, "", lambda at: f"{at:g}")
    ]
    assert any("it waits for agent 8003 by name" in message.en for message in messages)
    assert any("指定给坐席 8003" in message.zh for message in messages)
    assert any("it is for team a" in message.en for message in messages)
    assert cause_in_words(Lacks("zh", 3, 1), str).zh == "技能 zh 需 ≥ 3，只有 1"
