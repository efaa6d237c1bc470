"""Regressing: the same keys in other dialplans end elsewhere, and only there."""

from ivr.dialplan.edition import Edition
from ivr.replay.behaviour import HungUp, Key, NobodyCame, Silence, Told, behaviour
from ivr.replay.regressing import Ending, Moved, summed, walked
from ivr.telephony.events import Arrived, CustomerFound
from ivr.telephony.ids import ContactId
from tests.replay.journals import BALANCE, EDITION, REPAIR, again, journal
from tests.replay.test_replaying import other


def ends(*lines: str, edition: Edition = EDITION) -> Ending:
    steps = again(journal(*lines))
    arrived = steps[0].event
    assert isinstance(arrived, Arrived)
    return walked(arrived, behaviour(steps), edition)


def test_a_callers_behaviour_is_his_keys_his_silence_and_his_leaving() -> None:
    silent = ("0.0 arrives 4001 from 13800138000", "5.0 prompt 1 over", "10.0 time is up", "12.0 key 9")
    deeds = behaviour(again(journal(*silent)))
    assert deeds == (Silence(), Key("9", 1_000_012.0))
    assert behaviour(again(journal(*REPAIR)))[-1] == HungUp()


def test_where_he_waited_in_vain_he_is_led_on() -> None:
    waits = (*REPAIR[:2], "61.0 time is up", "66.0 prompt 2 over")
    deeds = behaviour(again(journal(*waits)))
    assert deeds == (Key("1", 1_000_003.0), NobodyCame())
    assert ends(*waits) == Ending("outcome", "nobody_free")


def test_in_his_own_dialplans_he_ends_where_he_did() -> None:
    assert ends(*BALANCE) == Ending("outcome", "self_service")
    assert ends(*REPAIR) == Ending("queue", "repair")


def test_a_key_that_leads_elsewhere_ends_elsewhere() -> None:
    new = other("keys: {1: repair, 2: account}", "keys: {1: account, 2: repair}")
    assert ends(*REPAIR, edition=new) == Ending("hung_up", "main.account")
    assert ends(*BALANCE, edition=new) == Ending("queue", "repair")


def test_whoever_is_asked_for_more_waits_there() -> None:
    new = other("least: 4\n    most: 4", "least: 6\n    most: 6")
    short = BALANCE[:-3]
    assert ends(*short, edition=new) == Ending("waits", "main.account")


def test_a_changed_text_moves_nobody() -> None:
    new = other("您的余额为一百元。", "您的余额为两百元。")
    assert ends(*BALANCE, edition=new) == ends(*BALANCE)


def test_what_the_directory_told_is_told_again() -> None:
    (arrived, *_) = again(journal(*REPAIR))
    assert isinstance(arrived.event, Arrived)
    told = Told(CustomerFound(contact=arrived.event.contact, at=1.0, key="k", customer=None, history=None))  # type: ignore[arg-type]
    assert walked(arrived.event, (told, Key("1", 2.0)), EDITION) == Ending("queue", "repair")


def test_equal_moves_are_counted_together_with_one_example() -> None:
    queue, over = Ending("queue", "repair"), Ending("outcome", "self_service")
    a, b, c, d = (ContactId(name) for name in "abcd")
    moved = summed([(a, queue, over), (b, queue, queue), (c, queue, over), (d, over, queue)])
    assert moved == (
        Moved(before=queue, after=over, count=2, example=a),
        Moved(before=over, after=queue, count=1, example=d),
    )
    assert moved[0].before.told().en == "queue repair"
    assert moved[0].after.told().zh == "结束（self_service）"
