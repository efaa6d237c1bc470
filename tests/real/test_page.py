"""The administrators' page in a browser, in front of a centre that takes calls."""

import pytest
from playwright.async_api import Page

from tests.real.browser import browsing
from tests.real.open_centre import OpenCentre
from tests.real.people import at_work, calling, talks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("no_leaks")]

LOUDEST = """
async (contact) => {
  const answer = await fetch(`/v1/contacts/${contact}/recording`);
  const sound = await new AudioContext({sampleRate: 8000}).decodeAudioData(await answer.arrayBuffer());
  const power = (samples, frequency) => {
    let re = 0, im = 0;
    samples.forEach((sample, at) => {
      const angle = 2 * Math.PI * frequency * at / sound.sampleRate;
      re += sample * Math.cos(angle);
      im += sample * Math.sin(angle);
    });
    return re * re + im * im;
  };
  return [0, 1].map((side) => [440, 1000].sort((one, other) =>
    power(sound.getChannelData(side), other) - power(sound.getChannelData(side), one))[0]);
}
"""
"""Which of two tones is loudest on each track of a contact's recording, as the browser decodes it."""


async def test_a_manager_finds_a_contact_and_hears_its_two_tracks(centre: OpenCentre) -> None:
    async with at_work(centre, "8021", talks(centre, 440, 2.0)), calling(centre, "4120") as caller:
        await caller.until_hung_up()
    record = await centre.record_of(caller.number)
    await centre.recording_of(record)
    async with browsing(centre, "zh-CN") as page:
        await page.goto(f"{page.url.partition('#')[0]}#contacts")
        await page.fill("input[name=caller]", caller.number)
        await page.click("form[role=search] button[type=submit]")
        await page.click(f"tr[data-contact='{record.contact}']")
        await page.click("button[name=play]")
        await page.get_by_text("0:01 /").wait_for()
        await _looked_at(page, centre, "contact")

        assert "已接通" in await page.inner_text("main")
        assert await page.evaluate(LOUDEST, record.contact) == [1000, 440]


async def test_hours_and_a_skill_are_changed_with_the_files_comments_kept(centre: OpenCentre) -> None:
    folder = centre.stage.settings.dialplans
    before = {name: (folder / name).read_text() for name in ("centre.yaml", "hours.yaml")}
    async with browsing(centre, "en-GB") as page:
        at = page.url.partition("#")[0]
        await page.goto(f"{at}#hours")
        await page.fill("input[name='hours office week mon-fri']", "8:30-17:30")
        await page.click("button[name=save]")
        assert await page.inner_text(".told") == "Saved."
        await page.goto(f"{at}#staff")
        await page.fill("input[name='8012 north']", "6")
        await _looked_at(page, centre, "staff")
        await page.click("button[name=save]")
        assert await page.inner_text(".told") == "Saved."

        assert (folder / "hours.yaml").read_text() == before["hours.yaml"].replace("9:00-18:00", "8:30-17:30")
        after = before["centre.yaml"].replace('"8012": {name: 北二, skills: {north: 5}}', NORTH_TWO)
        assert (folder / "centre.yaml").read_text() == after

        await page.fill("input[name='8012 north']", "11")
        await page.click("button[name=save]")
        await page.wait_for_selector(".told.poor")
        assert "centre.yaml:" in await page.inner_text(".told.poor")
        assert (folder / "centre.yaml").read_text() == after

        await page.click("button[name=undo]")
        await page.fill("input[name='8012 north']", "5")
        await page.click("button[name=save]")
        await page.wait_for_selector(".told:not(.poor)")
        assert (folder / "centre.yaml").read_text() == before["centre.yaml"]


NORTH_TWO = '"8012": {name: 北二, skills: {north: 6}}'


async def test_todays_figures_equal_those_of_queue_log(centre: OpenCentre) -> None:
    """queue_log is written by other code, line by line, as each thing happens."""
    async with calling(centre, "4120") as caller:
        await centre.until_phase(caller.number, "waiting")
        await caller.hang_up()
    await centre.record_of(caller.number)
    async with browsing(centre, "zh-CN") as page:
        await _looked_at(page, centre, "today")
        shown = await page.locator("tr[data-queue='south'] td").all_inner_texts()
    offered, answered, abandoned = _told_by_queue_log(centre, "south")

    assert shown[1:4] == [str(offered), str(answered), str(abandoned)]
    assert abandoned >= 1


def _told_by_queue_log(centre: OpenCentre, queue: str) -> tuple[int, int, int]:
    """How many waits began, were answered and were given up; who is consulted answers no wait."""
    waiting, offered, answered, abandoned = set[str](), 0, 0, 0
    for line in (centre.instance.folder / "log" / "queue_log").read_text().splitlines():
        _, call, of, _, event, *_ = line.split("|")
        if of == queue and event == "ENTERQUEUE":
            waiting.add(call)
            offered += 1
        elif of == queue and call in waiting and event in ("CONNECT", "ABANDON", "EXITWITHTIMEOUT"):
            waiting.discard(call)
            answered += event == "CONNECT"
            abandoned += event == "ABANDON"
    return offered, answered, abandoned


async def _looked_at(page: Page, centre: OpenCentre, name: str) -> None:
    """Leave a picture of the page beside the test's other files."""
    await page.screenshot(path=centre.folder / f"page-{name}.png")
