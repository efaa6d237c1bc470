"""Whatever dialplan is accepted: no caller makes its code raise or go round for ever, none is in silence."""

import json
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ivr.dialplan.callers.staff import Answers, Declines, DoesNotAnswer
from ivr.dialplan.callers.steps import HangUp, Press, SayNothing, Step, Wait
from ivr.dialplan.callers.systems import Fails, FindsNothing, Gives, WhoCalls
from ivr.dialplan.edition import Edition, read_edition
from ivr.dialplan.messages import NOTHING
from ivr.rehearsal.part import Part
from ivr.rehearsal.rehearse import rehearse
from ivr.rehearsal.room import Room
from tests.dialplan.made import Made, dialplans

CENTRE = b"""
name: {zh: x, en: x}
languages: [zh, en]
skills: [repair, zh, en]
agents: {8001: {name: A, skills: {repair: 10, zh: 10, en: 10}}}
queues: {repair: {name: {zh: x, en: x}, needs: {repair: 1}, max_wait_seconds: 60, survey: other}}
numbers: {4001: {dialplan: main, language: zh}}
profiles: {slow: {pace: 0.8, patience: 2, extra_tries: 1, confirm: true, tiers: [vip]}}
services: {crm: {url: "http://127.0.0.1:9/x"}}
trunks: {carrier: {kind: address, host: 192.0.2.1}}
"""
OTHER = b"start: bye\nnodes: {bye: {type: hang_up, prompt: {zh: x, en: x}}}\n"

HOURS = b"hours: {office: {week: {mon-fri: 9:00-18:00}, zone: UTC}}\n"
RULES = b"""rules:
  often: {when: contacts(7d) >= 1, say: {zh: x, en: x}, priority: 5}
  first: {when: 'caller == ""', queue: repair}
"""

ROOM = Room()
AT = 1_773_194_400.0

STEPS: st.SearchStrategy[Step] = st.one_of(
    st.sampled_from("0123456789*#").map(Press),
    st.text("0123456789*#", min_size=2, max_size=9).map(Press),
    st.floats(0, 9).map(Wait),
    st.just(SayNothing()),
    st.just(HangUp()),
)
STAFF = st.sampled_from([{}, {"8001": Answers(1.0, 2.0)}, {"8001": Declines()}, {"8001": DoesNotAnswer()}])
WORLD = st.fixed_dictionaries(
    {
        "staff": STAFF,
        "otherwise": st.sampled_from([None, Gives({}), Fails(30.0), FindsNothing()]),
        "who": st.sampled_from([None, WhoCalls(tier="vip", contacts=2)]),
        "secret": st.sampled_from(["", "1"]),
        "outside": st.sampled_from([Answers(1.0, 2.0), Declines(), DoesNotAnswer()]),
    }
)
"""What the world is like for the caller: a part's fields."""


def read(document: Made) -> Edition | None:
    files = {
        "centre.yaml": CENTRE,
        "other.yaml": OTHER,
        "main.yaml": json.dumps(document, ensure_ascii=False).encode(),
    }
    answer = read_edition(files)
    return answer if isinstance(answer, Edition) else None


@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=dialplans(), steps=st.lists(STEPS, max_size=12), world=WORLD)
def test_no_caller_meets_anything_but_what_every_caller_is_promised(
    document: Made, steps: list[Step], world: dict[str, Any]
) -> None:
    edition = read(document)
    assume(edition is not None)
    assert edition is not None
    part = Part(
        name=NOTHING, dialplan="main", edition=edition, dials="4001", at=AT, steps=tuple(steps), **world
    )

    (verdict,) = rehearse((part,), ROOM)

    assert verdict.faults == (), verdict
