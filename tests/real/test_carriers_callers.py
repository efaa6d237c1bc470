"""Carriers' callers: as whom each is known, whatever he or his carrier says of him."""

import pytest

from tests.real.ari_telephone import Telephone
from tests.real.line import BY_TO, PLAIN, TRUSTED, line, server_of
from tests.real.open_centre import OpenCentre

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

ANN = '"Ann" <sip:13800138000@example.com>'
NOBODY = '"Anonymous" <sip:anonymous@anonymous.invalid>'
ASSERTED = "P-Asserted-Identity: <sip:13900139000@example.com>"
REMOTE = "Remote-Party-ID: <sip:13700137000@example.com>;party=calling;screen=yes"
WITHHELD = ""

_13700137000, _13800138000, _13900139000 = "+8613700137000", "+8613800138000", "+8613900139000"


KNOWN_AS = (
    (TRUSTED, (ANN,), _13800138000),
    (TRUSTED, (ANN, ASSERTED), _13900139000),
    (TRUSTED, (NOBODY, ASSERTED), _13900139000),
    (TRUSTED, (ANN, REMOTE), _13700137000),
    (PLAIN, (ANN, ASSERTED), _13800138000),
    (PLAIN, (ANN, REMOTE), _13800138000),
    (PLAIN, (NOBODY, ASSERTED), WITHHELD),
    (TRUSTED, (NOBODY, ASSERTED, "Privacy: id"), WITHHELD),
    (TRUSTED, (ANN, ASSERTED, "Privacy: id;critical"), WITHHELD),
    (TRUSTED, (ANN, f"{REMOTE};privacy=full"), WITHHELD),
    (PLAIN, (ANN, "Privacy: id"), WITHHELD),
    (PLAIN, (ANN, 'Privacy: none"],${SHELL(touch x)}'), _13800138000),
    (TRUSTED, (ANN, "Privacy: none"), _13800138000),
)


async def test_what_a_carrier_asserts_is_believed_where_it_is_trusted_and_who_withholds_his_number_has_none(
    centre: OpenCentre,
) -> None:
    known = [(carrier, says, await _known_as(centre, carrier, *says)) for carrier, says, _ in KNOWN_AS]
    assert known == list(KNOWN_AS)


async def test_a_carriers_caller_who_shows_an_agents_extension_is_not_taken_for_that_agent(
    centre: OpenCentre,
) -> None:
    async with line(centre, PLAIN) as caller:
        await caller.call_in("4100", sender="<sip:8011@example.com>")
        (live,) = await centre.store.live()
    record = await centre.record(live.contact)

    assert (record.outcome, record.path) == ("left_in_menu", ("main_menu",))
    assert not any("401" in message for message in caller.heard)


async def test_what_an_agents_telephone_asserts_is_not_believed(centre: OpenCentre) -> None:
    async with Telephone("8071", centre.stage.secrets.agents["8071"], server_of(centre)) as phone:
        await phone.call("*15", "<sip:8071@127.0.0.1>", ASSERTED)
        (live,) = await centre.store.live()
        phone.hang_up()
        record = await centre.record(live.contact)

    assert record.caller == "8071"


async def test_where_a_carrier_says_so_the_number_dialled_is_read_from_to(centre: OpenCentre) -> None:
    async with line(centre, BY_TO) as caller:
        to = '"a, b" <sip:4100@example.com;user=phone>'
        await caller.call_in("u100", sender=ANN, to=to)
        (live,) = await centre.store.live()
    record = await centre.record(live.contact)

    assert (record.dialled, record.path) == ("4100", ("main_menu",))


async def _known_as(centre: OpenCentre, carrier: str, sender: str, *extra: str) -> str:
    async with line(centre, carrier) as caller:
        await caller.call_in("4100", *extra, sender=sender)
        (live,) = await centre.store.live()
    return (await centre.record(live.contact)).caller
