"""Business systems over real HTTP: what they answer, and every way in which they do not."""

import time

import pytest

from ivr.business.errors import BusinessError
from ivr.business.fetching import CrmCustomers, fetch
from ivr.business.pointing import at, text
from ivr.business.systems import Request, Systems
from ivr.dialplan.centre.services import Crm, Service
from ivr.telephony.commands import Fetch
from ivr.telephony.customers import Customer
from ivr.telephony.ids import EffectKey
from tests.business.business_system import BusinessSystem

TAKE = {"status": "/data/status", "amount": "/data/amount", "box": "/data/parcels/0/box"}


def wanted(number: str, service: str = "erp", tries: int = 1, seconds: float = 0.5) -> Fetch:
    return Fetch(EffectKey("k"), service, f"/orders/{number}", {"lang": "zh"}, TAKE, seconds, tries)


async def test_values_are_taken_from_their_places(systems: Systems, system: BusinessSystem) -> None:
    assert await fetch(systems, wanted("4711")) == {"status": "已发货", "amount": "12.5", "box": "3"}
    assert system.asked == ["/api/orders/4711?lang=zh"]
    assert system.headers[0]["Authorization"] == "Bearer s3cret"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("slow", "no answer within 0.5 s"),
        ("broken", "answered 500"),
        ("html", "its answer is not JSON"),
        ("huge", "more than 65536 bytes"),
        ("list", "has no text or number at /data/status"),
        ("long", "has no text or number at /data/status"),
        ("moved", "answered 302: redirects are not followed"),
        ("none", "answered 404"),
    ],
)
async def test_whatever_is_no_answer_is_told_in_time(systems: Systems, number: str, why: str) -> None:
    began = time.monotonic()
    with pytest.raises(BusinessError, match=why):
        await fetch(systems, wanted(number))
    assert time.monotonic() - began < 3


async def test_a_closed_port_and_an_unknown_service_are_told(systems: Systems) -> None:
    with pytest.raises(BusinessError, match="service closed: not reached: ClientConnectorError"):
        await fetch(systems, wanted("1", service="closed"))
    with pytest.raises(BusinessError, match="service gone: the centre has no such service"):
        await fetch(systems, wanted("1", service="gone"))


async def test_what_may_go_better_is_tried_again(systems: Systems, system: BusinessSystem) -> None:
    system.fails_first = 2
    assert (await fetch(systems, wanted("4711", tries=3)))["box"] == "3"
    assert len(system.asked) == 3


async def test_what_will_not_go_better_is_asked_once(systems: Systems, system: BusinessSystem) -> None:
    with pytest.raises(BusinessError):
        await fetch(systems, wanted("html", tries=3))
    assert len(system.asked) == 1


async def test_a_lacking_secret_is_told_and_nothing_is_asked(system: BusinessSystem) -> None:
    services = {"erp": Service(url=system.url, headers={"Key": "{secret}"})}
    lacking = Systems(lambda: services, lambda name: None)
    with pytest.raises(BusinessError, match=r"the secrets file has no service\.erp"):
        await fetch(lacking, wanted("1"))
    assert system.asked == []
    await lacking.close()


async def test_a_path_leads_to_no_other_host(systems: Systems, system: BusinessSystem) -> None:
    request = Request(service="plain", method="GET", path="@elsewhere.example/orders/1")
    with pytest.raises(BusinessError):
        await systems.ask(request)
    assert system.asked == []


async def test_a_pin_is_right_or_wrong(systems: Systems) -> None:
    async def right(account: str, digits: str) -> bool:
        fill = {"account": account, "digits": digits}
        return await systems.says_yes(Request(service="bank", method="POST", fill=fill))

    assert await right("A1", "7391")
    assert not await right("A1", "7392")
    with pytest.raises(BusinessError, match="answered 500"):
        await right("broken", "7391")


async def test_a_message_is_a_form_with_its_words_filled_in_once(
    systems: Systems, system: BusinessSystem
) -> None:
    fill = {"to": "+8613800138000", "text": "您的 {key} & {secret}", "key": "k-1"}
    assert await systems.says_yes(Request(service="sms", method="POST", fill=fill))
    assert system.told == [
        ("k-1", {"phone": "+8613800138000", "content": "您的 {key} & {secret}", "id": "k-1"})
    ]


async def test_customers_of_an_outside_crm(systems: Systems) -> None:
    take = {"id": "/no", "name": "/name", "tier": "/level", "tags": "/labels", "starred": "/fav"}
    crm = CrmCustomers(
        systems, Crm(service="plain", path="/customers", query={"phone": "{caller}"}, take=take)
    )
    assert await crm.find("+8613800138000") == Customer(
        id="7", name="王芳", tier="vip", tags=("elderly", "complaint"), starred=True
    )
    assert await crm.find("+8613900139000") == Customer.unknown()


def test_what_stands_at_a_pointer() -> None:
    answer = {"a/b": [{"~": 1}], "deep": {"er": None}}
    assert at(answer, "/a~1b/0/~0") == 1
    assert at(answer, "/a~1b/7") is None
    assert at(answer, "/deep/er/x") is None


@pytest.mark.parametrize(
    ("found", "told"),
    [(True, "true"), (7, "7"), (12.50, "12.5"), ("张", "张"), (None, None), ({}, None), ("a\nb", None)],
)
def test_values_are_texts_numbers_and_yes_or_no(found: object, told: str | None) -> None:
    assert text(found) == told
