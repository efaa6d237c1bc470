"""A business system that runs, and the services by which it is known."""

from collections.abc import AsyncIterator

import pytest

from ivr.business.systems import Systems
from ivr.dialplan.centre.services import Service
from tests.business.business_system import BusinessSystem, business_system


@pytest.fixture
async def system() -> AsyncIterator[BusinessSystem]:
    async with business_system() as running:
        yield running


@pytest.fixture
async def systems(system: BusinessSystem) -> AsyncIterator[Systems]:
    api = f"{system.url}/api"
    services = {
        "erp": Service(url=api, headers={"Authorization": "Bearer {secret}"}),
        "plain": Service(url=api),
        "closed": Service(url="http://127.0.0.1:1"),
        "sms": Service(
            url=f"{api}/messages",
            body={"phone": "{to}", "content": "{text}", "id": "{key}"},
            sent_as="form",
            answer="/code",
            right="0",
        ),
        "bank": Service(
            url=f"{api}/pin", body={"account": "{account}", "pin": "{digits}"}, answer="/result/ok"
        ),
    }
    known = Systems(lambda: services, {"erp": "s3cret"}.get)
    yield known
    await known.close()
