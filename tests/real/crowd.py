"""A crowd: callers in every phase, on telephones of bare SIP, so that fifty are no load."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain

from tests.real.ari_telephone import Telephone
from tests.real.faults import MENU, TO_NOBODY, TO_RINGERS, TO_TALKERS, Centre, eventually

PHASES = ("InDialplan", "Waiting", "Ringing", "Talking", "Surveying")
IN_A_DIALPLAN = ("InDialplan", "Surveying")


class Crowd:
    """``callers`` are the callers' telephones by phase; ``ringing`` and ``talking`` the agents'."""

    def __init__(self, centre: Centre, each: int) -> None:
        self.centre = centre
        self.each = each
        self.callers: dict[str, list[Telephone]] = {}
        self.ringing: list[Telephone] = []
        self.talking: list[Telephone] = []

    @property
    def everywhere(self) -> Counter[str]:
        """How many contacts should be in which phase."""
        return Counter({phase: len(phones) for phase, phones in self.callers.items() if phones})

    def dropped(self) -> list[str]:
        """Whose line was ended, by phase."""
        return [phase for phase, phones in self.callers.items() for phone in phones if _is_over(phone)]

    async def in_control(self, since: float) -> None:
        """Everybody who can press a key presses star, and each one's is heard and kept."""
        phones = [phone for phase in IN_A_DIALPLAN for phone in self.callers[phase]]
        for phone in phones:
            phone.press("*")
        query = "select count(*) from journal where cast(event as text) like '%DigitPressed%' and at > {}"
        wanted = len(phones)
        await eventually(
            lambda: self.centre.rows(query.format(since))[0][0] == wanted,
            3.0,
            lambda: f"{self.centre.rows(query.format(since))} of {wanted} keys were heard",
        )

    async def all_served(self) -> None:
        """Each call goes on to its end as if nothing had been."""
        for desk in self.ringing:
            desk.answer()
        await self._until("Talking", self.each * 2)
        for desk in self.talking:
            desk.hang_up()
        await self._until("Surveying", self.each * 2)
        began = time.time() - 0.01  # Asterisk cuts its times to milliseconds
        for phone in (*self.callers["Surveying"], *self.callers["Talking"]):
            phone.press("5")
        for phone in self.callers["InDialplan"]:
            phone.press("1")
        gone = (*self.callers["Surveying"], *self.callers["Talking"], *self.callers["InDialplan"])
        await eventually(lambda: all(map(_is_over, gone)), 10.0, lambda: f"{self.centre.crowd()}")
        answers = self.centre.rows(f"select answer, count(*) from answers where at > {began} group by 1")
        assert answers == [("5", self.each * 2)], answers
        for desk in self.ringing:
            desk.hang_up()
        for phone in (*self.callers["Ringing"], *self.callers["Waiting"]):
            phone.hang_up()

    async def _until(self, phase: str, count: int) -> None:
        await eventually(lambda: self.centre.crowd()[phase] == count, 8.0, lambda: f"{self.centre.crowd()}")


def _is_over(phone: Telephone) -> bool:
    return any(line.startswith("BYE") for line in phone.heard)


@asynccontextmanager
async def crowd(centre: Centre, ringers: tuple[str, ...], talkers: tuple[str, ...]) -> AsyncIterator[Crowd]:
    """As many callers in each phase as there are ringers, who ring on, and talkers, who pick up."""
    each = len(ringers)
    gathered = Crowd(centre, each)
    host, _, port = centre.instance.sip_address.partition(":")
    server = (host, int(port))
    secrets = centre.instance.secrets
    async with contextlib.AsyncExitStack() as stack:

        async def phone(user: str, password: str) -> Telephone:
            return await stack.enter_async_context(Telephone(user, password, server))

        async def desk(extension: str) -> Telephone:
            made = await phone(extension, secrets.agents[extension])
            await made.register()
            stack.push_async_callback(made.register, 0)
            return made

        async def call(number: str, count: int) -> list[Telephone]:
            phones = [await phone("carrier", secrets.carrier) for _ in range(count)]
            await asyncio.gather(
                *(
                    one.call(number, f"<sip:1390000{number[-1]}{index:03d}@127.0.0.1>")
                    for index, one in enumerate(phones)
                )
            )
            return phones

        gathered.ringing = list(await asyncio.gather(*map(desk, ringers)))
        gathered.talking = list(await asyncio.gather(*map(desk, talkers)))
        gathered.callers["Surveying"] = await call(TO_TALKERS, each)
        await asyncio.gather(*map(_pick_up, gathered.talking))
        await centre.until_crowd(Talking=each)
        for talker in gathered.talking:
            talker.hang_up()
        await centre.until_crowd(Surveying=each)
        gathered.callers["Talking"], gathered.callers["Ringing"], _ = await asyncio.gather(
            call(TO_TALKERS, each),
            call(TO_RINGERS, each),
            asyncio.gather(*map(_pick_up, gathered.talking), *map(_ring, gathered.ringing)),
        )
        gathered.callers["Waiting"], gathered.callers["InDialplan"] = await asyncio.gather(
            call(TO_NOBODY, each), call(MENU, each)
        )
        await centre.until_crowd(**gathered.everywhere)
        await asyncio.sleep(0.5)  # a phase is saved first: until Asterisk has done what it says
        try:
            yield gathered
        finally:
            everybody = (*gathered.ringing, *gathered.talking, *chain(*gathered.callers.values()))
            for one in everybody:
                one.hang_up()


async def _ring(desk: Telephone) -> None:
    await desk.invited()
    desk.ring()


async def _pick_up(desk: Telephone) -> None:
    await _ring(desk)
    desk.answer()
