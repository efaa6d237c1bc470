"""Effects outside telephony: a node that waits for one is told of it, and of no other."""

import pytest
from msgspec.structs import replace

from ivr.dialplan import interpreter
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.node import Exit, Here, Leave, Move, NodeDocument, Stay
from ivr.dialplan.step import End
from ivr.telephony.commands import Fetch
from ivr.telephony.events import (
    CommandFailed,
    Event,
    Fetched,
    FetchFailed,
    Resynced,
    SecretChecked,
)
from ivr.telephony.ids import EffectKey, SecretHandle, effect_of
from tests.dialplan.examples import CONTACT, FACTS, dialplan, edition_of, resynced, walk

KEY = effect_of(CONTACT, 1)
FETCH = Fetch(KEY, "crm", "/orders", {}, {"order": "/id"}, 2.0)


class Asking(NodeDocument):
    """A node that fetches something, and leaves by the name of what it was told."""

    type: str = "asking"

    def enter(self, here: Here) -> Move:
        waiting = replace(here.position, effects=1, awaiting=KEY, until=here.at + 2.0)
        return Stay(waiting, (FETCH,))

    def told(self, here: Here, event: Event) -> Move:
        return Leave(here.position, type(event).__name__)

    def resume(self, here: Here) -> Move:
        return Stay(here.position, (FETCH,))

    def exits(self):  # type: ignore[no-untyped-def]
        for name in ("Fetched", "FetchFailed", "CommandFailed"):
            yield Exit(name, "bye", ())


BYE = dialplan("start: bye\nnodes:\n  bye: {type: hang_up}\n").nodes["bye"]
PLAN = Dialplan.model_construct(name="main", start="ask", nodes={"ask": Asking(), "bye": BYE})
EDITION = edition_of(PLAN)


@pytest.mark.parametrize(
    "event",
    [
        Fetched(contact=CONTACT, at=101.0, key=KEY, values={"order": "7"}),
        FetchFailed(contact=CONTACT, at=101.0, key=KEY, reason="503"),
        CommandFailed(contact=CONTACT, at=101.0, command="Fetch", about=KEY, reason="not offered"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_a_node_is_told_what_became_of_the_effect_it_waits_for(event: Event) -> None:
    step = walk(EDITION, event)

    assert step.handover == End(outcome="completed")
    assert step.position.awaiting is None


@pytest.mark.parametrize(
    "event",
    [
        Fetched(contact=CONTACT, at=101.0, key=EffectKey("another"), values={}),
        CommandFailed(contact=CONTACT, at=101.0, command="Play", about="another", reason="gone"),
        SecretChecked(contact=CONTACT, at=101.0, handle=SecretHandle("another"), ok=True),
    ],
    ids=lambda event: type(event).__name__,
)
def test_the_effect_of_something_else_changes_nothing(event: Event) -> None:
    before = walk(EDITION)

    assert walk(EDITION, event).position == before.position


def test_after_an_absence_the_effect_is_wanted_again_under_its_key_while_a_prompt_is_heard() -> None:
    waiting = replace(walk(EDITION).position, plays=1, playing="pbx-1-1.play.1")

    heard = interpreter.step(EDITION, waiting, FACTS, resynced(1))
    cut_off: Resynced = resynced()

    assert heard.commands == (FETCH,)
    assert heard.position.playing == "pbx-1-1.play.1"
    assert interpreter.step(EDITION, waiting, FACTS, cut_off).position.playing is None
