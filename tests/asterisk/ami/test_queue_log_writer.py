"""Lines reach queue_log in order, once, and never hold anybody up."""

from structlog.testing import capture_logs

from ivr.asterisk.ami import AmiLink, QueueLogWriter
from ivr.asterisk.ami.queue_log import AgentMissed


def missed(number: int) -> AgentMissed:
    return AgentMissed("repair", f"call-{number}", "8001", 1)


def written(house) -> list[str]:
    return [line["Uniqueid"] for line in house.asterisk.actions("QueueLog")]


def writer(house, room: int = 10_000) -> tuple[AmiLink, QueueLogWriter]:
    link = house.link()
    log = QueueLogWriter(link, room)
    house.start(link, log)
    return link, log


async def test_lines_are_written_in_order(house) -> None:
    _, log = writer(house)
    for number in range(50):
        log.write(missed(number))
    await house.until(lambda: len(written(house)) == 50)
    assert written(house) == [f"call-{number}" for number in range(50)]
    assert (log.lost, log.waiting) == (0, 0)


async def test_lines_wait_for_the_link(house) -> None:
    link, log = writer(house)
    await house.until(lambda: link.up)
    await house.asterisk.close()
    await house.until(lambda: not link.up)
    log.write(missed(1))
    log.write(missed(2))
    assert log.waiting == 2
    await house.asterisk.open()
    await house.until(lambda: len(written(house)) == 2)
    assert (written(house), log.lost) == (["call-1", "call-2"], 0)


async def test_a_full_buffer_loses_the_oldest_and_says_so(house) -> None:
    log = QueueLogWriter(house.link(), room=3)
    with capture_logs() as logs:
        for number in range(5):
            log.write(missed(number))
    assert (log.waiting, log.lost) == (3, 2)
    assert [entry["event"] for entry in logs] == ["ami.queue_log_line_lost"] * 2


async def test_a_line_in_doubt_is_not_written_twice(house) -> None:
    house.asterisk.answers["QueueLog"] = lambda action: house.asterisk.drop()
    link, log = writer(house)
    log.write(missed(1))
    log.write(missed(2))
    await house.until(lambda: written(house))
    house.asterisk.answers["QueueLog"] = house.asterisk.consent
    await house.until(lambda: len(written(house)) == 2 and link.up)
    assert (written(house), log.lost) == (["call-1", "call-2"], 1)


async def test_a_line_without_an_answer_is_counted_and_the_next_goes_on(house) -> None:
    house.asterisk.answers["QueueLog"] = lambda action: None
    _, log = writer(house)
    log.write(missed(1))
    log.write(missed(2))
    await house.until(lambda: written(house))
    house.asterisk.answers["QueueLog"] = house.asterisk.consent
    await house.until(lambda: len(written(house)) == 2)
    assert (written(house), log.lost) == (["call-1", "call-2"], 1)


async def test_a_refused_line_does_not_stop_the_others(house) -> None:
    house.asterisk.answers["QueueLog"] = lambda action: house.asterisk.refusal(action, "Permission denied")
    _, log = writer(house)
    with capture_logs() as logs:
        log.write(missed(1))
        log.write(missed(2))
        await house.until(lambda: log.lost == 2)
    assert "Permission denied" in next(e["reason"] for e in logs if e["event"] == "ami.queue_log_line_lost")
