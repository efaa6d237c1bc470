"""Asterisk's own queue holds the ready agents, whoever else touches it."""

from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from ivr.asterisk.ami import FallbackQueue
from ivr.asterisk.ami.actions import QueueAdd, QueuePause, QueueRemove
from ivr.asterisk.ami.fallback import differences

AGENTS = st.sampled_from(["8001", "8002", "8003", "8004"])


def test_differences_add_wake_and_remove_in_that_order() -> None:
    members = {"PJSIP/8002": True, "PJSIP/8003": False, "PJSIP/8004": False}
    assert differences("fallback", members, ["8004", "8002", "8001"]) == (
        QueueAdd("fallback", "PJSIP/8001"),
        QueuePause("fallback", "PJSIP/8002", "false"),
        QueueRemove("fallback", "PJSIP/8003"),
    )


@given(st.dictionaries(AGENTS.map("PJSIP/{}".format), st.booleans()), st.frozensets(AGENTS))
def test_differences_always_lead_to_the_ready_agents_and_then_there_are_none(members, ready) -> None:
    for action in differences("fallback", members, ready):
        match action:
            case QueueRemove(interface=phone):
                del members[phone]
            case QueueAdd(interface=phone):
                assert phone not in members
                members[phone] = False
            case QueuePause(interface=phone, paused="false"):
                members[phone] = False
    assert members == {f"PJSIP/{agent}": False for agent in ready}
    assert differences("fallback", members, ready) == ()


class Queue:
    """The queue of the fake Asterisk; ``members`` is phone → paused."""

    def __init__(self, house, *, tells: bool = True, exists: bool = True) -> None:
        self.members: dict[str, bool] = {}
        self.exists = exists
        self._asterisk, self._tells = house.asterisk, tells
        house.asterisk.answers |= {"QueueStatus": self._status, "QueueAdd": self._add}
        house.asterisk.answers |= {"QueueRemove": self._remove, "QueuePause": self._pause}

    def tell(self, event: str, phone: str, paused: str = "0", queue: str = "fallback") -> None:
        self._asterisk.tell(Event=event, Queue=queue, Interface=phone, Paused=paused)

    def _status(self, action: dict[str, str]) -> str:
        items = [{"Event": "QueueParams", "Queue": "fallback"}] if self.exists else []
        for phone, paused in self.members.items():
            items.append({"Event": "QueueMember", "Location": phone, "Paused": str(int(paused))})
        return self._asterisk.listing(action, *items)

    def _add(self, action: dict[str, str]) -> str:
        if not self.exists:
            return self._asterisk.refusal(action, "Unable to add interface to queue: No such queue")
        if action["Interface"] in self.members:
            return self._asterisk.refusal(action, "Unable to add interface: Already there")
        self.members[action["Interface"]] = False
        if self._tells:
            self.tell("QueueMemberAdded", action["Interface"])
        return self._asterisk.consent(action, "Added interface to queue")

    def _remove(self, action: dict[str, str]) -> str:
        if action["Interface"] not in self.members:
            return self._asterisk.refusal(action, "Unable to remove interface: Not there")
        del self.members[action["Interface"]]
        if self._tells:
            self.tell("QueueMemberRemoved", action["Interface"])
        return self._asterisk.consent(action, "Removed interface from queue")

    def _pause(self, action: dict[str, str]) -> str:
        self.members[action["Interface"]] = action["Paused"] == "true"
        return self._asterisk.consent(action)


def keeper(house, *ready: str) -> FallbackQueue:
    link = house.link()
    fallback = FallbackQueue(link)
    if ready:
        fallback.keep(frozenset(ready))
    house.start(link, fallback)
    return fallback


async def test_the_queue_follows_who_is_ready(house) -> None:
    queue = Queue(house)
    fallback = keeper(house, "8001", "8002")
    await house.until(lambda: queue.members == {"PJSIP/8001": False, "PJSIP/8002": False})
    fallback.keep(frozenset({"8002", "8003"}))
    await house.until(lambda: queue.members == {"PJSIP/8002": False, "PJSIP/8003": False})
    fallback.keep(frozenset())
    await house.until(lambda: queue.members == {})
    assert len(house.asterisk.actions("QueueAdd")) == 3
    assert len(house.asterisk.actions("QueueStatus")) == 1


async def test_until_the_first_word_the_queue_is_left_as_it_is(house) -> None:
    queue = Queue(house)
    queue.members = {"PJSIP/8001": False}
    fallback = keeper(house)
    await house.until(lambda: house.asterisk.actions("QueueStatus"))
    queue.tell("QueueMemberAdded", "PJSIP/8002")
    fallback.keep(frozenset({"8001"}))
    await house.until(lambda: house.asterisk.actions("QueueRemove"))
    assert house.asterisk.actions("QueueRemove") == [{"Queue": "fallback", "Interface": "PJSIP/8002"}]


async def test_after_a_lost_link_the_queue_is_read_and_mended(house) -> None:
    queue = Queue(house)
    keeper(house, "8001", "8002")
    await house.until(lambda: len(queue.members) == 2)
    queue.members = {"PJSIP/8001": True, "PJSIP/9999": False}
    house.asterisk.drop()
    await house.until(lambda: queue.members == {"PJSIP/8001": False, "PJSIP/8002": False})


async def test_a_wish_while_the_link_is_down_is_carried_out_when_it_is_back(house) -> None:
    queue = Queue(house)
    fallback = keeper(house, "8001")
    await house.until(lambda: queue.members)
    await house.asterisk.close()
    fallback.keep(frozenset({"8002"}))
    await house.asterisk.open()
    await house.until(lambda: queue.members == {"PJSIP/8002": False})


async def test_a_member_taken_out_or_paused_by_somebody_else_is_put_back(house) -> None:
    queue = Queue(house)
    keeper(house, "8001", "8002")
    await house.until(lambda: len(queue.members) == 2)
    del queue.members["PJSIP/8001"]
    queue.tell("QueueMemberRemoved", "PJSIP/8001")
    queue.members["PJSIP/8002"] = True
    queue.tell("QueueMemberPause", "PJSIP/8002", paused="1")
    await house.until(lambda: queue.members == {"PJSIP/8001": False, "PJSIP/8002": False})


async def test_another_queue_of_the_administrator_is_none_of_our_business(house) -> None:
    queue = Queue(house)
    fallback = keeper(house, "8001")
    await house.until(lambda: queue.members)
    queue.tell("QueueMemberAdded", "PJSIP/8007", queue="sales")
    fallback.keep(frozenset({"8002"}))
    await house.until(lambda: queue.members == {"PJSIP/8002": False})
    assert {one["Interface"] for one in house.asterisk.actions("QueueRemove")} == {"PJSIP/8001"}


async def test_what_is_already_as_wished_is_no_error(house) -> None:
    queue = Queue(house, tells=False)
    fallback = keeper(house, "8001")
    await house.until(lambda: queue.members)
    queue.members = {"PJSIP/8002": False}
    with capture_logs() as logs:
        fallback.keep(frozenset({"8002"}))
        await house.until(lambda: house.asterisk.actions("QueueRemove"))
        fallback.keep(frozenset())
        await house.until(lambda: queue.members == {})
    assert logs == []


async def test_a_queue_that_does_not_exist_is_named_with_the_remedy(house) -> None:
    Queue(house, exists=False)
    with capture_logs() as logs:
        keeper(house, "8001")
        await house.until(lambda: house.asterisk.actions("QueueAdd"))
        await house.until(lambda: any(entry["event"] == "ami.fallback_refused" for entry in logs))
    assert "queues.conf" in next(
        entry["remedy"] for entry in logs if entry["event"] == "ami.no_fallback_queue"
    )


async def test_an_agent_whom_asterisk_could_not_read_does_not_keep_out_the_others(house) -> None:
    queue = Queue(house)
    with capture_logs() as logs:
        keeper(house, "80\n01", "8002")
        await house.until(lambda: queue.members == {"PJSIP/8002": False})
    assert "line break" in next(entry["reason"] for entry in logs if entry["event"] == "ami.fallback_refused")
