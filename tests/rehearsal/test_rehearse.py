"""Simulated callers on the virtual clock: what becomes of them, and what is told of it."""

import pytest

from ivr.rehearsal.moments import Came, Ended, Heard, Met, Missed, Parted, Pressed, Rang, Waited
from ivr.rehearsal.part import written_parts
from ivr.rehearsal.rehearse import rehearse
from ivr.rehearsal.transcript import transcript
from ivr.telephony.prompts import Prompt
from tests.rehearsal.examples import CENTRE, MAIN, ROOM, edition, faults, verdict


def test_a_caller_is_led_from_the_menu_to_an_agent_and_through_the_survey() -> None:
    one = verdict('steps: [{press: "1"}, {press: "2"}]')

    assert one.passed
    assert one.outcome == "answered"
    assert [moment for moment in one.moments if not isinstance(moment, Heard)] == [
        Came(0.0, "main", "main_menu"),
        Pressed(3.9, "1"),
        Came(3.9, "main", "repair", 1, 1),
        Waited(3.9, "repair"),
        Rang(4.0, "8001"),
        Met(5.9, "8001"),
        Parted(10.9, "8001"),
        Came(10.9, "opinion", "solved", 1, 1),
        Pressed(14.8, "2"),
        Came(14.8, "opinion", "thanks", 2, 1),
        one.moments[-3],
        Ended(17.8, "answered"),
    ]
    assert one.moments[1] == Heard(
        0.0, "main_menu", (Prompt("报修请按一，值班请按二。", "zh"),), seconds=3.0, whole=True
    )


@pytest.mark.parametrize(
    ("agents", "met"),
    [
        ("{8002: answers}", "8002"),
        ("{李娜: answers}", "8002"),
        ("{8001: declines, 8002: answers}", "8002"),
        ("{8001: does_not_answer, 8002: answers}", "8002"),
        ("{8001: {after: 1, talks: 60}, 8002: answers}", "8001"),
    ],
)
def test_agents_do_what_the_caller_s_document_says(agents: str, met: str) -> None:
    one = verdict(f'steps: [{{press: "1"}}]\nagents: {agents}\nreached: {{agent: "{met}"}}')

    assert one.passed, one.faults
    assert [moment.agent for moment in one.moments if isinstance(moment, Met)] == [met]


def test_who_declines_is_told_as_such() -> None:
    one = verdict('steps: [{press: "1"}]\nagents: {8001: declines, 8002: answers}')

    assert Missed(4.9, "8001", "declined") in one.moments


def test_where_nobody_is_there_the_caller_waits_as_long_as_the_queue_lets_him() -> None:
    assert not faults('steps: [{press: "1"}]\nagents: {}\nreached: {node: goodbye, outcome: nobody_free}')


@pytest.mark.parametrize(
    ("outside", "outcome"),
    [("answers", "transferred"), ("declines", "nobody_free"), ("does_not_answer", "nobody_free")],
)
def test_the_number_outside_does_what_the_document_says(outside: str, outcome: str) -> None:
    assert not faults(f'steps: [{{press: "2"}}]\noutside: {outside}\nreached: {{outcome: {outcome}}}')


def test_who_says_nothing_hears_the_question_again() -> None:
    one = verdict('steps: [say_nothing, say_nothing, {press: "1"}]\nreached: {queue: repair}')

    assert one.passed, one.faults
    assert [moment.node for moment in one.moments if isinstance(moment, Heard)][:3] == ["main_menu"] * 3


def test_a_key_right_after_a_wait_cuts_the_prompt_short() -> None:
    one = verdict('steps: [{wait: 1}, {press: "1"}]')

    assert Pressed(1.0, "1") in one.moments
    assert one.moments[1] == Heard(
        0.0, "main_menu", (Prompt("报修请按一，值班请按二。", "zh"),), seconds=1.0, whole=False
    )


def test_who_hangs_up_has_left() -> None:
    assert not faults("steps: [{wait: 2}, hang_up]\nreached: {outcome: left_in_menu}")
    assert not faults('steps: [{press: "1"}, {wait: 1}, hang_up]\nreached: {outcome: left_in_queue}')


def test_what_was_said_in_the_other_language_was_not_heard() -> None:
    assert not faults("language: en\nheard: [For repairs]\nnot_heard: [报修]")
    assert faults("language: en\nheard: [报修]") == ['"报修" was not heard']


def test_a_dialplan_without_a_number_is_called_by_one_of_our_own() -> None:
    callers = "callers:\n  - {name: {en: x}, language: zh, steps: [{press: 1}], heard: [thanks]}\n"
    read = edition()
    survey = read.dialplans["opinion"]
    caller = edition(callers.replace("[thanks]", "[]")).dialplans["main"].callers[0]
    tried = survey.model_copy(update={"callers": (caller,)})
    read.dialplans["opinion"] = tried  # type: ignore[index]

    (one,) = rehearse(written_parts(read, ROOM), ROOM)

    assert one.passed, one.faults
    assert one.outcome == "completed"


@pytest.mark.parametrize(
    ("caller", "fault"),
    [
        ("heard: [goodbye, main_menu]", '"main_menu" was heard, but too early'),
        ("not_heard: [再见]", '"再见" was heard, and must not be'),
        ("reached: repair", 'he did not come to the node "repair"'),
        ("reached: {queue: repair}", 'he did not come into the queue "repair"'),
        ("reached: {agent: 张伟}", 'he did not speak with the agent "张伟"'),
        ("reached: {outcome: answered}", "the outcome is nobody_free, not answered"),
        ("reached: goodbye\nwithin: 20", "it took 24.0 s, more than 20 s"),
        (
            "steps: [say_nothing, say_nothing, say_nothing, {press: 1}]",
            'the call was over before he could do this: {press: "1"}',
        ),
    ],
)
def test_what_is_not_as_it_must_be_is_told(caller: str, fault: str) -> None:
    assert faults(caller) == [fault]


def test_the_same_caller_meets_the_same_every_time() -> None:
    assert verdict('steps: [{press: "1"}]') == verdict('steps: [{press: "1"}]')


def test_a_dialplan_whose_code_raises_is_told_and_nothing_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.dialplan.nodes.menu.Menu.key", lambda *_: 1 / 0)

    (fault,) = faults('steps: [{press: "1"}]')

    assert "ZeroDivisionError" in fault


def test_a_loop_that_waits_for_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.rehearsal.rehearse.MOST_SECONDS", 50_000.0)
    prompt = "prompt: {zh: 。, en: .}"
    circle = f"""
start: a
nodes:
  a: {{type: menu, {prompt}, keys: {{1: b}}, no_input: b, no_match: b}}
  b: {{type: hang_up}}
"""
    monkeypatch.setattr("ivr.dialplan.nodes.menu.Menu.prompt_over", lambda self, here: self.enter(here))
    instant = ROOM.__class__(seconds=lambda prompt: 0.0)
    read = edition("callers: [{name: {en: x}}]\n", circle)

    (one,) = rehearse(written_parts(read, instant), instant)

    assert [fault.en for fault in one.faults] == [
        "events go round and round at one moment, waiting for nothing"
    ]


def test_silence_that_is_not_the_caller_s_turn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.rehearsal.line.Ear.start_music", lambda self: None)

    assert faults('steps: [{press: "1"}]\nagents: {8001: {after: 4}}') == [
        "he waits for 4.0 s without any sound"
    ]


def test_a_transcript_reads_in_both_languages() -> None:
    one = verdict('steps: [{wait: 1}, {press: "1"}]\nagents: {8001: declines}\nreached: {node: officer}')

    zh, en = (transcript(one, language, ROOM.zone) for language in ("zh", "en"))

    assert en.splitlines()[:8] == [
        'A caller (main): 2026-03-11 10:00:00 CST, 13800138000 dials 4001; steps: {wait: 1}, {press: "1"}',
        "     0.0  comes to the node main_menu (main)",
        "     0.0  hears “报修请按一，值班请按二。” (cut off after 1.0 s)",
        "     1.0  presses 1",
        "     1.0  comes to the node repair (main)",
        "     1.0  waits in the queue repair, with music",
        "     1.1  agent 8001 rings",
        "     2.0  agent 8001 does not take it (declined)",
    ]
    assert en.splitlines()[-1] == '       ✗  he did not come to the node "officer"'
    assert "     1.0  按 1" in zh.splitlines()
    assert zh.splitlines()[-1] == "       ✗  没有到达节点“officer”"


def test_the_caller_calls_when_his_document_says() -> None:
    parts = [
        edition(f"callers: [{{name: {{en: x}}, at: {at}}}]\n", MAIN)
        for at in ("2026-10-10 09:00", "2026-10-10 02:00+01:00")
    ]

    assert [written_parts(read, ROOM)[0].at for read in parts] == [1791594000.0, 1791594000.0]


ORDERS = """
start: prove
nodes:
  prove:
    type: verify
    by: pin
    prompt: {zh: 请输入密码。, en: "Your PIN, please."}
    account: "1"
    digits: 4
    next: order
    no_match: goodbye
    no_input: goodbye
    failure: goodbye
  order:
    type: lookup
    service: orders
    take: {state: /state}
    next: found
    no_match: none
    failure: goodbye
  found: {type: hang_up, prompt: {zh: 有订单。, en: There is one.}}
  none: {type: hang_up, prompt: {zh: 没有订单。, en: There is none.}}
  goodbye: {type: hang_up, prompt: {zh: 再见。, en: Goodbye.}}
"""
WITH_ORDERS = CENTRE + "services: {orders: {url: 'http://127.0.0.1:9'}}\n"


@pytest.mark.parametrize(
    ("systems", "node"),
    [
        ("{order: {gives: {state: sent}, after: 3}}", "found"),
        ("{order: finds_nothing}", "none"),
        ("{order: fails}", "goodbye"),
        ("{order: {gives: {state: sent}, after: 60}}", "goodbye"),
        ("{}", "goodbye"),
    ],
)
def test_systems_answer_what_the_document_says(systems: str, node: str) -> None:
    caller = f'secret: "7391"\nsteps: [{{press: "7391"}}]\nsystems: {systems}\nreached: {node}'

    assert not faults(caller, ORDERS, WITH_ORDERS)


def test_the_keys_of_a_secret_stand_in_no_transcript() -> None:
    one = verdict('secret: "7391"\nsteps: [{wait: 1}, {press: "7391"}]', ORDERS, WITH_ORDERS)

    pressed = [moment.key for moment in one.moments if isinstance(moment, Pressed)]
    assert pressed == ["•", "•", "•", "•"]


def test_a_wrong_secret_is_refused() -> None:
    keys = '{press: "1111"}, {press: "2222"}, {press: "3333"}'

    assert not faults(f'secret: "7391"\nsteps: [{keys}]\nreached: goodbye', ORDERS, WITH_ORDERS)
