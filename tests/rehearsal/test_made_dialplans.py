"""Whatever dialplan is accepted: no caller makes its code raise or go round for ever, none is in silence."""

import json

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ivr.dialplan.callers.staff import Answers, Declines, DoesNotAnswer
from ivr.dialplan.callers.steps import HangUp, Press, SayNothing, Step, Wait
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
trunks: {carrier: {kind: address, host: 192.0.2.1}}
"""
OTHER = b"start: bye\nnodes: {bye: {type: hang_up, prompt: {zh: x, en: x}}}\n"

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


def read(document: Made) -> Edition | None:
    files = {
        "centre.yaml": CENTRE,
        "other.yaml": OTHER,
        "main.yaml": json.dumps(document, ensure_ascii=False).encode(),
    }
    answer = read_edition(files)
    return answer if isinstance(answer, Edition) else None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=dialplans(), steps=st.lists(STEPS, max_size=12), staff=STAFF)
def test_no_caller_meets_anything_but_what_every_caller_is_promised(
    document: Made, steps: list[Step], staff: dict[str, Answers | Declines | DoesNotAnswer]
) -> None:
    edition = read(document)
    assume(edition is not None)
    assert edition is not None
    part = Part(
        name=NOTHING, dialplan="main", edition=edition, dials="4001", at=AT, steps=tuple(steps), staff=staff
    )

    (verdict,) = rehearse((part,), ROOM)

    assert verdict.faults == (), verdict
