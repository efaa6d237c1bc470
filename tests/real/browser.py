"""A browser in front of the centre's page, whose reader has a token."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, async_playwright

from ivr.web.tokens import make_token
from tests.real.open_centre import PATIENCE, OpenCentre

CHROMIUM = "/usr/bin/chromium"
# As root, and without asking anybody outside for updates.
_FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
)


@asynccontextmanager
async def browsing(centre: OpenCentre, language: str) -> AsyncIterator[Page]:
    """The page after signing in, in that language (``zh-CN``, ``en-GB``); no script of it may fail."""
    tokens = centre.stage.settings.state / "tokens.json"
    secret = make_token(tokens, "manager", ("admin", "pii"), now=0.0)
    faults: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        context = await browser.new_context(locale=language, viewport={"width": 1280, "height": 800})
        page = await context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        await page.goto(f"http://127.0.0.1:{centre.stage.settings.api.port}/")
        await page.fill("input[name=token]", secret)
        await page.click("button[type=submit]")
        await page.wait_for_selector(".tiles")
        yield page
        await browser.close()
    assert faults == []
