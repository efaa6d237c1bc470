"""The link survives whatever Asterisk, the network or panoramisk do to it."""

import asyncio

import pytest
from structlog.testing import capture_logs

from ivr.asterisk.ami import AmiLink, Pace
from ivr.asterisk.ami.actions import DeviceStateList, Ping, QueueAdd, QueueStatus
from ivr.asterisk.ami.errors import (
    ActionRefusedError,
    ActionTimedOutError,
    BadFieldError,
    LinkDownError,
)
from ivr.asterisk.ami.link import pause_before
from ivr.asterisk.ami.subscription import Heard, Resync

ADD = QueueAdd("fallback", "PJSIP/8001")


async def up(house, link: AmiLink) -> AmiLink:
    house.start(link)
    await house.until(lambda: link.up)
    return link


async def test_an_action_is_answered_whatever_its_sentence_sounds_like(house) -> None:
    house.asterisk.answers["QueueAdd"] = lambda action: house.asterisk.consent(
        action, "Added interface to queue"
    )
    link = await up(house, house.link())
    assert (await link.ask(ADD)).items == ()


async def test_a_list_has_its_entries_and_not_its_end(house) -> None:
    house.asterisk.answers["DeviceStateList"] = lambda action: house.asterisk.listing(
        action, {"Event": "DeviceStateComplete"}, {"Event": "DeviceStateChange", "Device": "PJSIP/8001"}
    )
    link = await up(house, house.link())
    items = (await link.ask(DeviceStateList())).items
    assert [item["Event"] for item in items] == ["DeviceStateComplete", "DeviceStateChange"]


async def test_a_refusal_says_what_asterisk_said(house) -> None:
    house.asterisk.answers["QueueAdd"] = lambda action: house.asterisk.refusal(action, "No such queue")
    link = await up(house, house.link())
    with pytest.raises(ActionRefusedError, match="No such queue"):
        await link.ask(ADD)


async def test_without_a_link_an_action_fails_at_once_and_was_not_sent(house) -> None:
    with pytest.raises(LinkDownError, match="there is no link") as caught:
        await house.link().ask(ADD)
    assert not caught.value.sent


async def test_a_line_break_never_reaches_asterisk(house) -> None:
    link = await up(house, house.link())
    with pytest.raises(BadFieldError):
        await link.ask(QueueAdd("fallback", "x\r\nAction: Command\r\nCommand: core stop now"))
    await link.ask(Ping())
    assert b"core stop now" not in house.asterisk.raw


async def test_what_waits_when_the_link_is_lost_fails_and_is_not_sent_again(house) -> None:
    house.asterisk.answers["QueueAdd"] = lambda action: None
    link = await up(house, house.link(Pace(first_pause=0.01, ping_every=0.05)))
    asking = asyncio.create_task(link.ask(ADD))
    await house.until(lambda: house.asterisk.actions("QueueAdd"))
    house.asterisk.drop()
    with pytest.raises(LinkDownError, match="lost before the answer") as caught:
        await asking
    assert caught.value.sent
    await house.until(lambda: house.asterisk.logins == 2 and link.up)
    await link.ask(Ping())
    assert len(house.asterisk.actions("QueueAdd")) == 1


async def test_an_action_without_an_answer_fails_in_time_and_renews_the_link(house) -> None:
    house.asterisk.answers["QueueAdd"] = lambda action: None
    link = await up(house, house.link())
    with pytest.raises(ActionTimedOutError, match=r"no answer within 0\.05 s"):
        await link.ask(ADD, seconds=0.05)
    await house.until(lambda: house.asterisk.logins == 2 and link.up)
    assert len(house.asterisk.actions("QueueAdd")) == 1


async def test_a_dead_peer_is_noticed(house) -> None:
    link = await up(house, house.link(Pace(ping_every=0.05, pong=0.1, first_pause=0.01, longest_pause=0.02)))
    house.asterisk.answers["Ping"] = lambda action: None
    await house.until(lambda: not link.up)
    house.asterisk.answers["Ping"] = house.asterisk.consent
    await house.until(lambda: link.up)
    assert house.asterisk.logins >= 2


async def test_asterisk_that_goes_and_comes_back_is_found_again(house) -> None:
    link = await up(house, house.link())
    await house.asterisk.close()
    await house.until(lambda: not link.up)
    await house.asterisk.open()
    await house.until(lambda: link.up)


async def test_a_refused_login_stops_after_three_tries_and_says_why(house) -> None:
    house.asterisk.answers["Login"] = lambda action: house.asterisk.refusal(action, "Authentication failed")
    link = house.link()
    with capture_logs() as logs:
        await asyncio.wait_for(link.run(), 3)
    assert link.refused
    assert len(house.asterisk.actions("Login")) == 3
    refusals = [entry for entry in logs if entry["event"] == "ami.login_refused"]
    assert [entry["gave_up"] for entry in refusals] == [False, False, True]
    assert refusals[-1]["reason"] == "Authentication failed"
    assert "manager.conf" in refusals[-1]["remedy"]
    assert "geheim" not in str(logs)


async def test_refusals_with_a_broken_link_between_them_do_not_add_up(house) -> None:
    turns = iter(["refuse", "refuse", "drop", "refuse", "refuse"])

    def login(action: dict[str, str]) -> str | None:
        match next(turns, "let in"):
            case "refuse":
                return house.asterisk.refusal(action, "Authentication failed")
            case "drop":
                house.asterisk.drop()
                return None
        return house.asterisk.let_in(action)

    house.asterisk.answers["Login"] = login
    link = await up(house, house.link())
    assert not link.refused


async def test_a_door_that_is_not_asterisk_is_left_and_tried_again(house) -> None:
    house.asterisk.banner = "220 mail.example.com ESMTP\r\n\r\n"
    house.asterisk.answers["Login"] = lambda action: None
    link = house.link()
    with capture_logs() as logs:
        house.start(link)
        await house.until(lambda: len(house.asterisk.actions("Login")) >= 2)
    assert not link.up
    assert {entry["event"] for entry in logs} == {"ami.link_down"}


async def test_a_flood_without_end_is_cut_off(house) -> None:
    link = await up(house, house.link(Pace(ping_every=60, first_pause=0.01)))
    house.asterisk.send(b"x" * 1_100_000)
    await house.until(lambda: house.asterisk.logins == 2 and link.up)


async def test_a_frame_that_nobody_understands_costs_nothing(house) -> None:
    link = house.link()
    news = link.subscribe("Good")
    await up(house, link)
    assert await anext(news) == Resync()
    house.asterisk.send(b"Event: Bad\r\nEvent: Worse\r\n\r\n")
    house.asterisk.tell(Event="Good", Name="after")
    assert await anext(news) == Heard("Good", {"Event": "Good", "Name": "after"})
    assert house.asterisk.logins == 1


async def test_a_name_cut_in_two_by_the_network_arrives_whole(house) -> None:
    link = house.link(Pace(ping_every=60))  # nothing else is sent between the bytes
    news = link.subscribe("Named")
    await up(house, link)
    await anext(news)
    data = "Event: Named\r\nName: 张伟\r\n\r\n".encode()
    for byte in data:
        house.asterisk.send(bytes([byte]))
        await asyncio.sleep(0)
    assert await anext(news) == Heard("Named", {"Event": "Named", "Name": "张伟"})


async def test_events_keep_their_order_for_a_slow_reader(house) -> None:
    link = house.link()
    news = link.subscribe("Counted")
    await up(house, link)
    for number in range(900):
        house.asterisk.tell(Event="Counted", Number=str(number))
    await link.ask(Ping())
    assert await anext(news) == Resync()
    assert [(await anext(news)).fields["Number"] for _ in range(900)] == [str(n) for n in range(900)]


async def test_the_late_rest_of_a_list_is_no_news(house) -> None:
    link = house.link()
    news = link.subscribe("DeviceStateChange")
    await up(house, link)
    await anext(news)
    house.asterisk.tell(Event="DeviceStateChange", ActionID="long-ago", Device="PJSIP/8001", State="INUSE")
    house.asterisk.tell(Event="DeviceStateChange", Device="PJSIP/8002", State="INUSE")
    event = await anext(news)
    assert isinstance(event, Heard)
    assert event.fields["Device"] == "PJSIP/8002"


async def test_everybody_is_told_to_read_again_after_each_login(house) -> None:
    link = house.link()
    first, second = link.subscribe("A"), link.subscribe("B")
    await up(house, link)
    assert (await anext(first), await anext(second)) == (Resync(), Resync())
    house.asterisk.drop()
    assert (await anext(first), await anext(second)) == (Resync(), Resync())
    assert await anext(link.subscribe("C")) == Resync()


async def test_nothing_is_read_before_asterisk_has_booted(house) -> None:
    house.asterisk.answers["Login"] = house.asterisk.consent
    link = house.link()
    house.start(link)
    await house.until(lambda: house.asterisk.actions("Login"))
    with pytest.raises(LinkDownError):
        await link.ask(QueueStatus("fallback"))
    house.asterisk.tell(Event="FullyBooted", Status="Fully Booted")
    await house.until(lambda: link.up)


async def test_a_link_lost_before_asterisk_has_booted_never_counts_as_up(house) -> None:
    house.asterisk.answers["Login"] = house.asterisk.consent
    link = house.link()
    with capture_logs() as logs:
        house.start(link)
        await house.until(lambda: house.asterisk.actions("Login"))
        house.asterisk.drop()
        await house.until(lambda: len(house.asterisk.actions("Login")) == 2)
    assert [entry["event"] for entry in logs] == ["ami.link_down"]


async def test_a_user_that_may_not_hear_of_booting_is_let_on_with_a_remedy(house) -> None:
    house.asterisk.answers["Login"] = house.asterisk.consent
    link = house.link(Pace(boot=0.05))
    with capture_logs() as logs:
        await up(house, link)
    assert "`system`" in next(entry["remedy"] for entry in logs if entry["event"] == "ami.boot_not_told")


@pytest.mark.parametrize(
    ("attempt", "chance", "seconds"), [(1, 0, 0.2), (2, 0, 0.4), (3, 1, 0.4), (4, 0, 1), (99, 1, 0.5)]
)
def test_pauses_grow_up_to_a_bound_and_differ_by_chance(attempt: int, chance: float, seconds: float) -> None:
    assert pause_before(attempt, Pace(), chance) == pytest.approx(seconds)
